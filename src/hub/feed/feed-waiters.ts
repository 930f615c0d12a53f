import type { Client } from 'pg'
import type { Log } from '../context.ts'
import type { Db } from '../store/db.ts'
import { FEED_CHANNEL } from '../store/feed.ts'

export type FeedWaiters = {
  /**
   * Begins to listen for an expert's changes. Begin BEFORE looking into the feed: a change that commits after the look
   * then wakes the waiter.
   */
  begin(expertId: string): Promise<FeedWait>
  stop(): Promise<void>
}
export type FeedWait = {
  /**
   * Resolves on a change, after `ms`, on abort, and when the hub stops.
   * @returns whether to look again: not where nobody hears it any more, nor where the hub stops and the desk asks another one
   */
  wait(ms: number, signal?: AbortSignal | null): Promise<boolean>
  end(): void
}

/**
 * Waits for changes on one LISTEN connection per process; nobody polls. When the connection breaks, everyone who waits
 * is woken to look for himself, and the next to come opens a new one.
 */
export function createFeedWaiters(db: Db, log: Log): FeedWaiters {
  const waiting = new Map<string, Set<() => void>>()
  let connection: Promise<Client> | undefined
  let stopped = false

  const wakeAll = () => {
    for (const wakes of waiting.values()) for (const wake of wakes) wake()
  }
  const lost = (which: Promise<Client>) => {
    if (connection !== which) return
    connection = undefined
    wakeAll()
  }
  const listen = async () => {
    const client = await db.connect()
    client.on('notification', ({ payload }) => {
      for (const wake of waiting.get(payload ?? '') ?? []) wake()
    })
    try {
      await client.query(`listen ${FEED_CHANNEL}`)
    } catch (error) {
      // A standby, say, lets nobody listen: each desk that asks would leave a connection behind.
      await client.end().catch(() => undefined)
      throw error
    }
    return client
  }
  const watch = async (opening: Promise<Client>) => {
    try {
      const client = await opening
      client.on('error', () => log('warn', 'feed-listener-lost'))
      client.on('end', () => lost(opening))
    } catch {
      lost(opening)
    }
  }
  const connect = (): Promise<Client> => {
    if (connection !== undefined) return connection
    const opening = listen()
    connection = opening
    void watch(opening)
    return opening
  }

  return {
    async begin(expertId) {
      // A desk that asks while the hub stops must not open a connection that nobody closes.
      if (!stopped) await connect()
      let woken = false
      let wakeUp: (() => void) | undefined
      const wake = () => {
        woken = true
        wakeUp?.()
      }
      const wakes = waiting.get(expertId) ?? new Set()
      waiting.set(expertId, wakes.add(wake))
      return {
        async wait(ms, signal) {
          const isOver = () => stopped || signal?.aborted === true
          if (!woken && !isOver()) {
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, ms)
              wakeUp = () => {
                clearTimeout(timer)
                resolve()
              }
              signal?.addEventListener('abort', wakeUp, { once: true })
            })
          }
          return !isOver()
        },
        end() {
          wakes.delete(wake)
          if (wakes.size === 0 && waiting.get(expertId) === wakes) waiting.delete(expertId)
        },
      }
    },
    async stop() {
      stopped = true
      wakeAll()
      const open = connection
      connection = undefined
      if (open !== undefined) await open.then((client) => client.end()).catch(() => undefined)
    },
  }
}
