import { expect, it } from 'vitest'
import { createMemorySecrets, type DeskClient } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { contents, HUB_ADDRESS } from '../support/sync/desk-and-hub.ts'
import { hubForEachTest, world } from '../support/sync/for-each-test.ts'

/** A token that cannot be had at a start, in the other shell or before the keychain is unlocked, and one that is replaced. */

hubForEachTest()

const hubOf = async (desk: DeskClient) => (await desk.sync.overview({})).hubs[0]

it('a start without its token asks the hub nothing, says why, and is signed out for this start only [E4]', async () => {
  const first = await world.openDesk()
  await world.hub.operator.importTasks(contents(1))
  await world.enrol(first.desk, 1)
  await first.stop()

  const asked: string[] = []
  world.wire.answer('/', (request) => {
    asked.push(request.url)
    return world.hub.fetch(request)
  })
  const { folder } = first
  const other = await world.openDesk({ folder, secrets: createMemorySecrets() })
  await until(other.desk, 'it is signed out', async () => (await hubOf(other.desk))?.state === 'signed-out')
  expect((await hubOf(other.desk))?.reason).toMatch(/keychain/)
  expect(asked).toEqual([])
  await other.stop()

  const again = await world.openDesk({ folder, secrets: first.secrets })
  await until(again.desk, 'it is connected', async () => (await hubOf(again.desk))?.state === 'connected')
})

it('a desk that has a new token is not signed out by what still runs with the old one [E4]', async () => {
  const secrets = createMemorySecrets()
  const asked = Promise.withResolvers<void>()
  const unlocked = Promise.withResolvers<void>()
  let isSlow = false
  const remove = async (key: string): Promise<void> => {
    if (isSlow) asked.resolve()
    if (isSlow) await unlocked.promise
    await secrets.remove(key)
  }
  const { desk } = await world.openDesk({ secrets: { ...secrets, remove } })
  await world.hub.operator.importTasks(contents(1))
  await world.enrol(desk, 1)
  await world.hub.operator.revoke(world.expertId)
  await desk.sync.now({})
  await until(desk, 'it is signed out', async () => (await hubOf(desk))?.state === 'signed-out')

  const { code } = await world.hub.operator.makeCode(world.expertId)
  isSlow = true
  const enrolled = desk.setup.enrol({ address: HUB_ADDRESS, code })
  await asked.promise
  const answers: number[] = []
  world.wire.answer('/v1/feed', async (request) => {
    const answer = await world.hub.fetch(request)
    answers.push(answer.status)
    return answer
  })
  // As when the network comes back at this moment.
  await desk.sync.now({})
  await until(
    desk,
    'the hub has answered',
    async () => answers.length > 0 || (await hubOf(desk))?.state === 'connected',
  )
  unlocked.resolve()
  await enrolled
  await until(desk, 'it is connected', async () => (await hubOf(desk))?.state === 'connected')
  expect(answers).not.toContain(401)
})
