import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { filePathOf, fileSize, incomingPathOf } from '../../src/core/store/file-store.ts'
import { partPathOf } from '../../src/core/sync/transfer-files.ts'
import { readIdentity } from '../../src/hub/store/hub-identity.ts'
import { uploadByTus } from '../../src/core/sync/tus-upload.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import { PROTOCOL, PROTOCOL_HEADER } from '../../src/shared/contract/hub.ts'
import { until } from '../support/core/until.ts'
import { cutStream } from '../support/core/wire.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { stateOf, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, openDeskAgain, world } from '../support/sync/for-each-test.ts'
import { attach, beginWithFiles, cutBodies, fileAtHub, hashOf, taskWithFiles } from '../support/sync/large-files.ts'

deskAndHubForEachTest()

/** By this header a desk knows that a hub answers. */
const ofAHub = { [PROTOCOL_HEADER]: String(PROTOCOL) }

const begin = (): Promise<string> => beginWithFiles(world, core.desk)

const atHub = (sha256: string): Buffer => fileAtHub(world, sha256)

/** Sends on a line that breaks when so many bytes of a part have gone. @returns that line, once it has broken */
async function sendUntilTheLineBreaks(taskId: string, bytes: number): Promise<ReturnType<typeof cutBodies>> {
  const bad = cutBodies(world.hub.fetch, bytes)
  world.wire.answer('/v1/uploads', bad.wire)
  await core.desk.work.send({ taskId })
  await until(core.desk, 'the line broke', async () => bad.cuts() === 1, world.time)
  return bad
}

