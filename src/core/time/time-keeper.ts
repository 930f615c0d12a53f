import type { PowerEvent } from '../../shared/contract/shell.ts'
import type { Happening } from '../../shared/domain/happening.ts'
import type {
  Correction,
  LedgerEntry,
  LedgerEvent,
  Reading,
  Section,
  Segment,
  TimedEvent,
} from '../../shared/domain/ledger.ts'
import { HEARTBEAT_MS } from '../../shared/rules/clock-steps.ts'
import { createHappeningBuilder } from '../../shared/rules/happenings.ts'
import { createSegmentBuilder } from '../../shared/rules/segments.ts'
import type { Clock, Timers } from '../ports.ts'
import type { Store } from '../store/open-store.ts'
import { createClockWatch } from './clock-watch.ts'
import { createLedger, createVerifier, type Verifier } from './ledger.ts'
import { createQuestions, type Question } from './questions.ts'
import { lastSignOfLife } from './signs-of-life.ts'
import { createWorkTotals } from './work-totals.ts'

/** After so much idle time the clock stops by itself. */
const IDLE_STOP_MS = 60 * 60_000
/** A running clock notes this often that it runs, beside the ledger: what a killed desk loses at most. */
export const PULSE_MS = 5_000
/** A text in the window counts as being read when nothing has been done for so long; before, somebody is still at what they did. */
export const READING_AFTER_MS = 15_000

type StopReason = Extract<LedgerEvent, { kind: 'stopped' }>['data']['by']
type CorrectionWish = Omit<Extract<LedgerEvent, { kind: 'corrected' }>['data'], 'crash'> & { taskId: string }

/** A sign of work: something was done, or (`reading`) something to read stands in the window. */
export type Sign = { readonly isReading?: boolean; readonly section?: Section | undefined }

/** How long an expert may show no sign of work, in milliseconds. */
export type Allowances = {
  /** Before it counts as idle. */
  idleMs(taskId: string): number
  /** For reading a part of a task, from the last thing that was done on. */
  readingMs(taskId: string, section: Section | undefined): number
}

export type TimeKeeper = {
  start(taskId: string, by: 'hand' | 'work', section?: Section): void
  stop(by: StopReason): void
  /** Ends idle time, and then asks what it was; a reading only lengthens the time until then. */
  activity(sign?: Sign): void
  /** Answers the question that is open; `keptMs` with `split`. */
  answer(choice: 'keep' | 'drop' | 'split', reason?: string, keptMs?: number): void
  /** Adds an entry that corrects the time of a task and day. Whether it makes sense is for the caller to check. */
  correct(correction: CorrectionWish): void
  /** The correction that was entered for a wish, if it was. */
  correctedFor(wish: string): CorrectionWish | undefined
  power(event: PowerEvent): void
  running(): { taskId: string; startedAt: number; section?: Section; idleSince?: number } | undefined
  question(): Question | undefined
  /** All segments, the open one up to now. */
  segments(): Segment[]
  /**
   * Tells whether a segment or a correction stood in the ledger when the entry that its task names here, by its hash, was
   * the newest, whatever the clock showed; undefined where that entry is not in this ledger.
   */
  upTo(heads: ReadonlyMap<string, string>): (one: Segment | Correction) => boolean | undefined
  corrections(): readonly Correction[]
  /** Every task that the ledger speaks of. */
  taskIds(): ReadonlySet<string>
  happenings(): readonly Happening[]
  /** Working time in milliseconds by task, corrections included, the open one up to now. */
  workByTask(): ReadonlyMap<string, number>
  /** Hash of the newest entry. */
  head(): string | undefined
  /** Holds the ledger against its hashes. @param again from the first entry on */
  verify(again: boolean): ReturnType<Verifier['check']>
  /** The task that ran when the desk ended without a stop, if it did, and the last sign of life. */
  readonly crashed: { taskId: string; at: number } | undefined
}

type Running = {
  taskId: string
  startedAt: number
  /** The clocks at the newest entry that it made itself; answers and corrections are the expert's. */
  last: Reading
  /** The last sign of work, reading included. */
  seen: Reading
  /** The last thing that was done. */
  done: Reading
  section: Section | undefined
  idle: Reading | undefined
  away: Set<'suspend' | 'lock'>
}

/**
 * Keeps the time: one task runs at a time, a heartbeat shows that it does, and silence longer than the programme's
 * limit becomes idle time that is asked about. All of it is written to the ledger as it happens.
 * @param changed called after every entry
 */
