import type { Store } from '../../../src/core/store/open-store.ts'
import { createLedger } from '../../../src/core/time/ledger.ts'
import type { Reading } from '../../../src/shared/domain/ledger.ts'
import { testId } from '../core/tasks.ts'

/** An hour before noon in Emden, 2 November 2026. */
export const WORK_AT = Date.UTC(2026, 10, 2, 10)

/** Time on a task by the ledger, and its submission, accepted. @param ms how long the clock ran */
export function addAcceptedWork(
  store: Store,
  n: number,
  ms: number,
  state: 'accepted' | 'received' = 'accepted',
): string {
  const taskId = testId('task', n)
  const head = store.tasks.head(taskId)
  if (head === undefined) throw new Error('no such task')
  const start = WORK_AT + n * 86_400_000
  const at = (wall: number): Reading => ({
    wall,
    mono: wall - WORK_AT + 1000,
    boot: 'b',
    zone: 'Europe/Berlin',
    offsetMinutes: 60,
  })
  const ledger = createLedger(store.ledger)
  ledger.append({ kind: 'started', taskId, data: { by: 'hand' } }, at(start))
  for (let done = 30_000; done < ms; done += 30_000)
    ledger.append({ kind: 'heartbeat', taskId, data: {} }, at(start + done))
  ledger.append({ kind: 'stopped', taskId, data: { by: 'sent' } }, at(start + ms))
  const id = testId('submission', n)
  const finishedAt = start + ms + 1000
  const row = {
    id,
    taskNo: head.no,
    content: '{"values":{}}',
    sha256: 'x',
    finishedAt,
    claimedMs: ms,
    supersedes: null,
  }
  store.submissions.add({ ...row, state }, [])
  if (state === 'accepted') {
    const review = { decision: 'accepted', comments: [], reviewedAt: finishedAt + 86_400_000, reviewer: 'Rosa' }
    store.submissions.setReview(id, JSON.stringify(review))
  }
  store.tasks.setState(head.no, state)
  return taskId
}
