import { Rate } from '../../shared/domain/money.ts'
import { Programme } from '../../shared/domain/task.ts'
import { Assignment } from '../../shared/domain/work.ts'
import { isWritable } from '../../shared/rules/task-states.ts'
import type { BillableTask } from '../billing/sheet.ts'
import { readReceipt } from '../../sealed/verify-receipt.ts'
import type { Store } from '../store/open-store.ts'
import type { BillableRow } from '../store/task-list-table.ts'
import { newestReview } from './newest-review.ts'
import { readStored } from '../store/read-stored.ts'
import { parseStored, wholeReceipt } from '../store/stored-json.ts'

/** The same task with what is known of it and stands in no timesheet. */
export type KnownTask = BillableTask & {
  readonly programmeId: string
  readonly estimateMs: number | undefined
}

/**
 * What timesheets say of these tasks. Made for each export, so that what has changed since is seen; all of them are read
 * in one go, because a year has thousands, and while they are read nothing that is typed is kept.
 */
export function createBillableTasks(
  store: Store,
  taskIds: Iterable<string>,
): (taskId: string) => KnownTask | undefined {
  const programmes = new Map<string, Pick<BillableTask, 'operator' | 'rounding'>>()

  function programmeFacts(programmeId: string): Pick<BillableTask, 'operator' | 'rounding'> {
    const known = programmes.get(programmeId)
    if (known !== undefined) return known
    const programme = readStored(Programme, store.feed.programme(programmeId))
    const facts = programme === undefined ? {} : { operator: programme.operator, rounding: programme.rounding }
    programmes.set(programmeId, facts)
    return facts
  }

  const tasks = new Map<string, KnownTask>()
  for (const row of store.taskList.billable([...new Set(taskIds)])) {
    const { title, programmeName: programme, occupationTitle: occupation, kind, state } = row
    tasks.set(row.id, {
      title,
      programme,
      occupation,
      kind,
      state,
      isAcceptedBefore: state === 'rejected' && row.countedState === 'accepted',
      isClaimedElsewhere: state === 'accepted' && row.countedState !== 'accepted',
      reason: reasonOf(store, row),
      rate: agreedRate(row) ?? Rate.parse(parseStored(row.rate)),
      ...programmeFacts(row.programmeId),
      programmeId: row.programmeId,
      estimateMs: row.estimateMs ?? undefined,
      isSample: row.hubKind === 'sample',
    })
  }
  return (taskId) => tasks.get(taskId)
}

/**
 * The rate that the hub has signed for with work that is done. It holds whatever its programme pays since; what may
 * still be written on is taken in at the rate of that day.
 */
function agreedRate({ state, receipt }: BillableRow): Rate | undefined {
  return isWritable(state) || receipt === null ? undefined : readReceipt(wholeReceipt(receipt))?.rate
}

/** Why time may stay unpaid, in the operator's words. */
function reasonOf(store: Store, { no, state }: BillableRow): string | undefined {
  if (state === 'withdrawn') return readStored(Assignment, store.tasks.content(no)?.assignment)?.reason
  if (state !== 'rejected' && state !== 'returned') return undefined
  return newestReview(store, no)?.reason
}
