import { answerQuestion } from './answer-question.ts'
import type { DocumentQuestion } from './document-question.ts'

/** Entry of the worker that reads documents, so that one made to hang hangs this and not the window. */
self.addEventListener('message', ({ data }: MessageEvent<DocumentQuestion>) => {
  void answerQuestion(data).then(
    (answer) => self.postMessage(answer),
    // Whatever a library throws is about the file it was given.
    () => self.postMessage({ ok: false, error: 'damaged' }),
  )
})
