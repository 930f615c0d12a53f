import { ORPCError } from '@orpc/client'
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
    const due = [...waiting.values()]
    waiting.clear()
    for (const { run } of due) run()
  }
  return { timers, runAll, count: () => waiting.size }
}

/** A transport whose connections come and go by hand; its links answer with their own name, or never. */
function handTransport() {
  let handlers: TransportHandlers | undefined
  let isStopped = false
  const transport: Transport = {
    start: (given) => {
      handlers = given
    },
    stop: () => {
      isStopped = true
    },
  }
  return {
    transport,
    isStopped: () => isStopped,
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
  const call = async (signal?: AbortSignal): Promise<unknown> =>
    connection.link.call(
      ['app', 'status'],
      { of: 'mine' },
      { context: {}, ...(signal === undefined ? {} : { signal }) },
    )
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

describe('a call', () => {
  const fails = (error: Error): DeskLink => ({
    call: async () => {
      throw error
    },
  })
  const failureOf = async (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error)

  test('is given on as it was made', async () => {
    const { open, call } = connected()
    open({ call: async (path, input, options) => ({ path, input, context: options.context }) })
    expect(await call()).toEqual({ path: ['app', 'status'], input: { of: 'mine' }, context: {} })
  })

  test('that the core refuses fails with the word of the core', async () => {
    const { open, call } = connected()
    const refusal = new ORPCError('WRONG_STATE', { data: { text: 'It was sent.' } })
    open(fails(refusal))
    expect(await failureOf(call())).toBe(refusal)
  })

  test('whose connection breaks under it is told to have found no desk, not called a defect', async () => {
    const { open, call } = connected()
    open(fails(new TypeError('the socket is closing')))
    expect(isDisconnected(await failureOf(call()))).toBe(true)
  })

  test('ends when whoever made it ends it: on its way, while it waits, and before', async () => {
    const { open, call, count, connection } = connected()
    const reason = new Error('not wanted any more')
    const waiting = new AbortController()
    const calls = [failureOf(call(waiting.signal)), failureOf(connection.whenOpen(waiting.signal))]
    waiting.abort(reason)
    expect(await Promise.all(calls)).toEqual([reason, reason])
    expect(count()).toBe(0)
    open(neverAnswers)
    const under = new AbortController()
    const onItsWay = failureOf(call(under.signal))
    await Promise.resolve()
    under.abort(reason)
    expect(await onItsWay).toBe(reason)
    expect(await failureOf(call(AbortSignal.abort(reason)))).toBe(reason)
  })

  test('made or under way when the window stops finds no desk', async () => {
    const { open, call, connection, isStopped, runAll } = connected()
    open(neverAnswers)
    const onItsWay = failureOf(call())
    await Promise.resolve()
    expect(connection.isOpen()).toBe(true)
    connection.stop()
    expect(isStopped()).toBe(true)
    expect(connection.isOpen()).toBe(false)
    expect(isDisconnected(await onItsWay)).toBe(true)
    const late = failureOf(call())
    await Promise.resolve()
    runAll()
    expect(isDisconnected(await late)).toBe(true)
  })

  test('waits for a connection only as long as a person would, what listens to the desk for ever', async () => {
    const { open, connection, runAll } = connected()
    const opened = connection.whenOpen()
    runAll()
    open(answers('at last'))
    await opened
    expect(connection.isRefused()).toBe(false)
  })
})

test('a short break is not worth a word; a longer one is told until the connection is back, and a long one with what may be the matter', () => {
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
  time.runAll()
  expect(state.getState().state).toBe('long-away')
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
