import type { DeskEvent } from '../../shared/contract/desk.ts'
import type { Connection } from './connection.ts'
import type { Desk } from './desk.ts'

export type DeskEvents = {
  /**
   * @param listener called for every event; after `hello` it asks again for whatever it shows
   * @returns what ends the subscription
   */
  on(listener: (event: DeskEvent) => void): () => void
  start(): void
  stop(): void
}

/**
 * Reads what the core tells, for ever: when the connection ends, the next one is listened to.
 * @param session of this window, which need not hear of its own edits
 */
export function createDeskEvents(desk: Desk, connection: Connection, session: string): DeskEvents {
  const listeners = new Set<(event: DeskEvent) => void>()
  let ending: AbortController | undefined

  async function readOnce(signal: AbortSignal): Promise<void> {
    const events = await desk.app.watch({ session }, { signal })
    for await (const event of events) {
      for (const listener of listeners) listener(event)
    }
  }

  async function read(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await connection.whenOpen(signal)
        await readOnce(signal)
      } catch {
        // The connection ended, or the core did.
      }
      // A connection that stays open but gives no events is not hammered: a core that is ending ends them first.
      if (connection.isOpen()) await pause(500)
    }
  }

  return {
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start: () => {
      ending = new AbortController()
      void read(ending.signal)
    },
    stop: () => ending?.abort(),
  }
}

async function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
