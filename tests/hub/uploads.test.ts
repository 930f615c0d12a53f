import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filePath, UPLOADS_PATH } from '../../src/shared/contract/hub.ts'
import { sha256 } from '../../src/hub/receipts/receipt.ts'
import { cutStream } from '../support/core/wire.ts'
import { desk, expertForEachTest, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { createTestClock } from '../support/hub/test-clock.ts'
import { address, enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'

const clock = createTestClock()
hubForFile({ clock, limits: { fileBytes: 2_000_000, openUploads: 3 } })
expertForEachTest()

type Send = (request: Request) => Promise<Response>

/** One request of the tus protocol. */
function tus(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Uint8Array | ReadableStream,
  { from = desk, to = hub.fetch }: { from?: TestDesk; to?: Send } = {},
): Promise<Response> {
  const init: RequestInit & { duplex: 'half' } = {
    method,
    duplex: 'half',
    headers: {
      authorization: `Bearer ${from.token}`,
      'understudy-protocol': '1',
      'tus-resumable': '1.0.0',
      ...(method === 'PATCH' ? { 'content-type': 'application/offset+octet-stream' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: body instanceof ReadableStream ? body : Buffer.from(body) }),
  }
  return to(new Request(new URL(path, address), init))
}

const naming = (hash: string) => `sha256 ${Buffer.from(hash).toString('base64')}`

async function begin(bytes: Uint8Array, hash = sha256(Buffer.from(bytes)), more: { from?: TestDesk } = {}) {
  const headers = { 'upload-length': String(bytes.length), 'upload-metadata': naming(hash) }
  const response = await tus('POST', UPLOADS_PATH, headers, undefined, more)
  const location = response.headers.get('location')
  return { response, path: location === null ? '' : new URL(location, `${address}${UPLOADS_PATH}`).pathname }
}

const add = (path: string, offset: number, body: Uint8Array | ReadableStream, more: { to?: Send } = {}) =>
  tus('PATCH', path, { 'upload-offset': String(offset) }, body, more)

async function offsetOf(path: string): Promise<number> {
  return Number((await tus('HEAD', path)).headers.get('upload-offset'))
}

const partOf = (path: string) => join(hub.filesFolder, 'uploads', path.split('/').at(-1) ?? '')

describe('a large file on its way up', () => {
  it('comes in pieces, through any process of the hub, and is a file when it is whole [F4]', async () => {
    const bytes = randomBytes(1_500_000)
    const hash = sha256(bytes)
    const { response, path } = await begin(bytes)
    expect(response.status).toBe(201)
    expect((await add(path, 0, bytes.subarray(0, 700_000))).status).toBe(204)
    expect(await offsetOf(path)).toBe(700_000)
    expect((await desk.call('GET', filePath(hash))).status).toBe(404)
    const other = hub.another()
    const last = await add(path, 700_000, bytes.subarray(700_000), { to: (request) => other.fetch(request) })
    expect([last.status, last.headers.get('upload-offset')]).toEqual([204, '1500000'])
    const read = await desk.call('GET', filePath(hash))
    expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true)
    expect(existsSync(partOf(path))).toBe(false)
  })

  it('keeps what arrived of a piece that broke off, and goes on there [F4]', async () => {
    const bytes = randomBytes(900_000)
    const { path } = await begin(bytes)
    await add(path, 0, cutStream(bytes.subarray(0, 400_000)))
    const offset = await offsetOf(path)
    expect(offset).toBe(400_000)
    expect((await add(path, offset, bytes.subarray(offset))).status).toBe(204)
    expect((await desk.call('HEAD', filePath(sha256(bytes)))).status).toBe(200)
  })

  it('tells a desk whose last answer was lost that the file is there [F4]', async () => {
    const bytes = randomBytes(50_000)
    const { path } = await begin(bytes)
    await add(path, 0, bytes)
    const head = await tus('HEAD', path)
    expect([head.status, head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([
      200,
      '50000',
      '50000',
    ])
    expect((await add(path, 50_000, new Uint8Array(1))).status).toBe(409)
  })

  it('is looked at again when the process that took its last byte ended before it could [F4]', async () => {
    const bytes = randomBytes(50_000)
    const { path } = await begin(bytes)
    await add(path, 0, bytes.subarray(0, 49_999))
    // As a process leaves it that was killed between the last byte and the check.
    appendFileSync(partOf(path), bytes.subarray(49_999))
    expect(await offsetOf(path)).toBe(50_000)
    expect((await desk.call('HEAD', filePath(sha256(bytes)))).status).toBe(200)
  })

  it('is not sent again when the hub ended between taking its bytes over and writing that down [F4]', async () => {
    const bytes = randomBytes(50_000)
    const { path } = await begin(bytes)
    await hub.db.query('alter table uploads rename to uploads_away')
    expect((await add(path, 0, bytes)).status).toBe(500)
    await hub.db.query('alter table uploads_away rename to uploads')
    expect((await desk.call('HEAD', filePath(sha256(bytes)))).status).toBe(404)
    expect(await offsetOf(path)).toBe(50_000)
    expect((await desk.call('HEAD', filePath(sha256(bytes)))).status).toBe(200)
    expect(existsSync(partOf(path))).toBe(false)
  })

  it('that was begun already is not begun anew, so that a lost answer costs nothing [F4]', async () => {
    const bytes = randomBytes(60_000)
    const first = await begin(bytes)
    await add(first.path, 0, bytes.subarray(0, 30_000))
    const again = await begin(bytes)
    expect([again.response.status, again.path]).toEqual([201, first.path])
    expect(await offsetOf(first.path)).toBe(30_000)
  })
})

describe('an upload that must not become a file', () => {
  it('has other bytes than it said: nothing of it is kept [F1] [F4]', async () => {
    const said = sha256(Buffer.from('something else'))
    const { path } = await begin(randomBytes(1_000), said)
    const last = await add(path, 0, randomBytes(1_000))
    expect([last.status, await last.text()]).toEqual([422, expect.stringContaining('do not have this SHA-256')])
    expect((await tus('HEAD', path)).status).toBe(404)
    expect((await desk.call('HEAD', filePath(said))).status).toBe(404)
    expect(existsSync(partOf(path))).toBe(false)
  })

  it.each([
    ['that names no hash', { 'upload-length': '5' }, 400],
    ['whose hash is none', { 'upload-length': '5', 'upload-metadata': naming('../../etc/passwd') }, 400],
    ['without a length', { 'upload-defer-length': '1', 'upload-metadata': naming('a'.repeat(64)) }, 400],
    ['that is too large', { 'upload-length': '2000001', 'upload-metadata': naming('a'.repeat(64)) }, 413],
    ['of another tus', { 'tus-resumable': '0.2.0', 'upload-length': '5' }, 400],
    ['without a protocol', { 'understudy-protocol': '', 'upload-length': '5' }, 426],
    ['without a token', { authorization: 'Bearer x', 'upload-length': '5' }, 401],
  ])('one %s is refused', async (_, headers, status) => {
    const before = await hub.db.query('select id from open_uploads')
    expect((await tus('POST', UPLOADS_PATH, headers)).status).toBe(status)
    expect(await hub.db.query('select id from open_uploads')).toHaveLength(before.length)
  })

  it('grows beyond what it said', async () => {
    const { path } = await begin(randomBytes(1_000))
    const over = await add(path, 0, new Blob([randomBytes(200_000)]).stream())
    expect(over.status).toBeGreaterThanOrEqual(400)
    expect(statSync(partOf(path)).size).toBeLessThanOrEqual(1_000)
  })

  it('is to be put together of several, which is not taken here: it is refused in words [B1]', async () => {
    const headers = {
      'upload-length': '10',
      'upload-concat': 'partial',
      'upload-metadata': naming(sha256(randomBytes(10))),
    }
    const response = await tus('POST', UPLOADS_PATH, headers)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('Upload-Concat') })
  })

  it('is one too many of its expert', async () => {
    const bytes = randomBytes(10)
    const { path } = await begin(bytes)
    for (let n = 1; n < 3; n++) expect((await begin(randomBytes(10))).response.status).toBe(201)
    const fourth = await begin(randomBytes(10))
    expect([fourth.response.status, await fourth.response.json()]).toEqual([
      429,
      expect.objectContaining({ code: 'TOO_MANY_REQUESTS' }),
    ])
    // One that is at its end leaves room for another.
    await add(path, 0, bytes)
    expect((await begin(randomBytes(10))).response.status).toBe(201)
  })
})

it('shows an upload to nobody but who began it [F4]', async () => {
  const bytes = randomBytes(1_000)
  const { path } = await begin(bytes)
  await add(path, 0, bytes.subarray(0, 500))
  const other = await enrolledDesk(hub.fetch, (await hub.operator.enrolExpert()).code)
  const asOther = { from: other }
  expect((await tus('HEAD', path, {}, undefined, asOther)).status).toBe(404)
  expect((await tus('PATCH', path, { 'upload-offset': '500' }, bytes.subarray(500), asOther)).status).toBe(404)
  expect((await tus('DELETE', path, {}, undefined, asOther)).status).toBe(404)
  expect((await tus('GET', path)).status).toBe(405)
  // Beginning the same file as another expert begins an upload of one's own.
  expect((await begin(bytes, undefined, asOther)).path).not.toBe(path)
})

it('takes no address that is not an upload', async () => {
  for (const path of ['/v1/uploads/../files', '/v1/uploads/..%2f..%2fhub.db', '/v1/uploads/x', '/v1/uploads/a/b']) {
    expect((await tus('HEAD', path)).status).toBe(404)
  }
})

it('takes away what nobody went on with for two weeks, and nothing that still grows [F4]', async () => {
  const [left, growing] = [randomBytes(1_000), randomBytes(1_000)]
  const [a, b] = [await begin(left), await begin(growing)]
  await add(a.path, 0, left.subarray(0, 500))
  await add(b.path, 0, growing.subarray(0, 500))
  const old = new Date(clock.now())
  utimesSync(partOf(a.path), old, old)
  clock.advance(15 * 86_400_000)
  const fresh = new Date(clock.now())
  utimesSync(partOf(b.path), fresh, fresh)
  await hub.hub.sweep()
  expect((await tus('HEAD', a.path)).status).toBe(404)
  expect(await offsetOf(b.path)).toBe(500)
  expect(readdirSync(join(hub.filesFolder, 'uploads'))).not.toContain(a.path.split('/').at(-1))
})
