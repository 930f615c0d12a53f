import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { readRescue } from '../../src/core/api/backup-keeper.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { AT } from '../support/core/test-store.ts'
import { makeFullStore } from '../support/store/full-store.ts'
import { markSuspect, openAt } from '../support/store/open-at.ts'

const PAGE = 4096

afterAll(removeTempFolders)

/** Puts zeros on the pages at which tables begin. @returns what is told to be missing */
function missingWithout(folder: string, tables: readonly string[]): string[] {
  const path = join(folder, 'desk.db')
  const db = new Database(path)
  const root = db.prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck()
  const pages = tables.map((table) => root.get(table) ?? 0)
  db.close()
  const bytes = readFileSync(path)
  for (const page of pages) bytes.fill(0, (page - 1) * PAGE, page * PAGE)
  writeFileSync(path, bytes)
  markSuspect(folder)
  const store = openAt(folder, () => AT)
  const { missing } = readRescue(store) ?? { missing: [] }
  store.close()
  return missing
}

describe('what is told after a rescue counts no more and no less than is known [K2]', () => {
  it('a task of which nothing is left is one, and edits that nobody can count are at least those that were counted', () => {
    const missing = missingWithout(makeFullStore(), ['tasks', 'task_contents', 'edits'])
    // 300 tasks were there; that much of the edits is gone that not all of them can be counted.
    expect(missing).toContainEqual(expect.stringMatching(/^At least 300 tasks\./))
    expect(missing).toContainEqual(expect.stringMatching(/^At least [\d,]+ edits of your drafts\./))
  })
})
