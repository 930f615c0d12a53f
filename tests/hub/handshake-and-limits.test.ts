import { gzipSync, zstdCompressSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRateLimit } from '../../src/hub/http/rate-limit.ts'
import { HubInfo, PROTOCOL, PROTOCOL_HEADER } from '../../src/shared/contract/hub.ts'
import { takeOperation, taskContent } from '../support/hub/fixtures.ts'
import { desk, expertForFile, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { createTestClock, minute } from '../support/hub/test-clock.ts'
import { address, bodiesOf } from '../support/hub/test-desk.ts'

const clock = createTestClock()
hubForFile({ clock, limits: { requestBytes: 20_000 } })
expertForFile()
let taskId: string
beforeAll(async () => {
  await hub.operator.importTasks([taskContent()])
  taskId = [...bodiesOf(await desk.pull(), 'task').keys()][0] ?? ''
})

const send = (body: BodyInit, headers: Record<string, string> = {}) => {
  // lib.dom does not know `duplex`, without which no stream may be sent.
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    body,
    headers: {
      [PROTOCOL_HEADER]: '1',
      authorization: `Bearer ${desk.token}`,
      'content-type': 'application/json',
      ...headers,
    },
    duplex: 'half',
  }
  return hub.fetch(new Request(`${address}/v1/operations`, init))
}

describe('the handshake', () => {
  it('tells who it is to anyone, with its limits and its key', async () => {
    const response = await hub.fetch(new Request(`${address}/v1/hub`))
    const info = HubInfo.parse(await response.json())
    expect(info).toMatchObject({
      name: 'Test hub',
      limits: { requestBytes: 20_000, operations: 500 },
      now: clock.now(),
    })
  })

  it.each(['/v1/feed?after=0', '/v1/operations', '/v1/enrol', `/v1/files/${'0'.repeat(64)}`])(
    'asks a desk of no or another version to be updated at %s [H1]',
    async (path) => {
      for (const version of [undefined, '0', String(PROTOCOL + 1), 'x']) {
        const headers: Record<string, string> = { authorization: `Bearer ${desk.token}` }
        if (version !== undefined) headers[PROTOCOL_HEADER] = version
        const response = await hub.fetch(new Request(address + path, { headers }))
        expect(response.status).toBe(426)
        expect(await response.json()).toMatchObject({
          code: 'UPGRADE_REQUIRED',
          data: { min: PROTOCOL, max: PROTOCOL },
        })
      }
    },
  )

  it('says its version with every answer, also with refusals', async () => {
    const answers = await Promise.all([
      hub.fetch(new Request(`${address}/v1/hub`)),
      hub.fetch(new Request(`${address}/nowhere`)),
      desk.call('GET', '/v1/feed?after=-1'),
      desk.call('GET', '/v1/feed?after=0', undefined, { authorization: 'Bearer nonsense' }),
    ])
    expect(answers.map((answer) => answer.status)).toEqual([200, 404, 400, 401])
    for (const answer of answers) expect(answer.headers.get(PROTOCOL_HEADER)).toBe(String(PROTOCOL))
  })

  it('answers with JSON errors that name what was wrong and repeat nothing of what came', async () => {
    const response = await desk.call('POST', '/v1/operations', { operations: 'a secret text' })
    expect(response.status).toBe(400)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ code: 'BAD_REQUEST', status: 400 })
    expect(text).not.toContain('secret')
    expect((await send('{"operations": [')).status).toBe(400)
    expect((await desk.call('POST', '/v1/operations', { operations: [{ kind: 'take' }] })).status).toBe(400)
  })
})

