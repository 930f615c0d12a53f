import { expect, it } from 'vitest'
import { HUB_ADDRESS } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'

/** What is said of an enrolment that did not come about: nobody tries it again but who reads this. */

deskAndHubForEachTest()

const enrol = (code: string) => core.desk.setup.enrol({ address: HUB_ADDRESS, code })

it('a code for another expert than this desk works for is told apart, and can be used elsewhere [E1]', async () => {
  await enrol(world.code)
  const other = await world.hub.operator.enrolExpert({ name: 'Noor Field', email: 'noor@example.org' })
  await expect(enrol(other.code)).rejects.toMatchObject({
    code: 'BAD_CODE',
    data: { reason: 'other-expert', text: expect.stringMatching(/another expert.*Ask the operator/) },
  })
  const second = await world.openDesk()
  const input = { address: HUB_ADDRESS, code: other.code }
  await expect(second.desk.setup.enrol(input)).resolves.toMatchObject({ expertName: 'Noor Field' })
})

it('who has tried too many wrong codes is told how long to wait', async () => {
  for (let i = 0; i < 10; i++) await expect(enrol(`0000-0000-0000-000${i}`)).rejects.toThrow(/./)
  await expect(enrol(world.code)).rejects.toMatchObject({ data: { text: expect.stringMatching(/in 15 minutes/) } })
})

it('a hub that fails is not said to be tried again by itself', async () => {
  world.wire.answer('/v1/enrol', () => Response.json({ code: 'INTERNAL_SERVER_ERROR', message: '' }, { status: 500 }))
  await expect(enrol(world.code)).rejects.toMatchObject({
    data: { text: expect.stringMatching(/Try again in a moment/) },
  })
})
