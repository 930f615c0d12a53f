import { ANSWERS, answersTo, textToAnswers } from '../../shared/rules/comment-answers.ts'
import { planSitting, type SittingTask } from '../../shared/rules/plan-sitting.ts'
import type { TaskListRow } from '../store/task-list-table.ts'
import type { Context } from './context.ts'
import type { Implementer } from './implementer.ts'
import { newestReview } from './newest-review.ts'

/** What one works on is little; of what is on offer, the shortest come first, and so many are enough. */
const MOST = 500

/** Finds work for a while. */
export function createSittingRoutes(os: Implementer, { store, drafts, time }: Context) {
  const states = ['returned', 'drafting', 'taken', 'offered'] as const
  type State = (typeof states)[number]
  const everything = { match: undefined, kinds: [], batchIds: [], occupations: [] }

  /** Comments of the newest review that are not marked as done. */
  function openComments(no: number): number {
    const review = newestReview(store, no)
    if (review === undefined) return 0
    const written = drafts.at(no, ANSWERS, Number.MAX_SAFE_INTEGER)
    const answers = written !== undefined && 'text' in written ? (textToAnswers(written.text) ?? []) : []
    const done = [...answersTo(review, answers).values()].filter(({ resolved }) => resolved)
    return review.comments.length - done.length
  }

  return {
    plan: os.sitting.plan.handler(({ input: { minutes } }) => {
      const work = time.workByTask()
      const rows = new Map<string, TaskListRow>()
      const tasks = states.flatMap((state: State) =>
        store.taskList.page({ ...everything, states: [state] }, 'estimate', MOST, 0).map((row): SittingTask => {
          rows.set(row.id, row)
          return {
            id: row.id,
            state,
            estimateMs: row.estimateMs ?? undefined,
            workMs: Math.max(0, work.get(row.id) ?? 0),
            openComments: state === 'returned' ? openComments(row.no) : 0,
            isHere: row.missingFiles === 0,
            dueAt: row.dueAt ?? undefined,
          }
        }),
      )
      return {
        tasks: planSitting(tasks, minutes).map(({ id, reason }) => {
          const row = rows.get(id)
          return { id, title: row?.title ?? '', programme: row?.programmeName ?? '', reason }
        }),
      }
    }),
  }
}
