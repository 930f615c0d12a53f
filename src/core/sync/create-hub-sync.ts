import { createGate } from './gate.ts'
import type { FeedOutcome } from './apply-feed.ts'
import { createFileLoop, type Travelling } from './file-loop.ts'
import { type Connection, createLink, type LinkOptions } from './link.ts'
import { createPullLoop } from './pull-loop.ts'
import { runPushLoop } from './push-loop.ts'

export type HubSync = {
  readonly hubId: string
  connection(): Connection
  /**
   * Something is to send, or to be asked: go on without waiting.
   * @param afresh give up a question that is open, because its connection may be dead
   */
  wake(afresh: boolean): void
  /** The computer has slept, or has another network: what is on its way goes on over new connections. */
  renew(): void
  /** Files on their way now. */
  travelling(): readonly Travelling[]
  stop(): Promise<void>
}

export type HubSyncOptions = Omit<LinkOptions, 'stopping' | 'onChange'> & {
  /** The connection, a file or something about the lanes of these tasks changed. */
  readonly onChange: (taskIds: readonly string[]) => void
  /** Some bytes of a file have travelled; often. */
  readonly onBytes: () => void
  /** A file has come, has gone, or could not be had. */
  readonly onFile: () => void
  readonly onFeed: (outcome: FeedOutcome, caughtUp: boolean) => void
  /** The store has failed in a loop, which tries again after a while. */
  readonly onStoreFailed: (error: unknown) => void
}

/**
 * Keeps this desk and one hub in step (docs/sync-spec.md). Three loops that do not wait for each other:
 *
 *   pull   ask the feed after the cursor → store page and cursor → at the end listen for news
 *   push   plan the lanes → mark what leaves → send → store what the hub answered → wait for more
 *   files  bring what submissions wait for, fetch what tasks need
 *
 * A loop that meets an unreachable hub waits (backoff with jitter) until its time comes or it is woken; one that is
 * offline by choice or signed out waits until it is woken.
 */
export function createHubSync(options: HubSyncOptions): HubSync {
  const { ports, hubId, isOffline, onChange, onBytes, onFile, onFeed, onStoreFailed } = options
  const stopping = new AbortController()
  const link = createLink({ ...options, stopping: stopping.signal, onChange: () => onChange([]) })
  const gates = { pull: createGate(ports.timers), push: createGate(ports.timers), files: createGate(ports.timers) }

  const pull = createPullLoop(link, gates.pull, (outcome, caughtUp) => {
    onFeed(outcome, caughtUp)
    if (!caughtUp) return
    gates.files.open()
    // A hub that was restored from a backup is told again what it has lost.
    gates.push.open()
  })

  const files = createFileLoop(
    link,
    gates.files,
    (taskIds) => {
      gates.push.open()
      // What goes up may have been refused, and its work with it.
      onChange(taskIds)
      onFile()
    },
    onBytes,
  )

  const loops = Promise.all([
    guard('pull', () => pull.run()),
    guard('push', () =>
      runPushLoop(link, gates.push, {
        onLanes: onChange,
        onAnswerLost: () => pull.interrupt(),
        onFilesLacking: () => gates.files.open(),
      }),
    ),
    guard('files', () => files.run()),
  ])

  /** A loop that met a full disk or another failure of the store goes on after a while, or when it is woken. */
  async function guard(name: keyof typeof gates, run: () => Promise<void>): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await run()
      } catch (error) {
        if (stopping.signal.aborted) return
        link.storeFailed(error)
        onStoreFailed(error)
        await gates[name].wait(30_000)
      }
    }
  }

  function wake(afresh: boolean): void {
    link.calm()
    if (afresh || isOffline()) pull.interrupt()
    files.interrupt()
    for (const gate of Object.values(gates)) gate.open()
  }

  return {
    hubId,
    connection: link.connection,
    travelling: () => files.travelling(),
    wake,
    renew: () => {
      link.renewLine()
      wake(true)
    },
    stop: async () => {
      stopping.abort()
      for (const gate of Object.values(gates)) gate.open()
      await loops
    },
  }
}
