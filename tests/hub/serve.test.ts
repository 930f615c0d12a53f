import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { parseArguments } from '../../src/hub/cli/arguments.ts'
import { serve } from '../../src/hub/cli/commands/serve.ts'
import { filePath } from '../../src/shared/contract/hub.ts'
import { sha256 } from '../../src/hub/receipts/receipt.ts'
import { type HubServer, serveHub } from '../../src/hub/serve-hub.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { createTestDesk, enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'
import { unwrap } from '../support/hub/test-hub.ts'

hubForFile({ limits: { requestBytes: 100_000 } })
let server: HubServer
let desk: TestDesk
beforeAll(async () => {
  server = unwrap(await serveHub(hub.hub, { host: '127.0.0.1', port: 0, compressLoopback: true }))
  const { code } = await hub.operator.enrolExpert()
  desk = await enrolledDesk(fetch, code, server.address)
  await hub.operator.importTasks(Array.from({ length: 20 }, () => taskContent({ brief: 'word '.repeat(500) })))
})
afterAll(async () => {
  await server.stop()
})

/** A plain exchange, without what fetch does by itself. */
function exchange(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: Iterable<Buffer> } = {},
) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
    const headers = { 'understudy-protocol': '1', authorization: `Bearer ${desk.token}`, ...options.headers }
    const call = request(server.address + path, { method: options.method ?? 'GET', headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      )
    })
    call.on('error', reject)
    for (const chunk of options.body ?? []) call.write(chunk)
    call.end()
  })
}

describe('compression', () => {
  it('packs what is worth it in the best way the client takes', async () => {
    const plain = await exchange('/v1/feed?after=0')
    expect(plain.headers['content-encoding']).toBeUndefined()
    const [gzip, zstd] = [
      await exchange('/v1/feed?after=0', { headers: { 'accept-encoding': 'gzip, deflate' } }),
      await exchange('/v1/feed?after=0', { headers: { 'accept-encoding': 'gzip, zstd;q=0.9' } }),
    ]
    expect([gzip.headers['content-encoding'], zstd.headers['content-encoding']]).toEqual(['gzip', 'zstd'])
    const known = (body: Buffer) => body.toString().replace(/"now":\d+/, '')
    expect(known(gunzipSync(gzip.body))).toEqual(known(plain.body))
    expect(known(zstdDecompressSync(zstd.body))).toEqual(known(plain.body))
    expect(zstd.body.length).toBeLessThan(plain.body.length / 5)
    expect(gzip.headers['vary']).toBe('accept-encoding')
  })

  it('leaves alone what is small, and what the client does not want packed', async () => {
    const small = await exchange('/v1/hub', { headers: { 'accept-encoding': 'gzip' } })
    expect(small.headers['content-encoding']).toBeUndefined()
    const refused = await exchange('/v1/feed?after=0', { headers: { 'accept-encoding': 'gzip;q=0, br' } })
    expect(refused.headers['content-encoding']).toBeUndefined()
  })
})

describe('bodies', () => {
  it('answers a body that is too large while it still comes, with and without a length', async () => {
    const megabyte = Buffer.alloc(1_000_000, 'x')
    const headers = { 'content-type': 'application/json' }
    const chunked = await exchange('/v1/operations', {
      method: 'POST',
      headers,
      body: Array.from({ length: 5 }, () => megabyte),
    })
    const counted = await exchange('/v1/operations', {
      method: 'POST',
      headers: { ...headers, 'content-length': '1000000' },
      body: [megabyte],
    })
    for (const answer of [chunked, counted]) {
      expect(answer.status).toBe(413)
      expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', data: { limit: 100_000 } })
    }
  })

  it('streams files in both directions', async () => {
    const bytes = Buffer.alloc(3_000_000, 'abcdefg')
    const hash = sha256(bytes)
    expect((await exchange(filePath(hash), { method: 'PUT', body: [bytes] })).status).toBe(201)
    expect((await exchange(filePath(hash))).body.equals(bytes)).toBe(true)
    const tail = await exchange(filePath(hash), { headers: { range: 'bytes=2999990-' } })
    expect([tail.status, tail.headers['content-length'], tail.body.toString()]).toEqual([
      206,
      '10',
      bytes.subarray(-10).toString(),
    ])
    const head = await exchange(filePath(hash), { method: 'HEAD' })
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '3000000', 0])
  })

  it('is not upset by a desk that breaks off in the middle of a file', async () => {
    const hash = sha256('never whole')
    const { hostname, port } = new URL(server.address)
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const headers = `host: hub\r\nunderstudy-protocol: 1\r\nauthorization: Bearer ${desk.token}\r\ncontent-length: 100000`
        socket.write(`PUT ${filePath(hash)} HTTP/1.1\r\n${headers}\r\n\r\nhalf`, () => socket.destroy())
        socket.on('close', () => resolve())
      })
    })
    expect((await exchange(filePath(hash))).status).toBe(404)
  })

  it('refuses what is no HTTP', async () => {
    const answer = await new Promise<string>((resolve) => {
      const { hostname, port } = new URL(server.address)
      const socket = connect(Number(port), hostname, () =>
        socket.write('GET /v1/hub HTTP/1.1\r\nhost: x\r\nbad header: \u0001\r\n\r\n'),
      )
      socket.on('data', (chunk) => resolve(chunk.toString()))
    })
    expect(answer).toMatch(/^HTTP\/1\.1 400/)
  })
})

