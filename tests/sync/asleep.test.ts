import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import {
  contents,
  type DeskAndHub,
  openDeskAndHub,
  submissionsAtHub,
  untilState,
  write,
} from '../support/sync/desk-and-hub.ts'
import { attach, beginWithFiles } from '../support/sync/large-files.ts'

let world: DeskAndHub
let core: TestCore
beforeEach(async () => {
  world = await openDeskAndHub()
  core = await world.openDesk()
})
afterEach(async () => {
  await world.close()
  removeTempFolders()
})

const waking: readonly [string, () => void][] = [
  ['the computer has slept', () => core.core.power('resume')],
  ['it has a network again', () => core.core.network(true)],
]

describe('a request that was on its way when its connection died, and nobody says so', () => {
  for (const [when, wake] of waking) {
    it(`is sent again at once when ${when}: work [O8] [O2]`, async () => {
      await world.hub.operator.importTasks(contents(1))
      const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
      await core.desk.tasks.take({ taskId })
      await write(core.desk, taskId, randomBytes(100_000).toString('base64'))
      await until(core.desk, 'it is taken', async () => (await core.desk.sync.overview({})).lanes.length === 0)
      let sent = 0
      world.wire.answer('/v1/operations', async (request) => {
        sent += 1
        // What it brought has reached the hub; its answer never comes.
        await world.hub.fetch(request)
        return new Promise<Response>(() => undefined)
      })
      await core.desk.work.send({ taskId })
      await until(core.desk, 'it is on its way', async () => sent === 1)
      world.wire.answer('/v1/operations', undefined)
      wake()
      // No time passes.
      await untilState(core.desk, taskId, 'received')
      expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
    })
  }

  it('goes on where it was: a large file [F4]', async () => {
    const taskId = await beginWithFiles(world, core.desk)
    await attach(core.desk, taskId, 'plan.tif', randomBytes(6_000_000))
    const { promise: isOnItsWay, resolve } = Promise.withResolvers<void>()
    let parts = 0
    world.wire.answer('/v1/uploads', async (request) => {
      if (request.method !== 'PATCH') return world.hub.fetch(request)
      parts += 1
      if (parts !== 2) return world.hub.fetch(request)
      resolve()
      return new Promise<Response>(() => undefined)
    })
    await core.desk.work.send({ taskId })
    await isOnItsWay
    core.core.power('resume')
    await untilState(core.desk, taskId, 'received')
  })
})
