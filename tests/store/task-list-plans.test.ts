import { afterEach, expect, it } from 'vitest'
import { createReadinessTable } from '../../src/core/store/readiness-table.ts'
import { createTaskListTable } from '../../src/core/store/task-list-table.ts'
import type { TaskSort } from '../../src/shared/contract/desk-views.ts'
import { testTask } from '../support/core/tasks.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { askedStatements } from '../support/store/asked-statements.ts'

afterEach(removeTempFolders)

const sorts: readonly TaskSort[] = ['due', 'newest', 'title', 'rate', 'estimate']
const nothing = { match: undefined, states: [], kinds: [], batchIds: [], occupations: [] }
const filters = [
  nothing,
  { ...nothing, match: '"b"*' },
  { match: '"clover"', states: ['offered'], kinds: ['author'], batchIds: ['b'], occupations: ['11-9013.00'] },
]

it('lists read of batches and programmes what they show, and never their terms and guidelines', () => {
  const lists = askedStatements((db) => {
    const list = createTaskListTable(db)
    createReadinessTable(db)
    for (const filter of filters) {
      list.count(filter)
      for (const sort of sorts) list.page(filter, sort, 100, 0)
    }
    for (const of of ['state', 'kind', 'batch', 'occupation'] as const) list.facet(of)
  }).filter(({ sql }) => sql.includes('programmes p'))
  expect(lists.length).toBeGreaterThan(20)
  for (const { sql, plan } of lists) {
    // By the indexes alone; once for a batch, and not for a task, it does no harm.
    const whole = plan.filter((line) => /^(SCAN|SEARCH) [bp]\b/.test(line) && !line.includes('COVERING INDEX'))
    expect(sql.includes('GROUP BY t.batch_id') ? [sql] : [sql, ...whole]).toEqual([sql])
  }
  for (const { plan } of lists.filter(({ sql }) => sql.includes('OFFSET'))) {
    const at = (text: string): number => plan.findIndex((line) => line.startsWith(text))
    expect(at('SCAN chosen')).toBeGreaterThan(-1)
    expect(at('SEARCH tf')).toBeGreaterThan(at('SCAN chosen'))
  }
})

it('pages of tasks that are alike in all that they are sorted by hold each of them once', () => {
  const store = openTestStore(
    undefined,
    Array.from({ length: 30 }, (_, i) => testTask(i + 1)),
  )
  for (const sort of sorts) {
    const ids = [0, 7, 14, 21, 28].flatMap((offset) =>
      store.taskList.page(nothing, sort, 7, offset).map(({ id }) => id),
    )
    expect(ids).toHaveLength(30)
    expect(new Set(ids).size).toBe(30)
    expect(store.taskList.page(nothing, sort, 100, 0).map(({ id }) => id)).toEqual(ids)
  }
  store.close()
})