export function createTimeKeeper(
  store: Store,
  clock: Clock,
  timers: Timers,
  allowances: Allowances,
  changed: () => void,
): TimeKeeper {
  const ledger = createLedger(store.ledger)
  const builder = createSegmentBuilder()
  const happenings = createHappeningBuilder()
  const questions = createQuestions((seq) => builder.idleMs(seq))
  const watch = createClockWatch(clock)
  const totals = createWorkTotals(builder)
  const numbers = new Map<string, number | undefined>()
  const verifier = createVerifier(store.ledger, pause)
  const wishes = new Map<string, CorrectionWish>()
  const taskIds = new Set<string>()
  let openTask: string | undefined
  for (const event of ledger.events()) fold(event)

  let running: Running | undefined
  let cancelTick = (): void => {}
  const crashed = repairCrash()

  function fold(entry: TimedEvent): void {
    builder.add(entry)
    happenings.add(entry)
    questions.add(entry)
    taskIds.add(entry.taskId)
    if (entry.kind === 'corrected' && entry.data.to !== undefined) taskIds.add(entry.data.to.taskId)
    if (entry.kind === 'corrected' && entry.data.wish !== undefined) {
      wishes.set(entry.data.wish, { ...entry.data, taskId: entry.taskId })
    }
    if (entry.kind === 'started') openTask = entry.taskId
    if (entry.kind === 'stopped' || entry.kind === 'crashed') openTask = undefined
  }

  /** The desk ended while a task ran: its time ends at its last sign of life. */
  function repairCrash(): { taskId: string; at: number } | undefined {
    const last = ledger.last()
    if (last === undefined || openTask === undefined) return undefined
    const taskId = openTask
    const seen = lastSignOfLife(store, taskId, last)
    write({ kind: 'crashed', taskId, data: { lastSeq: last.seq, ...(seen === undefined ? {} : { seen }) } })
    return { taskId, at: seen?.wall ?? last.at.wall }
  }

  function write(event: LedgerEvent, at: Reading = clock.read()): LedgerEntry {
    const entry = ledger.append(event, at)
    fold(entry)
    changed()
    return entry
  }

  /** While a task runs, what the clocks show is written down before anything else is. */
  function append(event: LedgerEvent, at: Reading = clock.read()): LedgerEntry {
    if (running !== undefined) {
      const { taskId, last, away } = running
      for (const found of watch.between(taskId, last, at, away.has('suspend'))) write(found, at)
    }
    const entry = write(event, at)
    // Memory follows the disk.
    if (running !== undefined) running.last = at
    return entry
  }

  function scheduleTick(): void {
    cancelTick()
    if (running === undefined) return
    const now = clock.read()
    // If the limit cannot be read just now (`idleMs` throws), it ticks all the same: without ticks nothing would end idle
    // time, and a day's silence would count as work.
    let delay = HEARTBEAT_MS
    try {
      if (isCounting(running)) {
        delay = Math.min(PULSE_MS, allowances.idleMs(running.taskId) - (now.mono - running.seen.mono))
      }
    } finally {
      cancelTick = timers.after(Math.max(1_000, delay), () => {
        try {
          tick()
        } finally {
          // Also when the disk was full: the next heartbeat may find room, and the time between is not lost.
          scheduleTick()
        }
      })
    }
  }

  function tick(): void {
    if (running === undefined) return
    const now = clock.read()
    const { taskId, seen, last } = running
    const silent = now.boot === seen.boot ? now.mono - seen.mono : Number.POSITIVE_INFINITY
    const since = now.boot === last.boot ? now.mono - last.mono : Number.POSITIVE_INFINITY
    if (isCounting(running) && silent >= allowances.idleMs(taskId)) {
      append({ kind: 'idle', taskId, data: { since: seen.wall, sinceMono: seen.mono } }, now)
      running.idle = seen
    } else if (running.idle !== undefined && silent >= IDLE_STOP_MS) {
      stop('idle')
    } else if (since >= HEARTBEAT_MS) {
      append({ kind: 'heartbeat', taskId, data: {} }, now)
    } else if (isCounting(running)) {
      store.ledger.setPulse({ seq: ledger.last()?.seq ?? 0, wall: now.wall, mono: now.mono, boot: now.boot })
    }
  }

  function stop(by: StopReason): void {
    if (running === undefined) return
    append({ kind: 'stopped', taskId: running.taskId, data: { by } })
    running = undefined
    cancelTick()
    changed()
  }

  function start(taskId: string, by: 'hand' | 'work', section?: Section): void {
    if (running?.taskId === taskId) return
    stop('other-task')
    const at = clock.read()
    append({ kind: 'started', taskId, data: { by } }, at)
    running = {
      taskId,
      startedAt: at.wall,
      last: at,
      seen: at,
      done: at,
      section: undefined,
      idle: undefined,
      away: new Set(),
    }
    // Has the watch begin here: what the clocks did before the start belongs to no task.
    watch.between(taskId, at, at, false)
    // Before the next write, which a full disk may refuse: a clock that runs has to tick.
    scheduleTick()
    goTo(running, section, at)
  }

  function goTo(to: Running, section: Section | undefined, at: Reading): void {
    if (section === undefined || section === to.section) return
    append({ kind: 'section', taskId: to.taskId, data: { section } }, at)
    to.section = section
  }

  function activity({ isReading = false, section }: Sign = {}): void {
    if (running === undefined) return
    const at = clock.read()
    const { taskId, idle, done } = running
    if (isReading) {
      // Nobody reads for ever: after the allowance, a text in the window is no sign of work any more.
      const still = at.mono - done.mono
      if (still < READING_AFTER_MS || still > allowances.readingMs(taskId, section) || !isCounting(running)) return
    } else {
      // Not every system tells of each end of a sleep or a lock: whoever writes is there.
      for (const what of running.away) power(what === 'suspend' ? 'resume' : 'unlock')
      running.done = at
    }
    running.seen = at
    if (idle !== undefined) {
      append({ kind: 'returned', taskId, data: {} }, at)
      running.idle = undefined
      changed()
      scheduleTick()
    }
    goTo(running, section, at)
  }

  function power(event: PowerEvent): void {
    if (running === undefined) return
    const { taskId, away } = running
    const what = event === 'suspend' || event === 'resume' ? 'suspend' : 'lock'
    const leaves = event === 'suspend' || event === 'lock'
    if (away.has(what) === leaves) return
    const kind = ({ suspend: 'suspended', resume: 'resumed', lock: 'locked', unlock: 'unlocked' } as const)[event]
    append({ kind, taskId, data: {} })
    if (leaves) away.add(what)
    else away.delete(what)
    // Whoever unlocks the machine is there.
    if (!leaves) running.seen = running.done = clock.read()
    scheduleTick()
  }

  function answer(choice: 'keep' | 'drop' | 'split', reason?: string, keptMs = 0): void {
    const question = questions.first(clock.read().wall)
    if (question === undefined) return
    const { returned, taskId, kind, date, ms } = question
    const kept = choice === 'keep' ? ms : choice === 'drop' ? 0 : Math.min(keptMs, ms)
    const said = reason === undefined ? {} : { reason }
    if (kind === 'crash' && kept > 0) {
      // The clock has written nothing of that time, so it is added.
      const why = reason ?? 'Worked on after Understudy ended without warning'
      write({ kind: 'corrected', taskId, data: { change: 'add', date, ms: kept, reason: why, crash: returned } })
    } else {
      const data = { returned, choice, ...(choice === 'split' ? { keptMs: kept } : {}), ...said }
      write({ kind: 'answered', taskId, data })
    }
  }

  function upTo(heads: ReadonlyMap<string, string>): (one: Segment | Correction) => boolean | undefined {
    // An entry keeps its number, and looking for it is dear: all that are not known yet are looked for at once.
    const sought = [...heads.values()].filter((head) => !numbers.has(head))
    for (const head of sought) numbers.set(head, undefined)
    for (const { hash, seq } of store.ledger.seqsOf(sought)) numbers.set(hash, seq)
    return (one) => {
      const head = heads.get(one.taskId)
      const last = head === undefined ? undefined : numbers.get(head)
      const seq = 'seq' in one ? one.seq : builder.seqOf(one)
      return last === undefined ? undefined : (seq ?? Number.POSITIVE_INFINITY) <= last
    }
  }

  return {
    start,
    stop,
    activity,
    answer,
    correct: ({ taskId, ...data }) => void write({ kind: 'corrected', taskId, data }),
    correctedFor: (wish) => wishes.get(wish),
    power,
    running: () => {
      if (running === undefined) return undefined
      const { taskId, startedAt, section, idle } = running
      return {
        taskId,
        startedAt,
        ...(section === undefined ? {} : { section }),
        ...(idle === undefined ? {} : { idleSince: idle.wall }),
      }
    },
    question: () => questions.first(clock.read().wall),
    segments: () => [...builder.segments, ...builder.tail(clock.read())],
    upTo,
    corrections: () => builder.corrections,
    taskIds: () => taskIds,
    happenings: () => happenings.happenings,
    workByTask: () => totals.byTask(builder.tail(clock.read())),
    head: () => ledger.last()?.hash,
    verify: (again) => verifier.check(again),
    crashed,
  }
}

/** Whether silence would become idle time: neither idle already, nor asleep or locked. */
function isCounting({ idle, away }: Running): boolean {
  return idle === undefined && away.size === 0
}

/** Others have their turn first. */
async function pause(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
