import { z } from 'zod'
import type { SubmissionView } from '../../shared/contract/desk-views.ts'
import { Programme } from '../../shared/domain/task.ts'
import { Review } from '../../shared/domain/work.ts'
import { localDate } from '../../shared/rules/days.ts'
import { zoneOffset } from '../../shared/rules/zone-offset.ts'
import type { WorkToBill } from '../billing/invoices/build-invoice.ts'
import { entriesToWork, workByTask } from '../billing/statement/task-work.ts'
import { createBillableTasks, type KnownTask } from './billable-tasks.ts'
import type { Context } from './context.ts'
import { toSubmissionState } from './views.ts'
import { readStored } from '../store/read-stored.ts'

/** Work that was handed in, and what became of it. */
export type SubmittedWork = WorkToBill & {
  readonly programmeId: string
  readonly state: SubmissionView['state']
  readonly isAccepted: boolean
  /** Working time as it was handed in, in milliseconds. Answers and corrections since have changed `work` alone. */
  readonly claimedMs: number
  readonly estimateMs: number | undefined
}

/**
 * What timesheets say of the tasks that have time. On accepted work they put the money that it earns, and none on what was
 * worked on it since it was handed in.
 */
export function timesheetTasks(context: Context): (taskId: string) => KnownTask | undefined {
  const taskOf = createBillableTasks(context.store, context.time.taskIds())
  const accepted = submittedWork(context, taskOf).filter(({ isAccepted }) => isAccepted)
  const paidOf = new Map(accepted.map(({ taskId, work }) => [taskId, work]))
  return (taskId) => {
    const task = taskOf(taskId)
    const paid = paidOf.get(taskId)
    return task === undefined || paid === undefined ? task : { ...task, paid }
  }
}

/**
 * Every task that this desk has handed in, by its newest version or the one before that was accepted, with its time up to
 * then and what that earns. The sample has nobody who pays, and is left out.
 * @param known what is known of tasks, where it was read already; others are left out then
 */
export function submittedWork(
  { store, time, ports }: Context,
  known?: ReturnType<typeof createBillableTasks>,
): SubmittedWork[] {
  const { zone } = ports.clock.read()
  const counted = new Map(store.submissions.countedOfAll().map((row) => [row.taskId, row]))
  const taskOf = known ?? createBillableTasks(store, counted.keys())
  const heads = new Map<string, string>()
  for (const [taskId, { id }] of counted) {
    const head = ledgerHeadOf(store, id)
    if (head !== undefined) heads.set(taskId, head)
  }
  const works = workByTask({
    segments: time.segments(),
    corrections: time.corrections(),
    zone,
    untilOf: (taskId) => counted.get(taskId)?.finishedAt,
    isUpTo: time.upTo(heads),
    taskOf,
  })
  return [...counted.values()].flatMap((row): SubmittedWork[] => {
    const task = taskOf(row.taskId)
    if (task === undefined || task.isSample) return []
    const reviewedAt = readStored(Review, row.review)?.reviewedAt
    const isAccepted = row.state === 'accepted'
    const decidedAt = reviewedAt ?? row.finishedAt
    return [
      {
        taskId: row.taskId,
        submissionId: row.id,
        acceptedAt: isAccepted ? reviewedAt : undefined,
        // By the offset of then: with that of now a day would be another one in summer than in winter.
        acceptedOn: localDate(decidedAt, zoneOffset(decidedAt, zone)),
        task,
        work: works.get(row.taskId) ?? entriesToWork([], task.rate),
        programmeId: task.programmeId,
        state: toSubmissionState(row),
        isAccepted,
        claimedMs: row.claimedMs,
        estimateMs: task.estimateMs,
      },
    ]
  })
}

const WithHead = z.object({ time: z.object({ ledgerHead: z.string() }) })

/** By submission, whose content never changes: reading all of them each time would take longer than all the rest. */
const knownHeads = new WeakMap<Context['store'], Map<string, string | undefined>>()

/** The ledger's newest entry when the work was finished. */
function ledgerHeadOf(store: Context['store'], id: string): string | undefined {
  const known = knownHeads.get(store) ?? new Map<string, string | undefined>()
  knownHeads.set(store, known)
  if (!known.has(id)) known.set(id, readStored(WithHead, store.submissions.content(id))?.time.ledgerHead)
  return known.get(id)
}

/** Name by id of the programmes that work was handed in for. */
export function programmeNames({ store }: Context, works: readonly SubmittedWork[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const { programmeId } of works) {
    if (names.has(programmeId)) continue
    names.set(programmeId, readStored(Programme, store.feed.programme(programmeId))?.name ?? '')
  }
  return names
}
