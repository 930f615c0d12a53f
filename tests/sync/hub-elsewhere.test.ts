import { expect, it } from 'vitest'
import { z } from 'zod'
import { EnrolOutput } from '../../src/shared/contract/hub.ts'
import { until } from '../support/core/until.ts'
import { contents, HUB_ADDRESS, stateOf, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'

/** A hub at an address where the desk does not know it: the same one that has moved, or another that says it is the same. */

deskAndHubForEachTest()

/** As it came, whatever else it holds. */
const Enrolled = z.looseObject({ proof: z.unknown().optional() })
const elsewhere = 'https://elsewhere.example/'

/** Where the desk asks for the hubs that it knows. */
async function addresses(): Promise<string[]> {
  return (await core.desk.sync.overview({})).hubs.map(({ address }) => address)
}

/** One task, written and ready to be sent, with no network. */
async function readyTask(): Promise<string> {
  await world.hub.operator.importTasks(contents(1))
  const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
  await core.desk.tasks.take({ taskId })
  await write(core.desk, taskId, 'Clover, then wheat.')
  return taskId
}

it('that gives itself the number and the key of one that is known gets nothing that is for that one [E3]', async () => {
  // What an enrolment was signed with can be kept and shown again.
  let shown: unknown
  world.wire.answer('/v1/enrol', async (request) => {
    const answer = Enrolled.parse(await (await world.hub.fetch(request)).json())
    shown = answer.proof
    return Response.json(answer)
  })
  const taskId = await readyTask()
  // Number and key stand in what a hub tells everybody who asks.
  const hub: unknown = await (await world.hub.fetch(new Request(`${HUB_ADDRESS}v1/hub`))).json()
  const expert = { id: world.expertId, name: 'Ada Field', email: '', occupations: [] }
  /** What was told to whoever answers elsewhere. */
  const heard: string[] = []
  const pretend = (answer: object) => async (request: Request) => {
    if (!request.url.startsWith(elsewhere)) return world.hub.fetch(request)
    heard.push(`${request.method} ${request.url}`)
    return Response.json(answer)
  }
  world.wire.answer('/v1/hub', pretend(Object(hub)))
  for (const proof of [undefined, shown, 'e30.e30.AAAA']) {
    world.wire.answer('/v1/enrol', pretend({ hub, expert, ...(proof === undefined ? {} : { proof }) }))
    const problem = core.desk.setup.enrol({ address: elsewhere, code: '0000-1111-2222-3333' })
    await expect(problem).rejects.toMatchObject({
      code: 'NOT_A_HUB',
      data: { text: expect.stringMatching(proof === undefined ? /cannot prove.*older version/ : /cannot prove it\./) },
    })
  }
  expect(await addresses()).toEqual([HUB_ADDRESS])
  // Its own token is still there, and its work goes where it belongs.
  heard.length = 0
  await core.desk.work.send({ taskId })
  await untilState(core.desk, taskId, 'received', world.time)
  expect(heard).toEqual([])
})

it('that is the same one is known again by what it signs, and gets what waits for it [E3]', async () => {
  const taskId = await readyTask()
  const { code } = await world.hub.operator.makeCode(world.expertId)
  await core.desk.setup.enrol({ address: elsewhere, code })
  expect(await addresses()).toEqual([elsewhere])
  await core.desk.work.send({ taskId })
  await untilState(core.desk, taskId, 'received', world.time)
})

it('that has moved and is too old to sign takes the same code once it is updated [E1] [E3]', async () => {
  await readyTask()
  const { code } = await world.hub.operator.makeCode(world.expertId)
  world.wire.answer('/v1/enrol', async (request) => {
    const { hub, expert } = EnrolOutput.parse(await (await world.hub.fetch(request)).json())
    return Response.json({ hub, expert })
  })
  const tooOld = core.desk.setup.enrol({ address: elsewhere, code })
  await expect(tooOld).rejects.toMatchObject({ data: { text: expect.stringMatching(/has to be updated/) } })
  world.wire.answer('/v1/enrol', undefined)
  await core.desk.setup.enrol({ address: elsewhere, code })
  expect(await addresses()).toEqual([elsewhere])
})

it('that answers where the desk knows it needs no signature: it may be one of before', async () => {
  const taskId = await readyTask()
  const { code } = await world.hub.operator.makeCode(world.expertId)
  world.wire.answer('/v1/enrol', async (request) => {
    const { hub, expert } = EnrolOutput.parse(await (await world.hub.fetch(request)).json())
    return Response.json({ hub, expert })
  })
  await core.desk.setup.enrol({ address: HUB_ADDRESS, code })
  await core.desk.work.send({ taskId })
  await untilState(core.desk, taskId, 'received', world.time)
  expect(await stateOf(core.desk, taskId)).toBe('received')
})

it('that `npm start` names gets the token of the known one neither, unless it is on this computer [E3]', async () => {
  await readyTask()
  const hub: unknown = await (await world.hub.fetch(new Request(`${HUB_ADDRESS}v1/hub`))).json()
  /** Of the requests that reach an address: whether a token came with them. */
  const tokens = new Map<string, boolean>()
  world.wire.answer('/', (request) => {
    const { origin, pathname } = new URL(request.url)
    tokens.set(origin, request.headers.has('authorization') || tokens.get(origin) === true)
    if (origin !== new URL(elsewhere).origin) return world.hub.fetch(request)
    return pathname === '/v1/hub' ? Response.json(hub) : new Response('', { status: 503 })
  })
  const { folder, secrets, stop } = core
  await stop()
  const open = (address: string) =>
    world.openDesk({ folder, secrets, introduction: { address, code: '0000-1111-2222-3333' } })
  const cheated = await open(elsewhere)
  await until(cheated.desk, 'it was introduced', async () =>
    cheated.logged.some(({ event }) => event === 'introduction-failed'),
  )
  expect((await cheated.desk.sync.overview({})).hubs.map(({ address }) => address)).toEqual([HUB_ADDRESS])
  await cheated.stop()
  expect(tokens.get(new URL(elsewhere).origin)).toBe(false)
  const near = 'http://127.0.0.1:8118/'
  const moved = await open(near)
  await until(moved.desk, 'it is known at its new place', async () =>
    (await moved.desk.sync.overview({})).hubs.some(({ address }) => address === near),
  )
})
