import { useState } from 'react'
import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import { useTaskDetail } from '../../state/services.ts'

/**
 * The task that is shown. The same object is given as long as nothing has changed that this screen shows, so that a
 * sync in the background draws nothing anew.
 */
export function useOpenTask(taskId: string): { detail: TaskDetail | undefined; problem: string | undefined } {
  const { value, problem } = useTaskDetail(taskId)
  const [detail, setDetail] = useState(value)
  if (value !== detail && (value === undefined || detail === undefined || signatureOf(value) !== signatureOf(detail))) {
    setDetail(value)
  }
  return { detail, problem }
}

/** Texts that may be large change only with their revision. */
function signatureOf(detail: TaskDetail): string {
  const { row, task, programme, batch, assignment, submissions, writable, writtenUnder, isElsewhere } = detail
  const { workMs: _workMs, ...shown } = row
  const revisions = [task.id, task.revision, programme.revision, programme.guideline.version, batch.revision]
  return JSON.stringify([shown, revisions, assignment, submissions, writable, writtenUnder, isElsewhere])
}