it('counts a client behind a proxy of the operator by its own address', async () => {
  const limited = unwrap(
    await serveHub(hub.another({ limits: { perAddress: 4 } }), { host: '127.0.0.1', port: 0, behindProxy: true }),
  )
  const ask = async (forwarded: string) =>
    (await fetch(`${limited.address}/v1/hub`, { headers: { 'x-forwarded-for': forwarded } })).status
  expect([await ask('6.6.6.6, 1.1.1.1'), await ask('7.7.7.7, 1.1.1.1'), await ask('1.1.1.1, 2.2.2.2')]).toEqual([
    200, 429, 200,
  ])
  await limited.stop()
})

it('says in plain words that a port is taken', async () => {
  const { port } = new URL(server.address)
  const second = await serveHub(hub.hub, { host: '127.0.0.1', port: Number(port) })
  expect(second).toMatchObject({
    ok: false,
    error: { text: `Port ${port} of 127.0.0.1 is in use by another program. Choose another with --port.` },
  })
})

it('lets a waiting desk go when it stops', async () => {
  const other = unwrap(await serveHub(hub.another(), { host: '127.0.0.1', port: 0 }))
  const waiting = createTestDesk(fetch, '', other.address)
  const { cursor } = await desk.feed({ maxBytes: 8_000_000 })
  const asked = fetch(`${other.address}/v1/feed?after=${cursor}&waitMs=60000`, {
    headers: { 'understudy-protocol': '1', authorization: `Bearer ${desk.token}` },
  })
  let listening: object[] = []
  while (listening.length === 0) {
    listening = await hub.db.query(
      `select 1 from pg_stat_activity where query like 'listen %' and datname = current_database()`,
    )
  }
  await other.stop()
  expect((await asked).status).toBe(200)
  await expect(waiting.call('GET', '/v1/hub')).rejects.toThrow('fetch failed')
})

describe('the command, once it listens', () => {
  /** Serves in this process, asked to end as soon as it waits for that. */
  async function serveOnce(write: (text: string) => Promise<void>): Promise<number> {
    const dataFolder = await mkdtemp(join(tmpdir(), 'understudy-serve-'))
    onTestFinished(() => rm(dataFolder, { recursive: true }))
    // As unwritable as on a full disk.
    await mkdir(join(dataFolder, 'serving.json'))
    const { context, files } = hub.hub
    const embedded = { url: hub.databaseUrl, home: dataFolder, release: async () => undefined }
    const store = { context, files, dataFolder, embedded, close: async () => undefined }
    const stop = { asked: Promise.resolve(), isAsked: () => false, end: () => undefined }
    const args = parseArguments(['--port', '0'], serve.options, 0)
    if (!args.ok) throw new Error(args.error)
    return serve.plan(args.value)({ args: args.value, store, stop, console: { write, complain: () => undefined } })
  }

  it('serves also where it cannot say so to a second one', async () => {
    const said: string[] = []
    expect(await serveOnce(async (text) => void said.push(text))).toBe(0)
    expect(said).toEqual([expect.stringMatching(/^Hub Test hub ready at /)])
  })

  it('leaves no server behind where something fails', async () => {
    let address = ''
    const failing = serveOnce(async (text) => {
      address = /http:\S+/.exec(text)?.[0] ?? ''
      throw new Error('the database is gone')
    })
    await expect(failing).rejects.toThrow('the database is gone')
    await expect(fetch(`${address}/health`)).rejects.toThrow('fetch failed')
  })
})
