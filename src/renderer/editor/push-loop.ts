import type { PortError } from './draft-port.ts'

/** Why edits wait in the window. `lost` and `store` are tried again; `refused` waits until `kick('again')`. */
export type Trouble = { readonly kind: 'lost' | 'store' | 'refused'; readonly text: string }

/** What one exchange with the core came to. */
export type Outcome = 'done' | Trouble

/** What a failed exchange came to. After `lost` it may have arrived all the same; whoever asked looks. */
export function toTrouble({ code, text }: PortError): Trouble {
  if (code === 'DISK_FULL' || code === 'STORE_FAILED') return { kind: 'store', text }
  return { kind: code === 'LOST' ? 'lost' : 'refused', text }
}

/** Timers that a test can turn by hand. */
export type Timers = { after(ms: number, run: () => void): () => void }

/** The core's disk is full or failing: asked again after this long, and with the next key. */
const STORE_RETRY_MS = 3_000
const LOST_RETRY_MS = [250, 500, 1_000, 3_000] as const

export type PushLoop = {
  /** There may be something to do. `again` also tries what was refused. */
  kick(again?: 'again'): void
  /** The connection is a new one: what was under way may never be answered and is left to itself. */
  restart(): void
  trouble(): Trouble | undefined
  end(): void
}

type Options = {
  /**
   * Does the next exchange with the core; undefined when there is nothing to do. After each await it must ask
   * `isCurrent` and do nothing more when it is not: another turn has taken over.
   */
  readonly step: (isCurrent: () => boolean) => Promise<Outcome> | undefined
  readonly timers: Timers
  /** The trouble is another, or gone. */
  readonly onChange: () => void
  /** A step threw, which is a defect of ours. It is retried, because what was written must not be stranded by it. */
  readonly onDefect: (error: unknown) => void
}

/** Runs one exchange at a time, the first in the same tick as the kick, so that nothing waits that need not. */
export function createPushLoop({ step, timers, onChange, onDefect }: Options): PushLoop {
  let turn = 0
  let running = false
  let ended = false
  let failures = 0
  let trouble: Trouble | undefined
  let cancelWait = (): void => {}

  function setTrouble(next: Trouble | undefined): void {
    if (trouble?.kind === next?.kind && trouble?.text === next?.text) return
    trouble = next
    onChange()
  }

  async function run(): Promise<void> {
    running = true
    const mine = ++turn
    const isCurrent = (): boolean => mine === turn && !ended
    for (;;) {
      let outcome: Outcome
      try {
        const exchange = step(isCurrent)
        if (exchange === undefined) {
          setTrouble(undefined)
          break
        }
        outcome = await exchange
      } catch (error) {
        onDefect(error)
        outcome = { kind: 'lost', text: 'something went wrong in this window' }
      }
      if (!isCurrent()) return
      if (outcome === 'done') {
        failures = 0
        setTrouble(undefined)
        continue
      }
      setTrouble(outcome)
      if (outcome.kind !== 'refused') {
        const lostMs = LOST_RETRY_MS[Math.min(failures++, LOST_RETRY_MS.length - 1)] ?? STORE_RETRY_MS
        cancelWait = timers.after(outcome.kind === 'store' ? STORE_RETRY_MS : lostMs, () => kick())
      }
      break
    }
    running = false
  }

  function kick(again?: 'again'): void {
    if (running || ended || (trouble?.kind === 'refused' && again === undefined)) return
    cancelWait()
    void run()
  }

  return {
    kick,
    restart: () => {
      if (ended) return
      turn += 1
      running = false
      failures = 0
      kick('again')
    },
    trouble: () => trouble,
    end: () => {
      ended = true
      cancelWait()
    },
  }
}
