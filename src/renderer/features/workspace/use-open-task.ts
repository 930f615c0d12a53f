import { useEffect, useState } from 'react'
import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import { useServices, useTaskDetail } from '../../state/services.ts'

/** While a batch arrives, news come many times a second. */
const LOOK_AGAIN_MS = 250

/**
 * The task that is shown, kept up to date with what the hub says of it. The same object is given as long as nothing has
 * changed that this screen shows, so that a sync in the background draws nothing anew.
 */
export function useOpenTask(taskId: string): { detail: TaskDetail | undefined; problem: string | undefined } {
  const { events, taskDetails } = useServices()
  const { value, problem } = useTaskDetail(taskId)
  const [detail, setDetail] = useState(value)
  if (value !== detail && (value === undefined || detail === undefined || signatureOf(value) !== signatureOf(detail))) {
    setDetail(value)
  }

  useEffect(() => {
    let timer: number | undefined
    const off = events.on(({ topic }) => {
      if (topic !== 'tasks' || timer !== undefined) return
      timer = window.setTimeout(() => {
        timer = undefined
        taskDetails.refresh(taskId)
      }, LOOK_AGAIN_MS)
    })
    return () => {
      off()
      window.clearTimeout(timer)
    }
  }, [events, taskDetails, taskId])

  return { detail, problem }
}

/** Texts that may be large change only with their revision. */
function signatureOf({ row, task, programme, batch, assignment, submissions, writable }: TaskDetail): string {
  const { workMs: _workMs, ...shown } = row
  const revisions = [task.id, task.revision, programme.revision, programme.guideline.version, batch.revision]
  return JSON.stringify([shown, revisions, assignment, submissions, writable])
}
