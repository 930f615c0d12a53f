import { expect, it } from 'vitest'
import { codeHash, secretHash } from '../../src/hub/enrol/code.ts'
import { lockCode, useCode } from '../../src/hub/store/codes.ts'
import { listDevices, putDevice } from '../../src/hub/store/devices.ts'
import { EnrolOutput } from '../../src/shared/contract/hub.ts'
import { bringOccupations } from '../../src/hub/operator/occupations.ts'
import { newId } from '../support/hub/fixtures.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { createTestClock, day, minute } from '../support/hub/test-clock.ts'
import { createTestDesk, enrolledDesk } from '../support/hub/test-desk.ts'
import { type TestHub } from '../support/hub/test-hub.ts'
import { waitingForLock } from '../support/hub/waiting-for-lock.ts'

const clock = createTestClock()
hubForFile({ clock })

const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code

it('makes a code of four groups that no one mistypes, and takes it however it is typed', async () => {
  const { code, expertId } = await hub.operator.enrolExpert()
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
  const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
  const response = await createTestDesk(hub.fetch, typed).enrol()
  expect(response.status).toBe(200)
  const { expert } = EnrolOutput.parse(await response.json())
  expect(expert).toMatchObject({ id: expertId, name: 'Ada Field', occupations: [{ code: '11-9013.00' }] })
})

it('gives the same answer again to the desk whose reply was lost, and none to another [E1] [E2]', async () => {
  const { code } = await hub.operator.enrolExpert()
  const desk = createTestDesk(hub.fetch, code)
  const answers = await Promise.all([desk.enrol(), desk.enrol(), desk.enrol()])
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200])
  clock.advance(30 * day)
  expect((await desk.enrol()).status).toBe(200)

  const other = await createTestDesk(hub.fetch, code).enrol()
  expect([other.status, await codeOf(other)]).toEqual([409, 'CODE_USED'])
  const sameDeviceOtherToken = await desk.enrol({ token: 'A'.repeat(43) })
  expect([sameDeviceOtherToken.status, await codeOf(sameDeviceOtherToken)]).toEqual([409, 'CODE_USED'])
  const sameTokenOtherDevice = await desk.enrol({ deviceId: newId() })
  expect([sameTokenOtherDevice.status, await codeOf(sameTokenOtherDevice)]).toEqual([409, 'CODE_USED'])
})

it('lets exactly one of two desks in that use a code at the same moment [E1]', async () => {
  const { code } = await hub.operator.enrolExpert()
  const desks = [createTestDesk(hub.fetch, code), createTestDesk(hub.fetch, code)]
  let asked: Promise<Response[]> | undefined
  await hub.db.transaction(async (tx) => {
    await lockCode(tx, codeHash(code))
    asked = Promise.all(desks.map((desk) => desk.enrol()))
    await expect.poll(() => waitingForLock(hub)).toBe(2)
  })
  const answers = (await asked) ?? []
  expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([200, 409])
})

it('knows to the minute when it last heard of a desk', async () => {
  const { code, expertId } = await hub.operator.enrolExpert()
  const desk = await enrolledDesk(hub.fetch, code)
  const seenAt = async () => {
    await desk.call('GET', '/v1/feed?after=0')
    return (await listDevices(hub.db, expertId))[0]?.seenAt
  }
  clock.advance(2 * day)
  const then = clock.now()
  expect(await seenAt()).toBe(then)
  clock.advance(minute)
  expect(await seenAt()).toBe(then)
  clock.advance(1)
  expect(await seenAt()).toBe(clock.now())
})

it('says that a code has expired, and when', async () => {
  const { code, expiresAt } = await hub.operator.enrolExpert({ validDays: 2 })
  clock.advance(2 * day + 1)
  const response = await createTestDesk(hub.fetch, code).enrol()
  expect(response.status).toBe(410)
  expect(await response.json()).toMatchObject({ code: 'CODE_EXPIRED', data: { expiredAt: expiresAt } })
})

