import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { testId } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { markSuspect } from '../support/store/open-at.ts'

const PAGE = 4096
afterAll(removeTempFolders)

it('ways of writing a part are found again where only what was said of them is damaged [K2]', async () => {
  const folder = makeTempFolder()
  openTestStore(folder).close()
  const taskId = testId('task')
  const place = { taskId, field: 'plan', session: testId('session') }
  const core = await openTestCore({ folder })
  const edits = (text: string, length: number) => [
    { change: { changes: [[length, text]] as never }, origin: 'typed' as const },
  ]
  await core.desk.drafts.edit({ ...place, version: 0, edits: edits('Rye.', 0) })
  const { branch } = await core.desk.versions.startBranch({ taskId, field: 'plan', version: 1, name: 'Short' })
  await core.desk.drafts.edit({ ...place, branch, version: 1, edits: edits('Oats, and more of them.', 4) })
  const before = (await core.desk.drafts.open({ taskId })).fields['plan']
  expect(before).toMatchObject({ text: 'Oats, and more of them.' })
  await core.stop()
  const path = join(folder, 'desk.db')
  const db = new Database(path, { readonly: true })
  const root = db.prepare<[], number>(`SELECT rootpage FROM sqlite_schema WHERE name = 'draft_branches'`).pluck().get()
  db.close()
  writeFileSync(path, readFileSync(path).fill(0, (Number(root) - 1) * PAGE, Number(root) * PAGE))
  markSuspect(folder)
  const again = await openTestCore({ folder })
  expect((await again.desk.backup.list({})).rescue).toBeDefined()
  expect((await again.desk.drafts.open({ taskId })).fields['plan']).toEqual(before)
  const { branches } = await again.desk.versions.timeline({ taskId, field: 'plan' })
  expect(branches.map(({ isCurrent, versions }) => ({ isCurrent, versions }))).toEqual([
    { isCurrent: false, versions: 1 },
    { isCurrent: true, versions: 2 },
  ])
  // And another way can be begun.
  await again.desk.versions.startBranch({ taskId, field: 'plan', version: 1, name: 'Long' })
  await again.stop()
})