describe('the size of a request', () => {
  const operations = (extra: number) =>
    JSON.stringify({ operations: [takeOperation(taskId)], padding: 'x'.repeat(extra) })
  const streamed = (text: string) => new Blob([text]).stream()

  it('reads no zstd for which more than 8 MB must be kept ready (RFC 9659), however little comes', async () => {
    const ofWindow = (log: number): Uint8Array<ArrayBuffer> => {
      const text = operations(1)
      // RFC 8878: the magic number, no size, the window as a power of two; one block, the last, as it is (3.1.1).
      const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (log - 10) << 3, 0, 0, 0])
      head.writeUIntLE((text.length << 3) | 1, 6, 3)
      return new Uint8Array(Buffer.concat([head, Buffer.from(text)]))
    }
    const statusOf = async (log: number) => (await send(ofWindow(log), { 'content-encoding': 'zstd' })).status
    expect(await statusOf(23)).toBe(200)
    expect(await statusOf(24)).toBe(400)
    expect(await statusOf(27)).toBe(400)
  })

  it('takes bodies as they are, and packed by gzip or zstd', async () => {
    for (const [body, encoding] of [
      [operations(10), 'identity'],
      [gzipSync(operations(10)), 'gzip'],
      [zstdCompressSync(operations(10)), 'zstd'],
    ] as const) {
      const response = await send(typeof body === 'string' ? body : new Uint8Array(body), {
        'content-encoding': encoding,
      })
      expect(await response.json()).toMatchObject({ results: [{ outcome: 'done' }] })
    }
  })

  it('stops at its limit: with a length, without one, and while unpacking', async () => {
    const large = operations(20_000)
    const bomb = JSON.stringify({ operations: [], padding: ' '.repeat(50_000_000) })
    const answers = [
      await send(large),
      await send(streamed(large)),
      await send(new Uint8Array(gzipSync(bomb)), { 'content-encoding': 'gzip' }),
      await send(new Uint8Array(zstdCompressSync(bomb)), { 'content-encoding': 'zstd' }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(413)
      expect(await answer.json()).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', data: { limit: 20_000 } })
    }
  })

  it('says so when a packed body is broken or packed in a way it does not know', async () => {
    const broken = await send(new Uint8Array(gzipSync(operations(10)).subarray(0, 40)), { 'content-encoding': 'gzip' })
    expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining('could not be unpacked')])
    expect((await send(operations(1), { 'content-encoding': 'rot13' })).status).toBe(400)
  })
})

describe('the rate of requests', () => {
  it('lets a device that asks too often wait, says how long, and lets it go on then', async () => {
    const limited = hub.another({ limits: { perDevice: 40 } })
    const ask = () =>
      limited.fetch(
        new Request(`${address}/v1/feed?after=0`, {
          headers: { [PROTOCOL_HEADER]: '1', authorization: `Bearer ${desk.token}` },
        }),
      )
    for (let i = 0; i < 10; i++) expect((await ask()).status).toBe(200)
    const refused = await ask()
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS', data: { retryAfterMs: 1500 } })
    expect(refused.headers.get('retry-after')).toBe('2')
    clock.advance(1500)
    expect((await ask()).status).toBe(200)
    expect((await ask()).status).toBe(429)
    clock.advance(minute)
    expect((await ask()).status).toBe(200)
  })

  it('lets a quarter of a minute come at once, however long nothing came', () => {
    let now = 0
    const limit = createRateLimit(40, () => now)
    now += 60 * minute
    const waits = Array.from({ length: 12 }, () => limit.take('desk'))
    expect(waits).toEqual([...Array.from({ length: 10 }, () => 0), 1500, 1500])
  })

  it('forgets nobody who has to wait, however many others come', () => {
    const limit = createRateLimit(4, () => 0)
    expect([limit.take('desk'), limit.take('desk')]).toEqual([0, 15_000])
    for (let n = 0; n < 10_001; n++) limit.take(`another ${n}`)
    expect(limit.take('desk')).toBe(15_000)
  })

  it('counts addresses apart from each other', async () => {
    const limited = hub.another({ limits: { perAddress: 8 } })
    const ask = (from: string) => limited.fetch(new Request(`${address}/v1/hub`), { address: from })
    expect((await ask('a')).status).toBe(200)
    expect((await ask('a')).status).toBe(200)
    expect((await ask('a')).status).toBe(429)
    expect((await ask('b')).status).toBe(200)
  })
})

it('hides the reason of a defect from the caller and gives its place to the log', async () => {
  await hub.db.query('alter table hub rename to hub_away')
  const broken = hub.another()
  const response = await broken.fetch(new Request(`${address}/v1/hub`))
  await hub.db.query('alter table hub_away rename to hub')
  expect(response.status).toBe(500)
  const text = await response.text()
  expect(text).not.toMatch(/relation|hub_away|select/)
  const entry = hub.log.findLast((one) => one.event === 'unexpected')
  expect(entry?.facts['code']).toBe('42P01')
  expect(text).toContain(String(entry?.facts['id']))
})
