import type { CorePorts } from '../../src/core/ports.ts'
import { type OperationResult, PushOutput } from '../../src/shared/contract/hub.ts'
import { cutStream } from '../support/core/wire.ts'
import type { Answer, SimHub } from './sim-hub.ts'

/** A request on its way, and its answer on the way back. Each moves only when the simulation says so. */
export type Packet = {
  readonly no: number
  readonly from: string
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer> | undefined
  /** How long the hub may hold a question for news open; 0 for anything else. */
  readonly waitMs: number
  readonly since: number
  answer: Answer | undefined
  /** The hub has nothing new to say and keeps the question open. */
  listening: boolean
  /** Whether the desk still waits for the answer: it may have given up, or died. */
  isWaitedFor: boolean
  /** No connection came about for it, so it can never arrive. */
  isRefused: boolean
  /** Whether the process that sent it is still there. */
  readonly isAlive: () => boolean
  readonly settle: (answer: Response | Error) => void
}

export type SimWire = {
  /** The wire port of one run of a core. */
  port(from: string, isAlive: () => boolean): CorePorts['wire']
  /** Not answered to the desk yet, in the order in which they were sent. */
  packets(): readonly Packet[]
  /** Brings a request to the hub, which answers; the answer is then on its way back. */
  deliver(packet: Packet): Promise<void>
  /** Brings a request of which one byte is another one. */
  deliverSpoilt(packet: Packet): Promise<void>
  /** Brings half of the request's body to the hub, and breaks. */
  deliverHalf(packet: Packet): Promise<void>
  /** Brings a request to the hub that it has had before, or that its desk has given up. Nobody hears the answer. */
  repeat(packet: Packet): Promise<void>
  giveAnswer(packet: Packet, how: 'whole' | 'cut' | 'spoilt'): void
  lose(packet: Packet): void
  /** No connection came about: nothing of the request has left, and its desk knows that. */
  refuse(packet: Packet): void
  /** How many requests there have been. */
  count(): number
  /** Requests that reached the hub or never did, for the network to bring again. */
  readonly strays: Packet[]
}

const MOST_STRAYS = 8
const BODILESS = new Set([204, 304])
const CHANGES = new Set(['POST', 'PUT', 'PATCH'])

/** @param smallPages the hub gives its feed in small pages */
export function createSimWire(hub: SimHub, now: () => number, smallPages: boolean, onResults: OnResults): SimWire {
  let open: Packet[] = []
  let count = 0
  const strays: Packet[] = []

  function remember(packet: Packet): void {
    if (CHANGES.has(packet.method) && !strays.includes(packet)) strays.push(packet)
    if (strays.length > MOST_STRAYS) strays.shift()
  }

  function close(packet: Packet): void {
    open = open.filter((one) => one !== packet)
  }

  async function ask(packet: Packet, body: RequestInit['body'] = packet.body): Promise<Answer | undefined> {
    const url = new URL(packet.url)
    if (url.pathname === '/v1/feed') {
      // What the hub does while a question is open is done here: it is asked again when there may be news.
      url.searchParams.set('waitMs', '0')
      if (smallPages) url.searchParams.set('maxBytes', '1500')
    }
    const init: RequestInit & { duplex: 'half' } = { method: packet.method, headers: packet.headers, duplex: 'half' }
    const answer = await hub.serve(new Request(url, body === undefined ? init : { ...init, body }))
    if (answer?.status === 200 && packet.url.pathname === '/v1/operations')
      await onResults(PushOutput.parse(JSON.parse(new TextDecoder().decode(answer.bytes))).results)
    return answer
  }

  async function deliver(packet: Packet, sent: Packet['body']): Promise<void> {
    const answer = await ask(packet, sent)
    remember(packet)
    if (answer === undefined) {
      close(packet)
      packet.settle(broken())
      return
    }
    packet.listening = packet.waitMs > 0 && isEmptyPage(answer) && now() - packet.since < packet.waitMs
    packet.answer = packet.listening ? undefined : answer
  }

  return {
    strays,
    packets: () => open,
    count: () => count,
    port: (from, isAlive) => (request) =>
      new Promise<Response>((resolve, reject) => {
        if (!isAlive()) return
        const url = new URL(request.url)
        const send = (body: ArrayBuffer): void => {
          const packet: Packet = {
            no: ++count,
            from,
            method: request.method,
            url,
            headers: request.headers,
            body: body.byteLength === 0 ? undefined : new Uint8Array(body),
            waitMs: Number(url.searchParams.get('waitMs') ?? 0),
            since: now(),
            answer: undefined,
            listening: false,
            isWaitedFor: true,
            isRefused: false,
            isAlive,
            settle: (answer) => {
              if (!packet.isWaitedFor || !isAlive()) return
              packet.isWaitedFor = false
              if (answer instanceof Error) reject(answer)
              else resolve(answer)
            },
          }
          open.push(packet)
          request.signal.addEventListener(
            'abort',
            () => {
              packet.settle(request.signal.reason instanceof Error ? request.signal.reason : new Error('aborted'))
              // It may be on its way still, and arrive when nobody waits for it any more.
              if (!packet.isRefused) remember(packet)
              close(packet)
            },
            { once: true },
          )
        }
        request.arrayBuffer().then(send, reject)
      }),
    deliver: (packet) => deliver(packet, packet.body),
    deliverSpoilt: (packet) => deliver(packet, packet.body && spoil(packet.body)),
    deliverHalf: async (packet) => {
      const half = packet.body?.subarray(0, packet.body.length / 2)
      // A body of JSON just ends; the stream of a file breaks.
      await ask(packet, half !== undefined && isOfFile(packet) ? cutStream(half) : half)
      close(packet)
      packet.settle(broken())
    },
    repeat: async (packet) => void (await ask(packet)),
    giveAnswer: (packet, how) => {
      const { answer } = packet
      if (answer === undefined) throw new Error('there is no answer yet')
      close(packet)
      const { bytes, status, headers } = answer
      const body =
        how === 'cut' ? cutStream(bytes.subarray(0, bytes.length / 2)) : how === 'spoilt' ? spoil(bytes) : bytes
      packet.settle(new Response(BODILESS.has(status) ? null : body, { status, headers }))
    },
    lose: (packet) => {
      remember(packet)
      close(packet)
      packet.settle(broken())
    },
    refuse: (packet) => {
      close(packet)
      packet.isRefused = true
      const cause = Object.assign(new Error('EHOSTUNREACH'), { syscall: 'connect' })
      packet.settle(new TypeError('fetch failed', { cause }))
    },
  }
}

/** What the hub has just answered to operations, before the answer leaves: by then it must be true. */
export type OnResults = (results: readonly OperationResult[]) => Promise<void>

function isEmptyPage({ status, bytes }: Answer): boolean {
  return status === 200 && Buffer.from(bytes).includes('"changes":0,')
}

/** Whether a request carries a file, up or down. */
export function isOfFile({ url }: Packet): boolean {
  return url.pathname.startsWith('/v1/files/') || url.pathname.startsWith('/v1/uploads')
}

/** The same number of bytes, and one of them another. */
function spoil(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const spoilt = bytes.slice()
  const middle = bytes.length >> 1
  spoilt[middle] = (spoilt[middle] ?? 0) ^ 1
  return spoilt
}

function broken(): Error {
  return new TypeError('fetch failed', { cause: new Error('ECONNRESET') })
}
