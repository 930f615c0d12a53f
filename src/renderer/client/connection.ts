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

/** One stable way to the core over connections that come and go. */
export function createConnection(transport: Transport, timers: Timers): Connection {
  let current: DeskLink | undefined
  const listeners = new Set<(open: boolean) => void>()
  const waiting = new Set<(link: DeskLink) => void>()

  function tell(): void {
    for (const listener of listeners) listener(current !== undefined)
  }

  /** The connection, or the next one; rejects after `patienceMs`. */
  async function present(signal: AbortSignal | undefined, patienceMs?: number): Promise<DeskLink> {
    if (current !== undefined) return current
    return new Promise((resolve, reject) => {
      const done = (): void => {
        waiting.delete(take)
        signal?.removeEventListener('abort', abort)
        if (timer !== undefined) timers.clear(timer)
      }
      const take = (link: DeskLink): void => {
        done()
        resolve(link)
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
        const link = await present(options.signal, PATIENCE_MS)
        try {
          return await link.call(path, input, options)
        } catch (error) {
          // What the core answered is an ORPCError. Anything else means that it could not answer.
          if (error instanceof ORPCError || options.signal?.aborted === true) throw error
          throw disconnected()
        }
      },
    },
    start: () =>
      transport.start({
        opened: (link) => {
          current = link
          for (const take of waiting) take(link)
          tell()
        },
        closed: () => {
          current = undefined
          tell()
        },
      }),
    stop: () => {
      transport.stop()
      current = undefined
    },
    isOpen: () => current !== undefined,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    whenOpen: async (signal) => {
      await present(signal)
    },
  }
}
