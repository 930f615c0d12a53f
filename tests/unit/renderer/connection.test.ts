import { describe, expect, test } from 'vitest'
import { createConnection, type Timers } from '../../../src/renderer/client/connection.ts'
import { errorToText, isDisconnected } from '../../../src/renderer/client/error-text.ts'
import { reconnectDelay } from '../../../src/renderer/client/reconnect-delay.ts'
import type { DeskLink, Transport, TransportHandlers } from '../../../src/renderer/client/transport.ts'
import { createConnectionState } from '../../../src/renderer/state/connection-state.ts'

/** Timers that run when they are told to. */
function handTimers() {
  const waiting = new Map<number, { run: () => void; ms: number }>()
  let next = 0
  const timers: Timers = {
    set: (run, ms) => {
      waiting.set(++next, { run, ms })
      return next
    },
    clear: (timer) => waiting.delete(timer),
  }
  const runAll = (): void => {
    for (const [timer, { run }] of waiting) {
      waiting.delete(timer)
      run()
    }
  }
  return { timers, runAll, count: () => waiting.size }
}

/** A transport whose connections come and go by hand; its links answer with their own name, or never. */
function handTransport() {
  let handlers: TransportHandlers | undefined
  const transport: Transport = {
    start: (given) => {
      handlers = given
    },
    stop: () => {},
  }
  return {
    transport,
    open: (link: DeskLink) => handlers?.opened(link),
    close: () => handlers?.closed(),
    refuse: () => handlers?.refused(),
  }
}

const answers = (name: string): DeskLink => ({ call: async () => name })
const neverAnswers: DeskLink = {
  call: async (_path, _input, { signal }) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason))
    }),
}

function connected() {
  const hand = handTransport()
  const time = handTimers()
  const connection = createConnection(hand.transport, time.timers)
  connection.start()
  const call = async (): Promise<unknown> => connection.link.call(['app', 'status'], {}, { context: {} })
  return { ...hand, ...time, connection, call }
}

describe('the way to the core', () => {
  test('is always the newest connection', async () => {
    const { open, close, call } = connected()
    open(answers('first'))
    expect(await call()).toBe('first')
    close()
    open(answers('second'))
    expect(await call()).toBe('second')
  })

  test('lets a call that is made without a connection wait for one', async () => {
    const { open, call, count } = connected()
    const waiting = call()
    open(answers('later'))
    expect(await waiting).toBe('later')
    expect(count()).toBe(0)
  })

  test('gives up on such a call after a while, with a sentence for the screen', async () => {
    const { call, runAll } = connected()
    const waiting = call()
    runAll()
    const error = await waiting.catch((error: unknown) => error)
    expect(isDisconnected(error)).toBe(true)
    expect(errorToText(error)).toContain('Your words are kept in this window')
  })

  test('ends what was asked of a connection that is gone, though its other end never says so', async () => {
    const { open, close, call } = connected()
    open(neverAnswers)
    const waiting = call().catch((error: unknown) => error)
    await Promise.resolve()
    close()
    expect(isDisconnected(await waiting)).toBe(true)
  })

  test('does the same when a new connection takes the place of the old one', async () => {
    const { open, call } = connected()
    open(neverAnswers)
    const waiting = call().catch((error: unknown) => error)
    await Promise.resolve()
    open(answers('new'))
    expect(isDisconnected(await waiting)).toBe(true)
    expect(await call()).toBe('new')
  })
})

test('a short break is not worth a word; a longer one is told until the connection is back', () => {
  const { connection, open, close, runAll } = connected()
  open(answers('x'))
  const time = handTimers()
  const state = createConnectionState(connection, time.timers)
  close()
  expect(state.getState().state).toBe('connected')
  open(answers('y'))
  time.runAll()
  expect(state.getState().state).toBe('connected')
  close()
  time.runAll()
  expect(state.getState().state).toBe('connecting')
  open(answers('z'))
  expect(state.getState().state).toBe('connected')
  runAll()
})

test('the first attempt to connect again comes at once, later ones at most five seconds apart', () => {
  expect([0, 1, 2, 6, 500].map(reconnectDelay)).toEqual([100, 200, 400, 5000, 5000])
})

test('what nobody expected is admitted without technical words', () => {
  expect(errorToText(new TypeError('x is not a function'))).toMatch(/^This did not work/)
})

test('a desk that does not know this browser is not called one that is starting', () => {
  const { connection, refuse, open, timers } = connected()
  const state = createConnectionState(connection, timers)
  refuse()
  expect(state.getState().state).toBe('refused')
  open(answers('desk'))
  expect(state.getState().state).toBe('connected')
})
