import type { SubmissionView } from '../../shared/contract/desk-views.ts'
import type { Desk } from '../client/desk.ts'
import { createResource, type Resource } from './resource.ts'
import { createWatch, type Watch } from './watch.ts'

const STEP = 100

export type SubmissionsList = { readonly total: number; readonly rows: readonly SubmissionView[] }

export type Submissions = Watch & {
  readonly list: Resource<SubmissionsList>
  /** Shows a hundred older ones more. */
  more(): void
}

/** What was handed in, newest first. */
export function createSubmissions(desk: Desk): Submissions {
  let wanted = STEP
  const list = createResource<SubmissionsList>(async () => {
    const rows: SubmissionView[] = []
    let total = 0
    for (let offset = 0; offset < wanted; offset += STEP) {
      const page = await desk.sync.submissions({ offset, limit: STEP })
      rows.push(...page.rows)
      total = page.total
      if (page.rows.length < STEP) break
    }
    return { total, rows }
  })
  return {
    list,
    more: () => {
      wanted += STEP
      void list.refresh()
    },
    ...createWatch(() => void list.refresh()),
  }
}
