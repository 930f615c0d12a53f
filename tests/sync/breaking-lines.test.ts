import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { contents, type DeskAndHub, openDeskAndHub, untilState, write } from '../support/sync/desk-and-hub.ts'

/** What a proxy that gives up, or a bad line, lets through of one request or answer. */
const MOST_BYTES = 100_000
const WORKS = 8

let world: DeskAndHub
let core: TestCore
beforeAll(async () => {
  world = await openDeskAndHub()
  core = await world.openDesk()
})
afterAll(async () => {
  await world.close()
  removeTempFolders()
})

const breakOff = (): never => {
  throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') })
}

it('A line that breaks with all that is large carries it piece by piece, both ways [O8] [P2]', async () => {
  await world.hub.operator.importTasks(contents(WORKS))
  world.wire.answer('/v1/', async (request) => {
    const asked = Number(new URL(request.url).searchParams.get('maxBytes') ?? 0)
    if (asked > MOST_BYTES) return breakOff()
    return world.hub.fetch(request)
  })
  const tasks = world.enrol(core.desk, WORKS)
  const stopTurning = world.time.turn()
  const ids = (await tasks).map(({ id }) => id)
  await stopTurning()

  await core.desk.sync.setOffline({ offline: true })
  for (const taskId of ids) {
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, randomBytes(20_000).toString('base64'))
    await core.desk.work.send({ taskId })
  }
  let broken = 0
  world.wire.answer('/v1/', async (request) => {
    const bytes = (await request.clone().arrayBuffer()).byteLength
    if (bytes <= MOST_BYTES) return world.hub.fetch(request)
    broken += 1
    return breakOff()
  })
  await core.desk.sync.setOffline({ offline: false })
  for (const taskId of ids) await untilState(core.desk, taskId, 'received', world.time)
  // Or nothing was tried that the line could not carry.
  expect(broken).toBeGreaterThan(0)
})
