import { useEffect, useState } from 'react'
import type { DocumentAnswer, DocumentTask } from '../../../documents/document-question.ts'
import { askDocumentWorker } from '../../../documents/ask-document-worker.ts'

/** What the worker says of a document; undefined until it has answered. */
export function useDocument<Task extends DocumentTask>(
  task: Task,
  bytes: Uint8Array<ArrayBuffer> | undefined,
): DocumentAnswer<Task> | undefined {
  const [answer, setAnswer] = useState<{ bytes: Uint8Array; answer: DocumentAnswer<Task> }>()
  useEffect(() => {
    if (bytes === undefined) return
    const ending = new AbortController()
    void askDocumentWorker(task, bytes, ending.signal).then((given) => {
      if (!ending.signal.aborted) setAnswer({ bytes, answer: given })
    })
    return () => ending.abort()
  }, [task, bytes])
  return answer?.bytes === bytes ? answer?.answer : undefined
}