describe('a large deliverable', () => {
  it('goes up by tus before its submission, and is the same at the hub to the byte [F3] [F4]', async () => {
    const taskId = await begin()
    const bytes = randomBytes(9_000_000)
    const { file } = await attach(core.desk, taskId, 'plan.tif', bytes)
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    const calls = world.wire.reached.filter((call) => /^(PUT|PATCH|POST \/v1\/(uploads|operations))/.test(call))
    expect(calls.filter((call) => call.startsWith('PATCH')).length).toBeGreaterThan(2)
    expect(calls.findLastIndex((call) => call.startsWith('PATCH'))).toBeLessThan(
      calls.lastIndexOf('POST /v1/operations'),
    )
    expect(atHub(file.sha256).equals(bytes)).toBe(true)
  })

  it('goes on where it was when the line breaks again and again and the desk restarts, sending nothing twice [F4]', async () => {
    const taskId = await begin()
    const bytes = randomBytes(6_000_000)
    const { file } = await attach(core.desk, taskId, 'plan.tif', bytes)
    const bad = cutBodies(world.hub.fetch, 700_000)
    world.wire.answer('/v1/uploads', bad.wire)
    await core.desk.work.send({ taskId })
    await until(core.desk, 'the line broke three times', async () => bad.cuts() >= 3, world.time)
    await core.stop()
    await openDeskAgain()
    await untilState(core.desk, taskId, 'received', world.time)
    expect(atHub(file.sha256).equals(bytes)).toBe(true)
    expect(bad.cuts()).toBeGreaterThan(5)
    expect(bad.sent() / bytes.length).toBeLessThan(1.05)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  })

  it('stops on its way up when one is offline by choice, and goes on from there afterwards [O9] [F4]', async () => {
    const taskId = await begin()
    const bytes = randomBytes(9_000_000)
    const { file } = await attach(core.desk, taskId, 'plan.tif', bytes)
    const parts = () => world.wire.reached.filter((call) => call.startsWith('PATCH')).length
    let isChosen = false
    world.wire.answer('/v1/uploads', async (request) => {
      world.wire.reached.push(`${request.method} /v1/uploads`)
      const answer = await world.hub.fetch(request)
      if (request.method === 'PATCH' && !isChosen) {
        isChosen = true
        await core.desk.sync.setOffline({ offline: true })
      }
      return answer
    })
    await core.desk.work.send({ taskId })
    await until(core.desk, 'one is offline', async () => isChosen)
    await world.time.advance(3_600_000)
    expect(parts()).toBe(1)
    const { hubs } = await core.desk.sync.overview({})
    expect(hubs[0]?.state).toBe('offline')
    expect((await core.desk.carry.overview({})).files).toMatchObject([{ direction: 'up', state: 'waiting' }])
    await core.desk.sync.setOffline({ offline: false })
    await untilState(core.desk, taskId, 'received', world.time)
    expect(atHub(file.sha256).equals(bytes)).toBe(true)
    expect(world.wire.reached.filter((call) => call === 'POST /v1/uploads')).toHaveLength(1)
  })

  it('goes on at the address that its hub has by now, and the one it had hears no more of it [F4]', async () => {
    const taskId = await begin()
    const bytes = randomBytes(3_000_000)
    const { file } = await attach(core.desk, taskId, 'plan.tif', bytes)
    await sendUntilTheLineBreaks(taskId, 1_200_000)
    world.wire.answer('/v1/uploads', undefined)
    const moved = 'http://127.0.0.1:8119/'
    const begun: string[] = []
    // Another hub is at the old address, which knows none of this one's devices.
    world.wire.answer('/', (request) => {
      if (!request.url.startsWith(moved)) return Response.json({ code: 'UNAUTHORIZED', message: '' }, { status: 401 })
      if (request.method === 'POST') begun.push(new URL(request.url).pathname)
      return world.hub.fetch(request)
    })
    const { code } = await world.hub.operator.makeCode(world.expertId)
    await core.desk.setup.enrol({ address: moved, code })
    await untilState(core.desk, taskId, 'received', world.time)
    expect(atHub(file.sha256).equals(bytes)).toBe(true)
    expect(begun).not.toContain('/v1/uploads')
  })

  it('is not begun anew because a page that stands between answers in the hub’s place [F4]', async () => {
    const taskId = await begin()
    const bytes = randomBytes(3_000_000)
    await attach(core.desk, taskId, 'plan.tif', bytes)
    const bad = await sendUntilTheLineBreaks(taskId, 2_000_000)
    let portal = 0
    world.wire.answer('/v1/uploads', ({ method }) => {
      portal += 1
      return new Response(method === 'HEAD' ? null : '<h1>Sign in to the hotel</h1>', { status: 404 })
    })
    await until(core.desk, 'the page answered', async () => portal > 1, world.time)
    world.wire.answer('/v1/uploads', bad.wire)
    await untilState(core.desk, taskId, 'received', world.time)
    expect(world.wire.reached.filter((call) => call === 'POST /v1/uploads')).toHaveLength(0)
    expect(bad.sent()).toBeLessThan(bytes.length * 1.05)
  })

  it('is sent again from its start when the hub has forgotten the upload [F4]', async () => {
    const taskId = await begin()
    const bytes = randomBytes(3_000_000)
    const { file } = await attach(core.desk, taskId, 'plan.tif', bytes)
    await sendUntilTheLineBreaks(taskId, 2_000_000)
    await world.hub.db.query('delete from open_uploads')
    world.wire.answer('/v1/uploads', undefined)
    await untilState(core.desk, taskId, 'received', world.time)
    expect(atHub(file.sha256).equals(bytes)).toBe(true)
  })

  it('is not sent again when the hub has it from this expert already [F4]', async () => {
    const taskId = await begin()
    const bytes = randomBytes(2_000_000)
    await attach(core.desk, taskId, 'plan.tif', bytes)
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    const before = world.wire.reached.filter((call) => call.startsWith('PATCH')).length
    await core.desk.work.revise({ taskId })
    await write(core.desk, taskId, 'Red clover, then wheat.')
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(2)
    expect(world.wire.reached.filter((call) => call.startsWith('PATCH'))).toHaveLength(before)
  })

  it('is brought anew where the hub has lost it since, and still knows that its upload ended [F3] [F4]', async () => {
    const taskId = await begin()
    const bytes = randomBytes(2_000_000)
    const { file } = await attach(core.desk, taskId, 'plan.tif', bytes)
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    for (const table of ['uploads', 'files'])
      await world.hub.db.query(`delete from ${table} where sha256 = $1`, [file.sha256])
    rmSync(join(world.hub.filesFolder, file.sha256.slice(0, 2), file.sha256))
    await core.desk.work.revise({ taskId })
    await write(core.desk, taskId, 'Red clover, then wheat.')
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    expect(atHub(file.sha256).equals(bytes)).toBe(true)
  })

  it('whose sending was stopped before it began is given up at once: the desk waits for it when it ends', async () => {
    const given = uploadByTus({
      endpoint: 'http://127.0.0.1:1/v1/uploads',
      file: { path: '', sha256: hashOf(randomBytes(1)), size: 1 },
      exchange: () => Promise.reject(new Error('nothing is asked')),
      place: { get: () => undefined, set: () => undefined, drop: () => undefined },
      onProgress: () => undefined,
      signal: AbortSignal.abort(),
      now: () => 0,
    })
    expect(await given).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
  })

  it('that was damaged on this computer puts its lane aside with words that help [F1] [O6]', async () => {
    const taskId = await begin()
    const { file } = await attach(core.desk, taskId, 'plan.tif', randomBytes(1_500_000))
    writeFileSync(filePathOf(core.folder, file.sha256), randomBytes(1_500_000))
    await core.desk.work.send({ taskId })
    const lane = await until(
      core.desk,
      'the lane is aside',
      async () => (await core.desk.sync.overview({})).lanes.find(({ state }) => state === 'quarantined'),
      world.time,
    )
    expect(lane.reason).toMatchObject({ action: 'edit', text: expect.stringMatching(/damaged.*add the file again/) })
    expect(existsSync(join(world.hub.filesFolder, file.sha256.slice(0, 2), file.sha256))).toBe(false)
  })

  it('holds up neither small files nor other lanes, and its own submission waits for it [F5] [O5]', async () => {
    const taskId = await begin()
    await world.hub.operator.importTasks([{ ...taskWithFiles, title: 'Another task' }], { title: 'Another batch' })
    const other = await until(core.desk, 'the other task is there', async () =>
      (await core.desk.tasks.list({})).rows.find((row) => row.title === 'Another task'),
    )
    await core.desk.tasks.take({ taskId: other.id })
    await write(core.desk, other.id, 'Short.')
    await attach(core.desk, taskId, 'plan.tif', randomBytes(2_000_000))
    await attach(core.desk, other.id, 'note.txt', randomBytes(2_000))
    let asked = false
    world.wire.answer('/v1/uploads', () => {
      asked = true
      return new Promise<Response>(() => undefined)
    })
    await core.desk.work.send({ taskId })
    await until(core.desk, 'the large file is on its way', async () => asked, world.time)
    await core.desk.work.send({ taskId: other.id })
    await untilState(core.desk, other.id, 'received')
    expect(await stateOf(core.desk, taskId)).toBe('ready')
  })
})

