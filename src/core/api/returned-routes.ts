import { Submission } from '../../shared/domain/work.ts'
import type { Context } from './context.ts'
import type { Implementer } from './implementer.ts'
import { parseStored } from '../store/stored-json.ts'

/** What is needed to revise work that came back. */
export function createReturnedRoutes(os: Implementer, { store }: Context) {
  return {
    sent: os.returned.sent.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND({ data: { text: 'This task is not on this computer.' } })
      const row = store.submissions.ofTask(head.no).find(({ receipt }) => receipt !== null)
      if (row === undefined) return {}
      const { id, finishedAt, values } = Submission.parse(parseStored(row.content))
      return { work: { submissionId: id, finishedAt, values } }
    }),
  }
}