it('makes an address that guesses codes wait, in every process, and no other address', async () => {
  const second = hub.another()
  const { code } = await hub.operator.enrolExpert()
  const guesser = { address: '203.0.113.7' }
  const guess = (wire: TestHub['hub'], peer: { address: string }) =>
    createTestDesk((request) => wire.fetch(request, peer), 'AAAA-BBBB-CCCC-DDDD').enrol()
  for (let i = 0; i < 10; i++) {
    const wrong = await guess(i % 2 === 0 ? hub.hub : second, guesser)
    expect([wrong.status, await codeOf(wrong)]).toEqual([404, 'CODE_UNKNOWN'])
  }
  const blocked = await guess(second, guesser)
  expect(blocked.status).toBe(429)
  expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(60)
  // Also the right code has to wait now, or guessing would still tell right from wrong.
  const right = createTestDesk((request) => hub.hub.fetch(request, guesser), code)
  expect((await right.enrol()).status).toBe(429)
  clock.advance(minute)
  expect((await guess(hub.hub, { address: '203.0.113.8' })).status).toBe(404)
  // What another one does wrong makes nobody forget it.
  expect((await right.enrol()).status).toBe(429)
  clock.advance(14 * minute)
  expect((await right.enrol()).status).toBe(200)
})

it('does not make an address wait for a clock that was ahead when its codes were wrong', async () => {
  const peer = { address: '203.0.113.9' }
  const wire = (request: Request) => hub.fetch(request, peer)
  const guess = async () => (await createTestDesk(wire, 'AAAA-BBBB-CCCC-DDDD').enrol()).status
  clock.advance(365 * day)
  for (let i = 0; i < 10; i++) expect(await guess()).toBe(404)
  expect(await guess()).toBe(429)
  clock.advance(-365 * day)
  const { code } = await hub.operator.enrolExpert()
  expect((await createTestDesk(wire, code).enrol()).status).toBe(200)
  // And what is wrong from now on counts from now on.
  for (let i = 0; i < 10; i++) expect(await guess()).toBe(404)
  expect(await guess()).toBe(429)
})

it('refuses a code that cannot be one before it looks, and says what a code looks like', async () => {
  const response = await createTestDesk(hub.fetch, 'not a code').enrol()
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('a code has four groups of four letters and digits')
})

it('does not let one expert take the device or the token of another', async () => {
  const first = await enrolledDesk(hub.fetch, (await hub.operator.enrolExpert()).code)
  const { code } = await hub.operator.enrolExpert()
  const thief = createTestDesk(hub.fetch, code)
  expect((await thief.enrol({ deviceId: first.deviceId })).status).toBe(409)
  expect((await thief.enrol({ token: first.token })).status).toBe(409)
  expect((await first.call('GET', '/v1/feed?after=0')).status).toBe(200)
  expect((await thief.enrol()).status).toBe(200)
})

it('ends the access of one device at once and leaves the others [E4]', async () => {
  const { code, expertId } = await hub.operator.enrolExpert()
  const desk = await enrolledDesk(hub.fetch, code)
  const second = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
  await hub.operator.revoke(expertId, desk.deviceId)
  const refused = await desk.call('GET', '/v1/feed?after=0')
  expect([refused.status, await codeOf(refused)]).toEqual([401, 'UNAUTHORIZED'])
  expect((await desk.call('POST', '/v1/operations', { operations: [{}] })).status).toBe(401)
  expect((await second.call('GET', '/v1/feed?after=0')).status).toBe(200)
  // Not even by the code and the token with which it came.
  expect((await desk.enrol()).status).toBe(409)
  expect((await desk.call('GET', '/v1/feed?after=0')).status).toBe(401)
  await expect(hub.operator.revoke(expertId, newId())).rejects.toThrow('no such device')
})

