import { err } from '../../shared/domain/result.ts'
import type { DocumentAnswer, DocumentTask } from './document-question.ts'

/** A document that takes longer than this is made to hang, or too large to be read here. */
const PATIENCE_MS = 30_000

/**
 * Has a document read in a worker of its own, which ends with the answer, or after half a minute without one.
 * @param signal ends it early
 */
export function askDocumentWorker<Task extends DocumentTask>(
  task: Task,
  bytes: Uint8Array<ArrayBuffer>,
  signal?: AbortSignal,
): Promise<DocumentAnswer<Task>> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./document-worker.ts', import.meta.url), { type: 'module' })
    const end = (answer: DocumentAnswer<Task>): void => {
      clearTimeout(timer)
      worker.terminate()
      resolve(answer)
    }
    const timer = setTimeout(() => end(err('too-long')), PATIENCE_MS)
    worker.addEventListener('message', ({ data }: MessageEvent<DocumentAnswer<Task>>) => end(data))
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      end(err('damaged'))
    })
    signal?.addEventListener('abort', () => end(err('too-long')), { once: true })
    worker.postMessage({ task, bytes })
  })
}
