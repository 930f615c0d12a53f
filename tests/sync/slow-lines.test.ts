import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createHubClient, type HubClient } from '../../src/core/sync/hub-client.ts'
import { pageToLines } from '../support/sync/page-to-lines.ts'
import { createFakeTime, type FakeTime } from '../support/core/fake-time.ts'
import { testId } from '../support/core/tasks.ts'
import { PROTOCOL, PROTOCOL_HEADER } from '../../src/shared/contract/hub.ts'

const time: FakeTime = createFakeTime()
const stop = new AbortController()

function clientOver(wire: (request: Request) => Promise<Response>): HubClient {
  return createHubClient({ timers: time.timers, wire }, 'https://hub.example.org/', 'token')
}

const epoch = testId('hub')
const changeOf = (seq: number, text: string) => ({
  seq,
  kind: 'batch',
  id: testId('batch'),
  content: JSON.stringify({ n: seq, text }),
})
const pageText = pageToLines({
  epoch,
  cursor: 3,
  more: false,
  now: time.now(),
  changes: [1, 2, 3].map((seq) => ({ seq, kind: 'batch', id: testId('batch'), content: `{"n":${seq}}` })),
})
const pieces = pageText.match(/[\s\S]{1,40}/g) ?? []
/** So many pieces have the first change whole and the second one not. */
const firstChange = Math.ceil((pageText.indexOf('{"n":1}\n') + 8) / 40)

/** An answer whose pieces come when asked for, `everyMs` apart, and of which only the first `count` ever come. */
function answerInPieces(everyMs: number, count: number, signal: AbortSignal): Response {
  const encoder = new TextEncoder()
  let next = 0
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason)),
    pull: (controller) =>
      new Promise((resolve) => {
        if (next >= count) return
        time.timers.after(everyMs, () => {
          controller.enqueue(encoder.encode(pieces[next++]))
          if (next === pieces.length) controller.close()
          resolve()
        })
      }),
  })
  return new Response(body)
}

/** Lets minutes pass until the call has ended. */
async function passing<T>(call: Promise<T>): Promise<T> {
  const state = { ended: false }
  const end = call.finally(() => (state.ended = true))
  while (!state.ended) await time.advance(10_000)
  return end
}

const ask = { after: 0, wholeTo: 0, maxBytes: 1_000_000, waitMs: 0 }

describe('a slow line', () => {
  it('may take as long as it needs while something comes [O8]', async () => {
    expect(pieces.length).toBeGreaterThan(5)
    const client = clientOver(async (request) => answerInPieces(50_000, pieces.length, request.signal))
    const page = await passing(client.feed(ask, stop.signal))
    expect(page).toMatchObject({ ok: true, value: { cursor: 3, more: false } })
  })

  it('that falls silent is given up after a minute, and what came whole is kept [P2]', async () => {
    const client = clientOver(async (request) => answerInPieces(50_000, firstChange, request.signal))
    const began = time.now()
    const page = await passing(client.feed(ask, stop.signal))
    expect(page).toMatchObject({ ok: true, value: { cursor: 1, more: true } })
    expect(time.now() - began).toBeLessThan(firstChange * 50_000 + 90_000)
  })

  it('that breaks before anything is whole is no sign of somebody else [O8]', async () => {
    const client = clientOver(async (request) => answerInPieces(50_000, 1, request.signal))
    const page = await passing(client.feed(ask, stop.signal))
    expect(page).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
  })

  it('whose proxy ends a packed answer in its middle as if it were whole is no sign of somebody else [O8]', async () => {
    const long = randomBytes(100_000).toString('base64')
    const whole = {
      '/v1/feed': pageToLines({ epoch, cursor: 1, more: false, now: 0, changes: [changeOf(1, long)] }),
      '/v1/operations': JSON.stringify({ results: [{ id: testId('submission'), outcome: 'done', receipt: long }] }),
    }
    const server = createServer(({ url = '' }, response) => {
      const text = Object.entries(whole).find(([path]) => url.startsWith(path))?.[1] ?? ''
      const packed = gzipSync(text)
      response.writeHead(200, { 'content-encoding': 'gzip', [PROTOCOL_HEADER]: String(PROTOCOL) })
      response.end(packed.subarray(0, packed.length / 2))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const client = createHubClient({ timers: time.timers, wire: fetch }, `http://127.0.0.1:${port}/`, 'token')
    try {
      expect(await client.feed(ask, stop.signal)).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
      expect(await client.push([], stop.signal)).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  it('may take as long as it needs for an answer to what was sent, too [O8]', async () => {
    const results = Array.from({ length: 9 }, () => ({ id: testId('submission'), outcome: 'done' }))
    const answer = Buffer.from(JSON.stringify({ results }))
    const client = clientOver(async ({ signal }) => {
      let at = 0
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason)),
        pull: (controller) =>
          new Promise((resolve) => {
            time.timers.after(30_000, () => {
              controller.enqueue(new Uint8Array(answer.subarray(at, (at += 200))))
              if (at >= answer.length) controller.close()
              resolve()
            })
          }),
      })
      return new Response(body)
    })
    expect(await passing(client.push([{}], stop.signal))).toMatchObject({ ok: true, value: { results } })
  })

  it('that never answers is given up after a minute [O8]', async () => {
    const client = clientOver(
      (request) =>
        new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason))),
    )
    const began = time.now()
    expect(await passing(client.feed(ask, stop.signal))).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
    expect(time.now() - began).toBeLessThan(90_000)
  })

  it('has the time to carry up what is large, packed [O8]', async () => {
    const operations = Array.from({ length: 400 }, (_, i) => ({ id: testId('task'), words: Math.sin(i) }))
    let sent = 0
    const client = clientOver(async (request) => {
      const bytes = Buffer.from(await request.arrayBuffer())
      sent = bytes.length
      expect(JSON.parse(gunzipSync(bytes).toString())).toEqual({ operations })
      // At 9 kbit/s, and then the hub thinks.
      await new Promise<void>((resolve, reject) => {
        time.timers.after((bytes.length * 8) / 9 + 30_000, resolve)
        request.signal.addEventListener('abort', () => reject(request.signal.reason))
      })
      return Response.json({ results: [] })
    })
    expect(await passing(client.push(operations, stop.signal))).toMatchObject({ ok: true })
    expect(sent).toBeLessThan(JSON.stringify({ operations }).length / 2)
  })
})

it.each([
  ['0', 500],
  ['7', 7_000],
  ['99999', 3_600_000],
  ['soon', 30_000],
])('who asks to wait by “Retry-After: %s” is asked again after %i ms, and never at once [O8]', async (said, wait) => {
  const client = clientOver(async () => new Response('Too many', { status: 429, headers: { 'retry-after': said } }))
  const answer = await client.feed(ask, stop.signal)
  expect(answer).toMatchObject({ ok: false, error: { kind: 'busy', retryAfterMs: wait } })
})

describe('an answer without an end', () => {
  const some = new Uint8Array(1_000_000)

  it.each(['a page', 'an answer', 'a refusal'])('as %s is given up before it fills the memory', async (what) => {
    let pieces = 0
    const client = clientOver(async () => {
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          // Whoever takes so much would take all.
          if (++pieces > 1_000) controller.close()
          else controller.enqueue(some)
        },
      })
      return new Response(body, { status: what === 'a refusal' ? 404 : 200 })
    })
    const answer = await (what === 'a page' ? client.feed(ask, stop.signal) : client.info())
    expect(answer).toMatchObject({ ok: false, error: { kind: 'not-a-hub' } })
    expect(pieces).toBeLessThan(200)
  })
})
