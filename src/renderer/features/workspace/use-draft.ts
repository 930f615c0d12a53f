import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import { errorToText } from '../../client/error-text.ts'
import type { OpenDraft } from '../../state/draft.ts'
import { useServices } from '../../state/services.ts'

export type DraftOutcome = { readonly draft: OpenDraft | undefined; readonly problem: string | undefined }

/** The draft of the task while it is shown. Asked for again with each new connection until it is here. */
export function useDraft({ task, writable }: TaskDetail): DraftOutcome {
  const { drafts, events } = useServices()
  const [draft, setDraft] = useState<OpenDraft>()
  const [problem, setProblem] = useState<string>()
  const [attempt, setAttempt] = useState(0)
  const { id, revision, fields } = task
  const latest = useRef(fields)
  useLayoutEffect(() => {
    latest.current = fields
  })
  /** Asked anew when the operator has changed the task, and with a new attempt. */
  const question = useMemo(() => ({ id, revision, attempt }), [id, revision, attempt])

  // Before the window is painted without it: most often it is here already.
  useLayoutEffect(() => {
    let isGone = false
    let isOpen = false
    const { id: taskId } = question
    drafts.open(taskId, latest.current).then(
      (opened) => {
        if (isGone) return drafts.release(taskId)
        isOpen = true
        // At once: else a frame in which nothing stands might be painted first.
        flushSync(() => {
          setDraft(opened)
          setProblem(undefined)
        })
      },
      (error: unknown) => {
        if (!isGone) setProblem(errorToText(error))
      },
    )
    return () => {
      isGone = true
      if (isOpen) drafts.release(taskId)
    }
  }, [drafts, question])

  const isMissing = draft === undefined
  useEffect(() => {
    if (!isMissing) return
    return events.on((event) => {
      if (event.topic === 'hello') setAttempt((before) => before + 1)
    })
  }, [events, isMissing])

  // Words that were refused because the task was closed go in as soon as it is open again.
  const isWritable = writable.yes
  useEffect(() => {
    if (!isWritable || draft?.saving.getState().kind !== 'refused') return
    for (const sync of draft.syncs()) sync.resume()
  }, [isWritable, draft])

  return { draft, problem }
}
