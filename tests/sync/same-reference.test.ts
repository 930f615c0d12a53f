import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filePathOf } from '../../src/core/store/file-store.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import { PROTOCOL, PROTOCOL_HEADER } from '../../src/shared/contract/hub.ts'
import { removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { batchOut, readIn } from '../support/sync/carry.ts'
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

describe('a reference file of which one hub says another size', () => {
  const file = { name: 'soil.pdf', sha256, size: bytes.length, mediaType: 'application/pdf' }
  let core: TestCore

  beforeEach(async () => {
    for (const [world, size] of [
      [first, 7],
      [second, bytes.length],
    ] as const) {
      await insertFile(world.hub.db, sha256, size, world.time.now())
      const material = { kind: 'file' as const, key: 'soil', title: 'Soil', file: { ...file, size } }
      await world.hub.operator.importTasks([taskContent({ materials: [material] })])
      world.wire.answer('/v1/files', () => Promise.resolve(new Response('nonsense')))
    }
    core = await first.openDesk({
      wire: (request) => (request.url.includes(':8118/') ? second : first).wire.wire(request),
    })
    await first.enrol(core.desk, 1)
    await core.desk.setup.enrol({ address: 'http://127.0.0.1:8118/', code: second.code })
    await until(core.desk, 'both tasks', async () => (await core.desk.tasks.list({})).rows.length === 2)
  })

  /** Waits for the file. @returns whether its bytes are those, and its size as a window is told */
  async function found(): Promise<readonly [boolean, number]> {
    await until(
      core.desk,
      'it is here',
      async () => (await core.desk.carry.overview({})).files.length === 0,
      first.time,
    )
    const { size } = await core.desk.files.read({ sha256, offset: 0, length: 1_000_000 })
    return [readFileSync(filePathOf(core.folder, sha256)).equals(bytes), size]
  }

  it('comes from the other hub all the same [F1] [F6]', async () => {
    second.wire.answer('/v1/files', slowly)
    expect(await found()).toEqual([true, bytes.length])
  })

  it('comes on a stick from the other hub all the same [F1] [F6]', async () => {
    const place = join(second.hub.filesFolder, sha256.slice(0, 2))
    mkdirSync(place)
    writeFileSync(join(place, sha256), bytes)
    const stick = join(core.folder, 'batch.understudy')
    await batchOut(second.hub, second.expertId, stick)
    await readIn(core.desk, stick)
    expect(await found()).toEqual([true, bytes.length])
  })
})
