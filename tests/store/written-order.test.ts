import { afterAll, expect, it } from 'vitest'
import { createDrafts } from '../../src/core/drafts/create-drafts.ts'
import { readAuthorship } from '../../src/core/drafts/written.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

const HOUR = 3_600_000
afterAll(removeTempFolders)

it('takes words that were cut in one part and put into another for moved, also where the clock was set back', async () => {
  const fields = ['plan', 'risks'].map((key) => ({ key, kind: 'markdown' as const, label: key }))
  const store = openTestStore(makeTempFolder(), [testTask(1, { fields })])
  const time = createFakeTime()
  const drafts = createDrafts(store, () => time.clock.read())
  const taskId = testId('task')
  const no = store.tasks.head(taskId)?.no ?? 0
  const versions = new Map<string, number>()
  function edit(field: string, changes: unknown[], origin: 'typed' | 'deleted' | 'pasted'): void {
    const version = versions.get(field) ?? 0
    const edits = [{ change: { changes: changes as never }, origin }]
    const entered = drafts.edit(no, 'text', { taskId, field, version, session: testId('session'), edits })
    if (!entered.ok) throw new Error(JSON.stringify(entered.error))
    versions.set(field, entered.value.version)
    time.pass(1_000)
  }
  // The clock runs ahead until the network has put it right.
  const start = time.now()
  time.setWall(start + 2 * HOUR)
  edit('plan', [[0, 'Rye. ']], 'typed')
  time.setWall(start + 1_000)
  edit('plan', [5, [0, 'Too much rain.']], 'typed')
  edit('plan', [5, [14]], 'deleted')
  edit('risks', [[0, 'Too much rain.']], 'pasted')
  const keys = new Map(fields.map(({ key }) => [key, { isStructured: false }]))
  const written = await readAuthorship(store, no, keys)
  expect(written.fields['risks']).toMatchObject({ length: 14, moved: 14, pasted: { unknown: 0 } })
  store.close()
})
