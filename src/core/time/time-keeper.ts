import type { PowerEvent } from '../../shared/contract/shell.ts'
import type { LedgerEntry, LedgerEvent, Reading, Segment } from '../../shared/domain/ledger.ts'
import { createSegmentBuilder, HEARTBEAT_MS, isWork } from '../../shared/rules/segments.ts'
import type { Clock, Timers } from '../ports.ts'
import type { Store } from '../store/open-store.ts'
import { createLedger } from './ledger.ts'

/** After so much idle time the clock stops by itself. */
const IDLE_STOP_MS = 60 * 60_000

type StopReason = Extract<LedgerEvent, { kind: 'stopped' }>['data']['by']

export type Question = { returned: number; taskId: string; kind: 'idle'; from: number; to: number; ms: number }

export type TimeKeeper = {
  start(taskId: string, by: 'hand' | 'work'): void
  stop(by: StopReason): void
  /** A sign of work. Ends idle time, and then asks what it was. */
  activity(): void
  answer(choice: 'keep' | 'drop', reason?: string): void
  power(event: PowerEvent): void
  running(): { taskId: string; startedAt: number; idleSince?: number } | undefined
  question(): Question | undefined
  /** All segments, the open one up to now. */
  segments(): Segment[]
  /** Working time in milliseconds by task, the open one up to now. */
  workByTask(): ReadonlyMap<string, number>
  /** Hash of the newest entry. */
  head(): string | undefined
  /** The task that ran when the desk ended without a stop, if it did. */
  readonly crashed: { taskId: string; at: number } | undefined
}

type Running = {
  taskId: string
  startedAt: number
  seen: Reading
  idle: Reading | undefined
  away: Set<'suspend' | 'lock'>
}

/**
 * Keeps the time: one task runs at a time, a heartbeat shows that it does, and silence longer than the programme's
 * limit becomes idle time that is asked about. All of it is written to the ledger as it happens.
 * @param idleMsOf how long a task's expert may show no sign of work before it counts as idle
 * @param changed called after every entry
 */