it('ends all access of an expert, his unused codes too and no other’s, and gives it back with a new code', async () => {
  const { code, expertId } = await hub.operator.enrolExpert()
  const other = await hub.operator.enrolExpert({ email: 'other@example.org' })
  const desk = await enrolledDesk(hub.fetch, code)
  const unused = (await hub.operator.makeCode(expertId)).code
  await hub.operator.revoke(expertId)
  expect((await desk.call('GET', '/v1/feed?after=0')).status).toBe(401)
  expect((await createTestDesk(hub.fetch, unused).enrol()).status).toBe(404)
  expect((await createTestDesk(hub.fetch, other.code).enrol()).status).toBe(200)
  // The one that was used is still known as used.
  expect((await desk.enrol()).status).toBe(409)
  // The same desk comes back under its own device id with a fresh code.
  const again = (await hub.operator.makeCode(expertId)).code
  expect((await desk.enrol({ code: again })).status).toBe(200)
  expect((await desk.call('GET', '/v1/feed?after=0')).status).toBe(200)
})

it('ends the access of a desk, too, that enrols at the very moment', async () => {
  const { expertId, code } = await hub.operator.enrolExpert({ email: 'moment@example.org' })
  const desk = createTestDesk(hub.fetch, code)
  const device = { id: desk.deviceId, expertId, name: 'Desk', publicKey: null, at: clock.now() }
  let revoking: Promise<unknown> | undefined
  // What `enrolDesk` does, held open until the other waits for it.
  await hub.db.transaction(async (tx) => {
    await lockCode(tx, codeHash(code))
    await putDevice(tx, { ...device, tokenHash: secretHash(desk.token) })
    await useCode(tx, codeHash(code), desk.deviceId, clock.now())
    revoking = hub.operator.revoke(expertId)
    await expect.poll(() => waitingForLock(hub)).toBe(1)
  })
  expect(await revoking).toMatchObject({ devices: 1 })
  expect((await desk.call('GET', '/v1/feed?after=0')).status).toBe(401)
})

it('keeps neither codes nor tokens, only their hashes', async () => {
  const { code } = await hub.operator.enrolExpert()
  const desk = await enrolledDesk(hub.fetch, code)
  const rows = await hub.db.query<{ dump: string }>(
    `select (select json_agg(c)::text from codes c) || (select json_agg(d)::text from devices d) as dump`,
  )
  const dump = rows[0]?.dump ?? ''
  for (const secret of [code, code.replaceAll('-', ''), desk.token]) {
    expect(dump).not.toContain(secret)
    expect(dump).not.toContain(Buffer.from(secret).toString('hex'))
  }
})

it('gives an expert no more occupations than a desk takes', async () => {
  const codes = Array.from({ length: 202 }, (_, n) => `99-${1000 + n}.00`)
  await bringOccupations(
    hub.hub.context,
    codes.map((code) => ({ code, title: code, description: '' })),
  )
  const { expertId, code } = await hub.operator.enrolExpert({ occupations: codes.slice(0, 199) })
  await hub.operator.addOccupation(expertId, codes[199] ?? '')
  await expect(hub.operator.addOccupation(expertId, codes[200] ?? '')).rejects.toThrow('at most 200 occupations')
  expect(await hub.operator.addOccupation(expertId, codes[199] ?? '')).toEqual({ offered: 0 })
  const response = await createTestDesk(hub.fetch, code).enrol()
  expect(response.status).toBe(200)
  expect(EnrolOutput.parse(await response.json()).expert.occupations).toHaveLength(200)
})

it('refuses an expert whose occupation it does not know and says where to look', async () => {
  await expect(hub.operator.enrolExpert({ occupations: ['99-9999.00'] })).rejects.toThrow(
    /no occupation 99-9999\.00.*occupations import/,
  )
  await expect(hub.operator.enrolExpert({ email: 'nobody' })).rejects.toThrow(/email/)
})