describe('a large file that breaks its line at the same byte each time', () => {
  it('lets the other large ones go before it [F5]', async () => {
    const taskId = await begin()
    const files = []
    for (const size of [2_000_000, 3_000_000]) {
      files.push((await attach(core.desk, taskId, `${size}.tif`, randomBytes(size))).file)
    }
    let stuck: { readonly size: number; readonly path: string } | undefined
    let breaks = 0
    world.wire.answer('/v1/uploads', async (request) => {
      if (request.method === 'PATCH' && new URL(request.url).pathname === stuck?.path) {
        breaks += 1
        throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') })
      }
      const answer = await world.hub.fetch(request)
      const place = answer.headers.get('location')
      // Whichever is begun first.
      if (place !== null) {
        stuck ??= { size: Number(request.headers.get('upload-length')), path: new URL(place, request.url).pathname }
      }
      return answer
    })
    await core.desk.work.send({ taskId })
    await until(core.desk, 'its line broke', async () => breaks > 0, world.time)
    const sound = files.find(({ size }) => size !== stuck?.size)?.sha256 ?? ''
    const isThere = () => existsSync(join(world.hub.filesFolder, sound.slice(0, 2), sound))
    await until(core.desk, 'the other one is at the hub', async () => isThere(), world.time)
    world.wire.answer('/v1/uploads', undefined)
    await untilState(core.desk, taskId, 'received', world.time)
  })
})