export function createTimeKeeper(
  store: Store,
  clock: Clock,
  timers: Timers,
  idleMsOf: (taskId: string) => number,
  changed: () => void,
): TimeKeeper {
  const ledger = createLedger(store.ledger)
  const builder = createSegmentBuilder()
  let openTask: string | undefined
  for (const entry of ledger.entries()) {
    builder.add(entry)
    if (entry.kind === 'started') openTask = entry.taskId
    if (entry.kind === 'stopped' || entry.kind === 'crashed') openTask = undefined
  }

  let running: Running | undefined
  let questions: Question[] = []
  let cancelTick = (): void => {}
  let totals: { relabelled: number; count: number; byTask: Map<string, number> } | undefined
  const crashed = repairCrash()

  /** The desk ended while a task ran: its time ends at its last sign of life. */
  function repairCrash(): { taskId: string; at: number } | undefined {
    const last = ledger.last()
    if (last === undefined || openTask === undefined) return undefined
    append({ kind: 'crashed', taskId: openTask, data: { lastSeq: last.seq } })
    return { taskId: openTask, at: last.at.wall }
  }

  function append(event: LedgerEvent, at: Reading = clock.read()): LedgerEntry {
    const entry = ledger.append(event, at)
    builder.add(entry)
    changed()
    return entry
  }

  function scheduleTick(): void {
    cancelTick()
    if (running === undefined) return
    const now = clock.read()
    const untilIdle =
      running.idle === undefined && running.away.size === 0
        ? idleMsOf(running.taskId) - (now.mono - running.seen.mono)
        : HEARTBEAT_MS
    cancelTick = timers.after(Math.max(1_000, Math.min(HEARTBEAT_MS, untilIdle)), () => {
      try {
        tick()
      } finally {
        // Also when the disk was full: the next heartbeat may find room, and the time between is not lost.
        scheduleTick()
      }
    })
  }

  function tick(): void {
    if (running === undefined) return
    const now = clock.read()
    const { taskId, seen } = running
    const silent = now.boot === seen.boot ? now.mono - seen.mono : Number.POSITIVE_INFINITY
    if (running.away.size === 0 && running.idle === undefined && silent >= idleMsOf(taskId)) {
      append({ kind: 'idle', taskId, data: { since: seen.wall, sinceMono: seen.mono } }, now)
      running.idle = seen
    } else if (running.idle !== undefined && silent >= IDLE_STOP_MS) {
      stop('idle')
    } else {
      append({ kind: 'heartbeat', taskId, data: {} }, now)
    }
  }

  function stop(by: StopReason): void {
    if (running === undefined) return
    const { taskId, idle } = running
    const entry = append({ kind: 'stopped', taskId, data: { by } })
    running = undefined
    cancelTick()
    if (idle !== undefined && by === 'idle') ask(taskId, idle, entry)
  }

  function ask(taskId: string, idle: Reading, end: LedgerEntry): void {
    const ms = Math.max(0, Math.round(end.at.mono - idle.mono))
    questions.push({ returned: end.seq, taskId, kind: 'idle', from: idle.wall, to: end.at.wall, ms })
    changed()
  }

  function start(taskId: string, by: 'hand' | 'work'): void {
    if (running?.taskId === taskId) return
    stop('other-task')
    const at = clock.read()
    append({ kind: 'started', taskId, data: { by } }, at)
    running = { taskId, startedAt: at.wall, seen: at, idle: undefined, away: new Set() }
    scheduleTick()
  }

  function activity(): void {
    if (running === undefined) return
    const at = clock.read()
    running.seen = at
    if (running.idle === undefined) return
    const { taskId, idle } = running
    running.idle = undefined
    ask(taskId, idle, append({ kind: 'returned', taskId, data: {} }, at))
    scheduleTick()
  }

  function power(event: PowerEvent): void {
    if (running === undefined) return
    const { taskId, away } = running
    const what = event === 'suspend' || event === 'resume' ? 'suspend' : 'lock'
    const leaves = event === 'suspend' || event === 'lock'
    if (away.has(what) === leaves) return
    if (leaves) away.add(what)
    else away.delete(what)
    const kind = ({ suspend: 'suspended', resume: 'resumed', lock: 'locked', unlock: 'unlocked' } as const)[event]
    append({ kind, taskId, data: {} })
    // Whoever unlocks the machine is there.
    if (!leaves) running.seen = clock.read()
    scheduleTick()
  }

  function workByTask(): ReadonlyMap<string, number> {
    const { segments, relabelled } = builder
    // The last segment may still grow, so it is left out of what is kept.
    const settled = Math.max(0, segments.length - 1)
    if (totals === undefined || totals.relabelled !== relabelled) totals = { relabelled, count: 0, byTask: new Map() }
    for (; totals.count < settled; totals.count++) addWork(totals.byTask, segments[totals.count])
    const byTask = new Map(totals.byTask)
    for (const segment of [...segments.slice(settled), ...builder.tail(clock.read())]) addWork(byTask, segment)
    return byTask
  }

  return {
    start,
    stop,
    activity,
    answer: (choice, reason) => {
      const [question] = questions
      if (question === undefined) return
      const data = { returned: question.returned, choice, ...(reason === undefined ? {} : { reason }) }
      append({ kind: 'answered', taskId: question.taskId, data })
      questions = questions.slice(1)
      changed()
    },
    power,
    running: () =>
      running === undefined
        ? undefined
        : {
            taskId: running.taskId,
            startedAt: running.startedAt,
            ...(running.idle === undefined ? {} : { idleSince: running.idle.wall }),
          },
    question: () => questions[0],
    segments: () => [...builder.segments, ...builder.tail(clock.read())],
    workByTask,
    head: () => ledger.last()?.hash,
    crashed,
  }
}

function addWork(byTask: Map<string, number>, segment: Segment | undefined): void {
  if (segment === undefined || !isWork(segment)) return
  byTask.set(segment.taskId, (byTask.get(segment.taskId) ?? 0) + segment.ms)
}
