import { ORPCError } from '@orpc/client'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filePathOf, incomingPathOf } from '../../src/core/store/file-store.ts'
import { createUploads } from '../../src/renderer/state/draft-uploads.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import { PROTOCOL, PROTOCOL_HEADER } from '../../src/shared/contract/hub.ts'
import { testId } from '../support/core/tasks.ts'
import type { DeskClient } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { cutStream } from '../support/core/wire.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { contents, stateOf, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { beginWithFiles } from '../support/sync/large-files.ts'
import { eventually } from '../support/eventually.ts'

deskAndHubForEachTest()

const withFiles = taskContent({
  title: 'Task with files',
  fields: [
    { kind: 'markdown', key: 'answer', label: 'Your plan' },
    {
      kind: 'files',
      key: 'plan',
      label: 'The plan as a file',
      maxFiles: 2,
      maxBytes: 3_000_000,
      accept: ['.pdf', '.csv'],
    },
  ],
})

const begin = (): Promise<string> => beginWithFiles(world, core.desk, withFiles)

/** Adds a file as a window does, part by part. */
async function attach(desk: DeskClient, taskId: string, name: string, bytes: Buffer) {
  const file = { taskId, field: 'plan', name, size: bytes.length, mediaType: 'application/pdf' }
  const { uploadId, partBytes } = await desk.files.begin(file)
  for (let offset = 0; offset < bytes.length; offset += partBytes) {
    const part = bytes.subarray(offset, offset + partBytes).toString('base64')
    await desk.files.part({ uploadId, offset, bytes: part })
    // A part whose answer was lost comes again and changes nothing.
    await desk.files.part({ uploadId, offset, bytes: part })
  }
  return desk.files.finish({ uploadId, session: testId('session') })
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

describe('a delivered file', () => {
  it('is kept under its hash, goes to the hub before its submission, and is the same there to the byte [F1] [F3]', async () => {
    const taskId = await begin()
    const bytes = randomBytes(900_000)
    const { file, value } = await attach(core.desk, taskId, '../../plan.pdf', bytes)
    expect(file).toEqual({ name: 'plan.pdf', sha256: hash(bytes), size: bytes.length, mediaType: 'application/pdf' })
    expect(value).toEqual([file])
    expect(readFileSync(filePathOf(core.folder, file.sha256)).equals(bytes)).toBe(true)
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    const calls = world.wire.reached.filter((call) => /^(PUT|POST \/v1\/operations)/.test(call))
    expect(calls).toContain(`PUT /v1/files/${file.sha256}`)
    expect(calls.indexOf(`PUT /v1/files/${file.sha256}`)).toBeLessThan(calls.lastIndexOf('POST /v1/operations'))
    const path = join(world.hub.filesFolder, file.sha256.slice(0, 2), file.sha256)
    const found = [path, join(world.hub.filesFolder, file.sha256)].find((one) => existsSync(one))
    expect(found !== undefined && readFileSync(found).equals(bytes)).toBe(true)
  })

  it('that cannot get through does not hold up other lanes, and its submission follows when it has [F3] [O5]', async () => {
    const taskId = await begin()
    await world.hub.operator.importTasks(contents(1), { title: 'Another batch' })
    const other = await until(core.desk, 'the other task is there', async () =>
      (await core.desk.tasks.list({ sort: 'title' })).rows.find((r) => r.title === 'Task 0001'),
    )
    await attach(core.desk, taskId, 'plan.pdf', randomBytes(50_000))
    world.wire.answer('/v1/files', () => new Promise<Response>(() => {}))
    await core.desk.work.send({ taskId })
    await core.desk.tasks.take({ taskId: other.id })
    await write(core.desk, other.id, 'Clover, then wheat.')
    await core.desk.work.send({ taskId: other.id })
    await untilState(core.desk, other.id, 'received')
    expect(await stateOf(core.desk, taskId)).toBe('ready')
    world.wire.answer('/v1/files', undefined)
    await world.time.advance(11 * 60_000)
    await untilState(core.desk, taskId, 'received', world.time)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  })

  it('that the hub has lost meanwhile is brought again at once [F3]', async () => {
    const taskId = await begin()
    const { file } = await attach(core.desk, taskId, 'plan.pdf', randomBytes(5_000))
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    await world.hub.db.query('delete from uploads where sha256 = $1', [file.sha256])
    await world.hub.db.query('delete from files where sha256 = $1', [file.sha256])
    await core.desk.work.revise({ taskId })
    await write(core.desk, taskId, 'Red clover, then wheat.')
    await core.desk.work.send({ taskId })
    const call = `PUT /v1/files/${file.sha256}`
    // No time passes: the question for news is open, and its answer is not waited for.
    await until(
      core.desk,
      'the file is there',
      async () => world.wire.reached.filter((one) => one === call).length === 2,
    )
    await untilState(core.desk, taskId, 'received', world.time)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(2)
    const there = await world.hub.db.query('select size from files where sha256 = $1', [file.sha256])
    expect(there).toEqual([{ size: 5_000 }])
  })

  it.each([
    ['plan.pdf', 3_000_001, /at most 3\.0 MB/],
    ['plan.exe', 10, /not of a kind/],
    ['plan.pdf', 0, /is empty/],
  ])('called %s with %d bytes is refused in words that help', async (name, size, text) => {
    const taskId = await begin()
    const file = { taskId, field: 'plan', name, size, mediaType: '' }
    const problem = await core.desk.files.begin(file).catch((error: unknown) => error)
    expect(problem).toMatchObject({ code: 'REFUSED', data: { text: expect.stringMatching(text) } })
  })

  it('beyond the number that is asked for is refused, and one of the same name gets another', async () => {
    const taskId = await begin()
    await attach(core.desk, taskId, 'plan.pdf', randomBytes(10))
    const second = await attach(core.desk, taskId, 'plan.pdf', randomBytes(10))
    expect(second.file.name).toBe('plan (2).pdf')
    await expect(attach(core.desk, taskId, 'third.pdf', randomBytes(10))).rejects.toMatchObject({ code: 'REFUSED' })
  })

  it('added in two windows at once gets a name of its own, and no more than are asked for come in', async () => {
    const taskId = await begin()
    const uploads = [0, 1, 2].map(async () => {
      const bytes = randomBytes(1_000)
      const file = { taskId, field: 'plan', name: 'plan.pdf', size: bytes.length, mediaType: 'application/pdf' }
      const { uploadId } = await core.desk.files.begin(file)
      await core.desk.files.part({ uploadId, offset: 0, bytes: bytes.toString('base64') })
      return uploadId
    })
    const [one = '', two = '', three = ''] = await Promise.all(uploads)
    const session = testId('session')
    await core.desk.files.finish({ uploadId: one, session })
    const { value } = await core.desk.files.finish({ uploadId: two, session })
    expect(value.map(({ name }) => name)).toEqual(['plan.pdf', 'plan (2).pdf'])
    await expect(core.desk.files.finish({ uploadId: three, session })).rejects.toMatchObject({
      data: { text: 'At most 2 files are asked for here.' },
    })
    expect((await core.desk.drafts.open({ taskId })).fields['plan']).toMatchObject({ value })
  })

  it('whose adding was answered to nobody is there once when its window adds it again', async () => {
    const taskId = await begin()
    let isLost = true
    const { files } = core.desk
    const finish: typeof files.finish = async (...args) => {
      const answer = await files.finish(...args)
      if (!isLost) return answer
      isLost = false
      throw new ORPCError('DISCONNECTED')
    }
    const { begin: first, part, cancel, read } = files
    const uploads = createUploads({ files: { begin: first, part, finish, cancel, read } }, testId('session'), () => {})
    const ended = (): Promise<void> =>
      eventually(() => expect(uploads.store.getState().uploads.every((one) => 'problem' in one)).toBe(true))
    const names = async (): Promise<unknown> => (await core.desk.drafts.open({ taskId })).fields['plan']
    uploads.add(taskId, 'plan', [new File(['lime'], 'soil.csv'), new File(['clover'], 'plan.csv')])
    await ended()
    uploads.retry(uploads.store.getState().uploads[0]?.key ?? 0)
    await ended()
    expect(uploads.store.getState().uploads).toEqual([])
    expect(await names()).toMatchObject({ value: [{ name: 'soil.csv' }, { name: 'plan.csv' }] })

    isLost = true
    let isDone = false
    const replaces = { name: 'soil.csv', sha256: hash(Buffer.from('lime')), removed: [] }
    uploads.replace(taskId, 'plan', new File(['marl'], 'soil.csv'), replaces, () => (isDone = true))
    await ended()
    uploads.retry(uploads.store.getState().uploads[0]?.key ?? 0)
    await ended()
    expect([isDone, uploads.store.getState().uploads]).toEqual([true, []])
    expect(await names()).toMatchObject({ value: [{ size: 4, name: 'soil.csv' }, { name: 'plan.csv' }] })
  })

  it('that is the first of a draft pins the guideline, as words do [G1]', async () => {
    await world.hub.operator.importTasks([withFiles])
    const taskId = (await world.enrol(core.desk, 1))[0]?.id ?? ''
    await core.desk.tasks.take({ taskId })
    await attach(core.desk, taskId, 'plan.pdf', randomBytes(10))
    const { batch, writtenUnder } = await core.desk.tasks.get({ taskId })
    expect(writtenUnder).toBe(1)
    await world.hub.operator.changeGuideline(batch.programmeId, 'Name every source.')
    await until(core.desk, 'the guideline is here', async () => {
      return (await core.desk.tasks.get({ taskId })).programme.guideline.version === 2
    })
    await write(core.desk, taskId, 'Clover, then wheat.')
    expect((await core.desk.tasks.get({ taskId })).writtenUnder).toBe(1)
  })

  it('whose work was sent while it came is not added to what is on its way', async () => {
    const taskId = await begin()
    const { value } = await attach(core.desk, taskId, 'soil.pdf', randomBytes(20))
    const bytes = randomBytes(10)
    const file = { taskId, field: 'plan', name: 'plan.pdf', size: bytes.length, mediaType: 'application/pdf' }
    const { uploadId } = await core.desk.files.begin(file)
    await core.desk.files.part({ uploadId, offset: 0, bytes: bytes.toString('base64') })
    await core.desk.work.send({ taskId })
    const refused = await core.desk.files
      .finish({ uploadId, session: testId('session') })
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'REFUSED', data: { text: expect.stringMatching(/cannot be changed now/) } })
    expect((await core.desk.drafts.open({ taskId })).fields['plan']).toMatchObject({ value })
    expect(readdirSync(incomingPathOf(core.folder, ''))).toEqual([])
  })

  it('that did not come whole is not used', async () => {
    const taskId = await begin()
    const { uploadId } = await core.desk.files.begin({ taskId, field: 'plan', name: 'a.pdf', size: 100, mediaType: '' })
    await core.desk.files.part({ uploadId, offset: 0, bytes: randomBytes(50).toString('base64') })
    // Beyond the end, out of order: ignored, and the answer says where to go on.
    expect(await core.desk.files.part({ uploadId, offset: 70, bytes: randomBytes(30).toString('base64') })).toEqual({
      received: 50,
    })
    expect(await core.desk.files.part({ uploadId, offset: 50, bytes: randomBytes(51).toString('base64') })).toEqual({
      received: 50,
    })
    await expect(core.desk.files.finish({ uploadId, session: testId('session') })).rejects.toMatchObject({
      code: 'REFUSED',
    })
    expect((await core.desk.drafts.open({ taskId })).fields['plan']).toBeUndefined()
  })
})

