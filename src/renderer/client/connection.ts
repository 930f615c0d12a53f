import { ORPCError } from '@orpc/client'
import type { DeskLink, Transport } from './transport.ts'

/** A call waits so long for a connection before it fails. */
const PATIENCE_MS = 10_000

export type Connection = {
  /** Always the present connection: calls made without one wait for it. */
  readonly link: DeskLink
  start(): void
  stop(): void
  isOpen(): boolean
  /** The desk is there, and takes no connection from this browser. */
  isRefused(): boolean
  /** @returns what ends the subscription */
  onChange(listener: (open: boolean) => void): () => void
  /** Resolves with the next connection, or at once when there is one. Rejects only when `signal` says so. */
  whenOpen(signal?: AbortSignal): Promise<void>
}

export type Timers = {
  set(run: () => void, ms: number): number
  clear(timer: number): void
}

/** Why a call could not be made or not be ended. `text` is for the screen. */
export type Disconnected = ORPCError<'DISCONNECTED', { text: string }>

function disconnected(): Disconnected {
  return new ORPCError('DISCONNECTED', {
    status: 503,
    data: { text: 'The desk does not answer at the moment. Your words are kept in this window; try again shortly.' },
  })
}

type Connected = { readonly link: DeskLink; readonly ended: AbortController }

/** One stable way to the core over connections that come and go. */
export function createConnection(transport: Transport, timers: Timers): Connection {
  let current: Connected | undefined
  let isRefused = false
  const listeners = new Set<(open: boolean) => void>()
  const waiting = new Set<(connected: Connected) => void>()

  /** A port does not say that its other end has gone: what is on its way over the old one is ended here. */
  function replace(link: DeskLink | undefined, refused = false): void {
    isRefused = refused
    current?.ended.abort(disconnected())
    current = link === undefined ? undefined : { link, ended: new AbortController() }
    if (current !== undefined) for (const take of waiting) take(current)
    for (const listener of listeners) listener(current !== undefined)
  }

  /** The connection, or the next one; rejects after `patienceMs`. */
  async function present(signal: AbortSignal | undefined, patienceMs?: number): Promise<Connected> {
    signal?.throwIfAborted()
    if (current !== undefined) return current
    return new Promise((resolve, reject) => {
      const done = (): void => {
        waiting.delete(take)
        signal?.removeEventListener('abort', abort)
        if (timer !== undefined) timers.clear(timer)
      }
      const take = (connected: Connected): void => {
        done()
        resolve(connected)
      }
      const abort = (): void => {
        done()
        reject(signal?.reason)
      }
      const timer =
        patienceMs === undefined
          ? undefined
          : timers.set(() => {
              done()
              reject(disconnected())
            }, patienceMs)
      waiting.add(take)
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  return {
    link: {
      call: async (path, input, options) => {
        const { link, ended } = await present(options.signal, PATIENCE_MS)
        const signals = options.signal === undefined ? [ended.signal] : [ended.signal, options.signal]
        try {
          return await link.call(path, input, { ...options, signal: AbortSignal.any(signals) })
        } catch (error) {
          // What the core answered is an ORPCError. Anything else means that it could not answer.
          if (error instanceof ORPCError || options.signal?.aborted === true) throw error
          throw disconnected()
        }
      },
    },
    start: () =>
      transport.start({
        opened: (link) => replace(link),
        closed: () => replace(undefined),
        refused: () => replace(undefined, true),
      }),
    stop: () => {
      transport.stop()
      replace(undefined)
    },
    isOpen: () => current !== undefined,
    isRefused: () => isRefused,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    whenOpen: async (signal) => {
      await present(signal)
    },
  }
}
