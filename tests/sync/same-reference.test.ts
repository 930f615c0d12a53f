import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { filePathOf } from '../../src/core/store/file-store.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import { PROTOCOL, PROTOCOL_HEADER } from '../../src/shared/contract/hub.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { type DeskAndHub, openDeskAndHub } from '../support/sync/desk-and-hub.ts'

let first: DeskAndHub
let second: DeskAndHub
beforeEach(async () => {
  first = await openDeskAndHub()
  second = await openDeskAndHub()
})
afterEach(async () => {
  await first.close()
  await second.close()
  removeTempFolders()
})

const bytes = randomBytes(400_000)
const sha256 = createHash('sha256').update(bytes).digest('hex')

/** Gives a file out in pieces, from the byte that was asked for; between them others have their turn. */
function slowly(request: Request): Response {
  const from = Number(/^bytes=(\d+)-/.exec(request.headers.get('range') ?? '')?.[1] ?? 0)
  let at = from
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      controller.enqueue(new Uint8Array(bytes.subarray(at, (at += 10_000))))
      for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve))
      if (at >= bytes.length) controller.close()
    },
  })
  const headers = new Headers({ [PROTOCOL_HEADER]: String(PROTOCOL) })
  if (from > 0) headers.set('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`)
  return new Response(body, { status: from === 0 ? 200 : 206, headers })
}

it('a reference file that two hubs name comes whole while both give it out at once [F1] [F6]', async () => {
  const file = { name: 'soil.pdf', sha256, size: bytes.length, mediaType: 'application/pdf' }
  for (const world of [first, second]) {
    await insertFile(world.hub.db, sha256, bytes.length, world.time.now())
    await world.hub.operator.importTasks([
      taskContent({ materials: [{ kind: 'file', key: 'soil', title: 'Soil', file }] }),
    ])
    world.wire.answer('/v1/files', slowly)
  }
  const core = await first.openDesk({
    wire: (request) => (request.url.includes(':8118/') ? second : first).wire.wire(request),
  })
  const { desk } = core
  // Both have their tasks, and begin to ask for the file at the same moment.
  for (const world of [first, second])
    world.wire.answer('/v1/files', () => Promise.reject(new TypeError('fetch failed')))
  await first.enrol(desk, 1)
  await desk.setup.enrol({ address: 'http://127.0.0.1:8118/', code: second.code })
  await until(desk, 'both tasks', async () => (await desk.tasks.list({})).rows.length === 2)
  for (const world of [first, second]) world.wire.answer('/v1/files', slowly)
  await desk.sync.now({})
  const seen: string[] = []
  await until(desk, 'the file is here', async () => {
    const { files } = await desk.carry.overview({})
    for (const { state, reason } of files) seen.push(`${state} ${reason ?? ''}`)
    return files.length === 0 || files.some(({ state }) => state === 'refused')
  })
  expect(seen.filter((one) => one.startsWith('refused'))).toEqual([])
  expect(core.logged.filter(({ level }) => level === 'error')).toEqual([])
  expect(core.logged.filter(({ event }) => event === 'file-refused')).toEqual([])
  expect(readFileSync(filePathOf(core.folder, sha256)).equals(bytes)).toBe(true)
})

it('a reference file comes from the hub that names it as it is, whatever another one has said of it before [F1] [F6]', async () => {
  const file = { name: 'soil.pdf', sha256, size: bytes.length, mediaType: 'application/pdf' }
  const named = [{ ...file, size: 7 }, file] as const
  for (const [at, world] of [first, second].entries()) {
    await insertFile(world.hub.db, sha256, named[at]?.size ?? 0, world.time.now())
    await world.hub.operator.importTasks([
      taskContent({ materials: [{ kind: 'file', key: 'soil', title: 'Soil', file: named[at] ?? file }] }),
    ])
  }
  first.wire.answer('/v1/files', () => Promise.resolve(new Response('nonsense')))
  second.wire.answer('/v1/files', slowly)
  const core = await first.openDesk({
    wire: (request) => (request.url.includes(':8118/') ? second : first).wire.wire(request),
  })
  const { desk } = core
  await first.enrol(desk, 1)
  await desk.setup.enrol({ address: 'http://127.0.0.1:8118/', code: second.code })
  await until(desk, 'both tasks', async () => (await desk.tasks.list({})).rows.length === 2)
  await until(desk, 'the file is here', async () => (await desk.carry.overview({})).files.length === 0, first.time)
  expect(readFileSync(filePathOf(core.folder, sha256)).equals(bytes)).toBe(true)
})