describe('a reference file', () => {
  const bytes = randomBytes(400_000)
  const sha256 = hash(bytes)
  const material = {
    kind: 'file' as const,
    key: 'soil',
    title: 'Soil tests',
    file: { name: 'soil.csv', sha256, size: bytes.length, mediaType: 'text/csv' },
  }

  /** The hub hands the file out by this; half a megabyte of it, then the line breaks. */
  function serve(body: (from: number) => BodyInit, status = 206): void {
    world.wire.answer('/v1/files', (request) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.get('range') ?? '')?.[1] ?? 0)
      const headers = new Headers({ [PROTOCOL_HEADER]: String(PROTOCOL) })
      if (from > 0) headers.set('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`)
      return new Response(body(from), { status: from > 0 ? status : 200, headers })
    })
  }
  const cutAfter = (from: number, n: number): ReadableStream =>
    cutStream(new Uint8Array(bytes.subarray(from, from + n)))

  async function enrolWithFile(): Promise<void> {
    await insertFile(world.hub.db, sha256, bytes.length, world.time.now())
    await world.hub.operator.importTasks([taskContent({ materials: [material] })])
    await world.enrol(core.desk, 1)
  }

  async function untilHere(): Promise<void> {
    await until(
      core.desk,
      'the file is here',
      async () => (await core.desk.sync.overview({})).files.missing === 0,
      world.time,
    )
  }

  it('goes on where it was cut off [F2]', async () => {
    const asked: number[] = []
    serve((from) => {
      asked.push(from)
      return asked.length < 3 ? cutAfter(from, 150_000) : new Uint8Array(bytes.subarray(from))
    })
    await enrolWithFile()
    await untilHere()
    expect(asked[0]).toBe(0)
    expect(asked.slice(1).every((from) => from > 0)).toBe(true)
    const read = await core.desk.files.read({ sha256, offset: 10, length: 20 })
    expect(read).toEqual({ here: true, size: bytes.length, bytes: bytes.subarray(10, 30).toString('base64') })
  })

  it('is taken from its beginning where what stands between knows of no ranges, and gives all of it again [F2]', async () => {
    let asked = 0
    serve(() => {
      asked += 1
      return asked === 1 ? cutAfter(0, 150_000) : new Uint8Array(bytes)
    }, 200)
    await enrolWithFile()
    await untilHere()
    expect(asked).toBe(2)
    expect(core.logged.filter(({ event }) => event === 'file-refused')).toEqual([])
  })

  it('does not wait for months because the clock was ahead when the disk failed', async () => {
    serve((from) => new Uint8Array(bytes.subarray(from)))
    await world.hub.operator.importTasks([taskContent({})])
    await world.enrol(core.desk, 1)
    const right = world.time.now()
    world.time.setWall(right + 60 * 86_400_000)
    const incoming = incomingPathOf(core.folder, '')
    mkdirSync(incoming, { recursive: true })
    rmSync(incoming, { recursive: true })
    writeFileSync(incoming, 'in the way')
    await insertFile(world.hub.db, sha256, bytes.length, world.time.now())
    await world.hub.operator.importTasks([taskContent({ materials: [material] })])
    const missing = async () => (await core.desk.sync.overview({})).files.missing
    await until(core.desk, 'the file is missed', async () => (await missing()) === 1, world.time)
    await world.time.advance(20_000)
    world.time.setWall(right)
    rmSync(incoming)
    await world.time.advance(3_600_000)
    await untilHere()
  })

  it('does not wait for months because the clock was ahead when the hub gave out something else [F1]', async () => {
    await world.hub.operator.importTasks([taskContent({})])
    await world.enrol(core.desk, 1)
    const right = world.time.now()
    world.time.setWall(right + 60 * 86_400_000)
    serve(() => new Uint8Array(randomBytes(bytes.length)))
    await insertFile(world.hub.db, sha256, bytes.length, world.time.now())
    await world.hub.operator.importTasks([taskContent({ materials: [material] })])
    const states = async () => (await core.desk.carry.overview({})).files.map(({ state }) => state)
    await until(core.desk, 'it is refused', async () => (await states()).includes('refused'))
    world.time.setWall(right)
    serve((from) => new Uint8Array(bytes.subarray(from)))
    await untilHere()
  })

  it('is not asked for over and over while its line breaks: each try waits [O8]', async () => {
    let asked = 0
    world.wire.answer('/v1/files', () => {
      asked += 1
      throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') })
    })
    await enrolWithFile()
    await until(core.desk, 'it was asked for', async () => asked > 0)
    // No time passes.
    for (let turn = 0; turn < 300; turn++) await new Promise(setImmediate)
    expect(asked).toBeLessThanOrEqual(2)
    serve((from) => new Uint8Array(bytes.subarray(from)))
    await untilHere()
  })

  it('is not fetched over and over while the disk cannot take it [F2]', async () => {
    serve((from) => new Uint8Array(bytes.subarray(from)))
    const incoming = incomingPathOf(core.folder, '')
    mkdirSync(incoming, { recursive: true })
    rmSync(incoming, { recursive: true })
    writeFileSync(incoming, 'in the way')
    const failed = (): number => core.logged.filter(({ event }) => event === 'store-failed-in-sync').length
    await enrolWithFile()
    await until(core.desk, 'it was fetched', async () => failed() > 0)
    // No time passes.
    for (let turn = 0; turn < 300; turn++) await new Promise(setImmediate)
    expect(failed()).toBeLessThanOrEqual(2)
    rmSync(incoming)
    await untilHere()
  })

  it('comes however many others the hub cannot give out', async () => {
    const lost = Array.from({ length: 120 }, (_, i) => Buffer.from(`lost ${i}`))
    const materials = [...lost, bytes].map((one, i) => {
      const file = { name: `soil-${i}.csv`, sha256: hash(one), size: one.length, mediaType: 'text/csv' }
      return { ...material, key: `soil-${i}`, file }
    })
    for (const { file } of materials) await insertFile(world.hub.db, file.sha256, file.size, world.time.now())
    const tasks = Array.from({ length: 11 }, (_, i) => taskContent({ materials: materials.slice(i * 11, i * 11 + 11) }))
    world.wire.answer('/v1/files', (request) => {
      const body = request.url.endsWith(sha256) ? new Uint8Array(bytes) : 'something else'
      return new Response(body, { headers: { [PROTOCOL_HEADER]: String(PROTOCOL) } })
    })
    await world.hub.operator.importTasks(tasks)
    await world.enrol(core.desk, 11)
    const isHere = (): boolean => existsSync(filePathOf(core.folder, sha256))
    await until(core.desk, 'the file is here', async () => isHere(), world.time)
  })

  it('is never used when its bytes have another hash [F1]', async () => {
    let given = 0
    serve(() => {
      given += 1
      return new Uint8Array(randomBytes(bytes.length))
    })
    await enrolWithFile()
    const states = async (): Promise<string[]> => (await core.desk.carry.overview({})).files.map(({ state }) => state)
    await until(core.desk, 'it was refused', async () => given > 0 && (await states()).includes('refused'))
    expect(existsSync(filePathOf(core.folder, sha256))).toBe(false)
    expect((await core.desk.files.read({ sha256, offset: 0, length: 10 })).here).toBe(false)
    serve((from) => new Uint8Array(bytes.subarray(from)))
    await core.desk.sync.now({})
    await untilHere()
    expect(statSync(filePathOf(core.folder, sha256)).size).toBe(bytes.length)
  })
})
