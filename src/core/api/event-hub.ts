import type { DeskEvent } from '../../shared/contract/desk.ts'

export type EventHub = {
  emit(event: DeskEvent): void
  /**
   * All events from now on, `hello` first. A reader that lags gets each kind of news once, not a backlog.
   * @param session whose edits are not told
   */
  subscribe(signal: AbortSignal | undefined, session?: string): AsyncGenerator<DeskEvent, void, void>
  /** Ends all subscriptions. */
  close(): void
}

/** Tells of tasks that have changed: of each for the page that shows it, and of all of them for the lists. */
export function tellOfTasks(events: Pick<EventHub, 'emit'>, taskIds: Iterable<string>): void {
  let any = false
  for (const taskId of taskIds) {
    events.emit({ topic: 'task', taskId })
    any = true
  }
  if (any) events.emit({ topic: 'tasks' })
}

/** Tells every window what changed. */
export function createEventHub(): EventHub {
  type Reader = { pending: Map<string, DeskEvent>; wake: () => void; session: string | undefined }
  const readers = new Set<Reader>()
  const closing = new AbortController()

  async function* subscribe(signal: AbortSignal | undefined, session?: string): AsyncGenerator<DeskEvent, void, void> {
    const reader: Reader = { pending: new Map(), wake: () => {}, session }
    readers.add(reader)
    const ended = AbortSignal.any([closing.signal, ...(signal === undefined ? [] : [signal])])
    ended.addEventListener('abort', () => reader.wake(), { once: true })
    try {
      yield { topic: 'hello' }
      while (!ended.aborted) {
        if (reader.pending.size === 0) await new Promise<void>((resolve) => (reader.wake = resolve))
        const events = [...reader.pending.values()]
        reader.pending.clear()
        yield* events
      }
    } finally {
      readers.delete(reader)
    }
  }

  return {
    emit: (event) => {
      for (const reader of readers) {
        if (event.topic === 'draft' && event.session === reader.session) continue
        reader.pending.set(eventKey(event), event)
        reader.wake()
      }
    },
    subscribe,
    close: () => closing.abort(),
  }
}

function eventKey(event: DeskEvent): string {
  switch (event.topic) {
    case 'task':
      return `task ${event.taskId}`
    case 'draft':
      // Each session's newest version of a field; the window asks for what lies between.
      return `draft ${event.taskId} ${event.field} ${event.session}`
    case 'branch':
      return `branch ${event.taskId} ${event.field}`
    default:
      return event.topic
  }
}