describe('a large reference file', () => {
  const bytes = randomBytes(3_000_000)
  const sha256 = hashOf(bytes)
  const material = {
    kind: 'file' as const,
    key: 'map',
    title: 'Field map',
    file: { name: 'map.tif', sha256, size: bytes.length, mediaType: 'image/tiff' },
  }
  const asked: { from: number; ifRange: string | null }[] = []

  /** The hub hands the file out, `most` bytes at a time. */
  function serve(most: number, change: (from: number, part: Uint8Array) => Response | undefined = () => undefined) {
    world.wire.answer('/v1/files', (request) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.get('range') ?? '')?.[1] ?? 0)
      asked.push({ from, ifRange: request.headers.get('if-range') })
      const part = new Uint8Array(bytes.subarray(from, from + most))
      const headers = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`, ...ofAHub }
      const body = from + most < bytes.length ? cutStream(part) : part
      return change(from, part) ?? new Response(body, from > 0 ? { status: 206, headers } : { headers: ofAHub })
    })
  }

  async function enrolWithFile(tasks = 1): Promise<void> {
    await insertFile(world.hub.db, sha256, bytes.length, world.time.now())
    const contents = Array.from({ length: tasks }, (_, n) =>
      taskContent({ title: `Task ${n + 1}`, materials: [material] }),
    )
    await world.hub.operator.importTasks(contents)
    await world.enrol(core.desk, tasks)
  }

  /** No time passes, so that it is not asked for again. */
  async function untilCutAt(bytes: number): Promise<void> {
    const { hubId } = await readIdentity(world.hub.db)
    await expect.poll(() => fileSize(partPathOf(core.folder, hubId, sha256))).toBe(bytes)
  }

  const missing = async () => (await core.desk.sync.overview({})).files.missing
  const isHere = async () => (await core.desk.files.read({ sha256, offset: 0, length: 1 })).here
  beforeEach(() => asked.splice(0))

  it('is asked for from where it stands, with its hash as the condition, also after a restart [F2]', async () => {
    serve(1_000_000)
    await enrolWithFile()
    await untilCutAt(1_000_000)
    await core.stop()
    await openDeskAgain()
    await until(core.desk, 'the file is here', isHere, world.time)
    expect(asked).toEqual([
      { from: 0, ifRange: null },
      { from: 1_000_000, ifRange: `"${sha256}"` },
      { from: 2_000_000, ifRange: `"${sha256}"` },
    ])
  })

  it('goes on from what an older version has fetched of it, also days ago [F2]', async () => {
    serve(1_000_000)
    await enrolWithFile()
    await untilCutAt(1_000_000)
    await core.stop()
    const { hubId } = await readIdentity(world.hub.db)
    const older = incomingPathOf(core.folder, `${sha256}.part`)
    renameSync(partPathOf(core.folder, hubId, sha256), older)
    utimesSync(older, 0, 0)
    await openDeskAgain()
    await until(core.desk, 'the file is here', isHere, world.time)
    expect(asked.map(({ from }) => from)).toEqual([0, 1_000_000, 2_000_000])
    expect(existsSync(older)).toBe(false)
  })

  it('is fetched once for all the tasks that need it [F6]', async () => {
    serve(bytes.length)
    await enrolWithFile(3)
    await until(core.desk, 'the file is here', isHere, world.time)
    expect(asked).toHaveLength(1)
    expect(await missing()).toBe(0)
  })

  it('whose hub lies about its hash is refused, said so, and asked for with growing waits [F1]', async () => {
    serve(bytes.length, (_, part) => new Response(new Uint8Array(randomBytes(part.length)), { headers: ofAHub }))
    await enrolWithFile()
    const refused = () => core.logged.filter(({ event }) => event === 'file-refused').length
    const at: number[] = []
    await until(
      core.desk,
      'it was refused four times',
      async () => {
        if (refused() > at.length) at.push(world.time.now())
        return at.length >= 4
      },
      world.time,
    )
    expect((at[3] ?? 0) - (at[2] ?? 0)).toBeGreaterThan(60_000)
    expect(await isHere()).toBe(false)
    expect(existsSync(filePathOf(core.folder, sha256))).toBe(false)
    // The expert need not wait.
    serve(bytes.length)
    await core.desk.sync.now({})
    await until(core.desk, 'the file is here', isHere)
  })

  it.each([
    [
      'more bytes than it said',
      () => new Response(new Uint8Array(randomBytes(bytes.length + 70_000)), { headers: ofAHub }),
    ],
    ['a range that begins elsewhere', (from: number) => (from > 0 ? elsewhere() : undefined)],
    [
      'the word that there is nothing more',
      (from: number) => (from > 0 ? new Response(null, { status: 416, headers: ofAHub }) : undefined),
    ],
  ])('of which the hub sends %s is never used [F1]', async (_, answer) => {
    serve(1_000_000, answer)
    await enrolWithFile()
    await until(
      core.desk,
      'it was refused',
      async () => core.logged.some(({ event }) => event === 'file-refused'),
      world.time,
    )
    const { hubId } = await readIdentity(world.hub.db)
    expect(existsSync(partPathOf(core.folder, hubId, sha256))).toBe(false)
    expect(await isHere()).toBe(false)
  })
  const elsewhere = (): Response =>
    new Response(new Uint8Array(10), {
      status: 206,
      headers: { 'content-range': `bytes 5-14/${bytes.length}`, ...ofAHub },
    })

  it('is fetched anew when what lay here was spoilt [F1] [F2]', async () => {
    serve(1_000_000)
    await enrolWithFile()
    await untilCutAt(1_000_000)
    await core.stop()
    // As a power cut can leave it: the length is right and the end is not.
    const { hubId } = await readIdentity(world.hub.db)
    const part = partPathOf(core.folder, hubId, sha256)
    truncateSync(part, 500_000)
    appendFileSync(part, Buffer.alloc(400_000))
    await openDeskAgain()
    await until(core.desk, 'the file is here', isHere, world.time)
    expect(readFileSync(filePathOf(core.folder, sha256)).equals(bytes)).toBe(true)
  })
})
