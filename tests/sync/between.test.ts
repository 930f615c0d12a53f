import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fileSize } from '../../src/core/store/file-store.ts'
import { partPathOf } from '../../src/core/sync/transfer-files.ts'
import { readIdentity } from '../../src/hub/store/hub-identity.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import { PROTOCOL, PROTOCOL_HEADER } from '../../src/shared/contract/hub.ts'
import { until } from '../support/core/until.ts'
import { cutStream } from '../support/core/wire.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { contents, stateOf, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { attach, beginWithFiles, fileAtHub, hashOf, taskWithFiles } from '../support/sync/large-files.ts'

/** What stands between a desk and its hub and answers in its place: login pages, proxies. */

deskAndHubForEachTest()

const html = { 'content-type': 'text/html' }
const loginPage = () => new Response('<html>Please sign in to the hotel network</html>', { headers: html })
/** As nginx says it. */
const tooLarge = () => new Response('<html>413 Request Entity Too Large</html>', { status: 413, headers: html })

describe('a login page that answers 200 to everything', () => {
  it('leaves what has come of a file as it is [F2]', async () => {
    const bytes = randomBytes(2_000_000)
    const sha256 = hashOf(bytes)
    const file = { name: 'map.tif', sha256, size: bytes.length, mediaType: 'image/tiff' }
    const asked: number[] = []
    let isCut = true
    function serve(): void {
      world.wire.answer('/v1/files', (request) => {
        const from = Number(/bytes=(\d+)-/.exec(request.headers.get('range') ?? '')?.[1] ?? 0)
        asked.push(from)
        const part = new Uint8Array(bytes.subarray(from))
        const headers = new Headers({ [PROTOCOL_HEADER]: String(PROTOCOL) })
        if (from > 0) headers.set('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`)
        return new Response(isCut ? cutStream(part.subarray(0, 1_500_000)) : part, {
          status: from > 0 ? 206 : 200,
          headers,
        })
      })
    }
    serve()
    await insertFile(world.hub.db, sha256, bytes.length, world.time.now())
    await world.hub.operator.importTasks([
      taskContent({ materials: [{ kind: 'file', key: 'map', title: 'Field map', file }] }),
    ])
    await world.enrol(core.desk, 1)
    const { hubId } = await readIdentity(world.hub.db)
    const part = () => fileSize(partPathOf(core.folder, hubId, sha256))
    // No time passes, so that it is not asked for again.
    await expect.poll(part).toBe(1_500_000)
    let pages = 0
    world.wire.answer('/v1/files', () => {
      pages += 1
      return loginPage()
    })
    await until(core.desk, 'the page answered', async () => pages > 1, world.time)
    expect(await part()).toBe(1_500_000)
    isCut = false
    serve()
    const isHere = async () => (await core.desk.files.read({ sha256, offset: 0, length: 1 })).here
    await until(core.desk, 'the file is here', isHere, world.time)
    expect(asked).toEqual([0, 1_500_000])
    expect(core.logged.filter(({ event }) => event === 'file-refused')).toEqual([])
  })

  it('does not count as having taken a file [F3]', async () => {
    const taskId = await beginWithFiles(world, core.desk)
    const bytes = randomBytes(20_000)
    const { file } = await attach(core.desk, taskId, 'note.txt', bytes)
    let pages = 0
    world.wire.answer('/v1/files', () => {
      pages += 1
      return loginPage()
    })
    await core.desk.work.send({ taskId })
    await until(core.desk, 'the page answered', async () => pages > 1, world.time)
    const { lanes } = await core.desk.carry.overview({})
    expect(lanes).toMatchObject([{ files: 1, up: 0 }])
    world.wire.answer('/v1/files', undefined)
    await untilState(core.desk, taskId, 'received', world.time)
    expect(fileAtHub(world, file.sha256).equals(bytes)).toBe(true)
  })
})

describe('a proxy that lets some files not through', () => {
  it('holds up no other, however often these are tried again [F5] [O5]', async () => {
    const { desk } = core
    await world.hub.operator.importTasks(['a', 'b', 'c'].map((name) => ({ ...taskWithFiles, title: `Task ${name}` })))
    const tasks = (await world.enrol(desk, 3)).map(({ id }) => id)
    await desk.sync.setOffline({ offline: true })
    const refused = new Set<string>()
    for (const taskId of tasks) {
      await desk.tasks.take({ taskId })
      await write(desk, taskId, 'Clover, then wheat.')
      const { file } = await attach(desk, taskId, 'note.txt', randomBytes(20_000))
      if (refused.size < 2) refused.add(file.sha256)
      await desk.work.send({ taskId })
    }
    world.wire.answer('/v1/files', (request) => {
      const isRefused = refused.has(request.url.split('/').at(-1) ?? '')
      return isRefused ? new Response('<html>Blocked</html>', { status: 403, headers: html }) : world.hub.fetch(request)
    })
    await desk.sync.setOffline({ offline: false })
    await untilState(desk, tasks[2] ?? '', 'received', world.time)
    refused.clear()
    for (const taskId of tasks) await untilState(desk, taskId, 'received', world.time)
  })
})

describe('a proxy that takes less in one request than the hub', () => {
  it('holds up the work that is too large, which is said, and no other lane [O5] [O6]', async () => {
    await world.hub.operator.importTasks(contents(2))
    const [a = '', b = ''] = (await world.enrol(core.desk, 2)).map(({ id }) => id)
    world.wire.answer('/v1/operations', async (request) => {
      const copy = request.clone()
      return (await request.arrayBuffer()).byteLength > 1_000_000 ? tooLarge() : world.hub.fetch(copy)
    })
    for (const taskId of [a, b]) await core.desk.tasks.take({ taskId })
    const lanes = async () => (await core.desk.sync.overview({})).lanes
    await until(core.desk, 'the hub knows', async () => (await lanes()).length === 0, world.time)
    for (const [taskId, text] of [
      [a, 'Clover, then wheat. '.repeat(80_000)],
      [b, 'Clover, then wheat.'],
    ] as const) {
      await write(core.desk, taskId, text)
      await core.desk.work.send({ taskId })
    }
    await untilState(core.desk, b, 'received', world.time)
    const lane = await until(
      core.desk,
      'it is held back',
      async () => (await lanes()).find(({ state }) => state === 'quarantined'),
      world.time,
    )
    expect(lane).toMatchObject({ taskId: a, reason: { code: 'too-large', action: 'shorten', field: 'answer' } })
    await core.desk.work.undoSend({ taskId: a })
    await write(core.desk, a, 'Clover, then wheat.')
    await core.desk.work.send({ taskId: a })
    await untilState(core.desk, a, 'received', world.time)
  })

  it('does not bring back what was taken back while its file was on the way [O7]', async () => {
    const taskId = await beginWithFiles(world, core.desk)
    const lanes = async () => (await core.desk.sync.overview({})).lanes
    await until(core.desk, 'the hub knows', async () => (await lanes()).length === 0, world.time)
    await attach(core.desk, taskId, 'note.txt', randomBytes(20_000))
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<Response>()
    world.wire.answer('/v1/files', () => {
      asked.resolve()
      return answer.promise
    })
    await core.desk.work.send({ taskId })
    await asked.promise
    await core.desk.work.undoSend({ taskId })
    answer.resolve(tooLarge())
    // Until the desk has heard it; nothing of what it does then is to be seen.
    for (let turn = 0; turn < 300; turn++) await new Promise(setImmediate)
    expect((await core.desk.carry.overview({})).files).toEqual([])
    expect(await lanes()).toEqual([])
    expect(await stateOf(core.desk, taskId)).toBe('drafting')
  })

  it('gets a large file in parts that it takes [F4]', async () => {
    const taskId = await beginWithFiles(world, core.desk)
    const bytes = randomBytes(9_000_000)
    const { file } = await attach(core.desk, taskId, 'plan.tif', bytes)
    let refused = 0
    world.wire.answer('/v1/uploads', async (request) => {
      const { method, url, headers } = request
      if (method !== 'PATCH') return world.hub.fetch(request)
      const body = await request.arrayBuffer()
      if (body.byteLength <= 1_048_576) return world.hub.fetch(new Request(url, { method, headers, body }))
      refused += 1
      return tooLarge()
    })
    await core.desk.work.send({ taskId })
    // The clock stands, so that nothing that failed would be tried again.
    await untilState(core.desk, taskId, 'received')
    expect(fileAtHub(world, file.sha256).equals(bytes)).toBe(true)
    expect(refused).toBe(1)
  })

  /** What stands between answers a way so, until it is put right. @returns how often it was asked */
  function askToWait(way: string): () => number {
    let asked = 0
    world.wire.answer(way, () => {
      asked += 1
      return new Response('<html>429 Too Many Requests</html>', {
        status: 429,
        headers: { ...html, 'retry-after': '600' },
      })
    })
    return () => asked
  }

  it.each(['/v1/operations', '/v1/files'])('that asks to wait is waited for as long as it says (%s)', async (way) => {
    const taskId = await beginWithFiles(world, core.desk)
    await until(
      core.desk,
      'the hub knows of it',
      async () => (await core.desk.sync.overview({})).lanes.length === 0,
      world.time,
    )
    await attach(core.desk, taskId, 'plan.txt', Buffer.from('Clover.'))
    const asked = askToWait(way)
    await core.desk.work.send({ taskId })
    await until(core.desk, 'it was asked', async () => asked() > 0)
    await until(core.desk, 'it is told', async () => {
      const [hub] = (await core.desk.sync.overview({})).hubs
      return hub?.reason === 'The hub asks to wait a little.'
    })
    // The feed gets through meanwhile, which ends every other wait.
    await world.hub.operator.importTasks(contents(1))
    await until(core.desk, 'news came', async () => (await core.desk.tasks.list({})).total === 2)
    await world.time.advance(590_000)
    expect(asked()).toBe(1)
    await until(core.desk, 'it is asked again', async () => asked() > 1, world.time)
  })
})
