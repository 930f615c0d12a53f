import { Rate } from '../../shared/domain/money.ts'
import { Programme } from '../../shared/domain/task.ts'
import { Assignment, Review } from '../../shared/domain/work.ts'
import type { BillableTask } from '../billing/sheet.ts'
import { readReceipt } from '../../sealed/verify-receipt.ts'
import type { Store } from '../store/open-store.ts'
import type { TaskHead } from '../store/tasks-table.ts'
import { isWritable } from './context.ts'

/** What timesheets say of tasks. Made for each export, so that what has changed since is seen. */
export function createBillableTasks(store: Store): (taskId: string) => BillableTask | undefined {
  const programmes = new Map<string, Pick<BillableTask, 'operator' | 'rounding'>>()

  function programmeFacts(programmeId: string): Pick<BillableTask, 'operator' | 'rounding'> {
    const known = programmes.get(programmeId)
    if (known !== undefined) return known
    const text = store.feed.programme(programmeId)
    const parsed = text === undefined ? undefined : Programme.safeParse(JSON.parse(text))
    const facts = parsed?.success === true ? { operator: parsed.data.operator, rounding: parsed.data.rounding } : {}
    programmes.set(programmeId, facts)
    return facts
  }

  return (taskId) => {
    const head = store.tasks.head(taskId)
    const row = head === undefined ? undefined : store.taskList.row(head.no)
    if (head === undefined || row === undefined) return undefined
    const { title, programmeName: programme, occupationTitle: occupation, kind, state } = row
    return {
      title,
      programme,
      occupation,
      kind,
      state,
      reason: reasonOf(store, head),
      rate: agreedRate(store, head) ?? Rate.parse(JSON.parse(row.rate)),
      ...programmeFacts(row.programmeId),
    }
  }
}

/**
 * The rate that the hub has signed for with work that is done. It holds whatever its programme pays since; what may
 * still be written on is taken in at the rate of that day.
 */
function agreedRate(store: Store, { no, state }: TaskHead): Rate | undefined {
  const receipt = isWritable(state) ? undefined : store.submissions.receiptOf(no)
  return receipt === undefined ? undefined : readReceipt(receipt)?.rate
}

/** Why time may stay unpaid, in the operator's words. */
function reasonOf(store: Store, { no, state }: TaskHead): string | undefined {
  if (state === 'withdrawn') {
    const stored = store.tasks.content(no)
    const assignment = stored === undefined ? undefined : Assignment.safeParse(JSON.parse(stored.assignment))
    return assignment?.success === true ? assignment.data.reason : undefined
  }
  if (state !== 'rejected' && state !== 'returned') return undefined
  const review = store.submissions.ofTask(no).find((submission) => submission.review !== null)?.review
  const parsed = review === undefined || review === null ? undefined : Review.safeParse(JSON.parse(review))
  return parsed?.success === true ? parsed.data.reason : undefined
}
