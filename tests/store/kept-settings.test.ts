import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { openTestCore, removeTempFolders } from '../support/core/test-core.ts'

afterAll(removeTempFolders)

it('a setting that a newer Understudy has chosen takes no other with it, and is there when that is back', async () => {
  const snippets = [{ name: 'signed', text: 'With kind regards, Ada' }]
  const first = await openTestCore()
  await first.desk.app.saveSettings({ snippets, theme: 'night', textSize: 3 })
  await first.stop()
  const change = (sql: string): unknown => {
    const db = new Database(join(first.folder, 'desk.db'))
    const row = db.prepare(sql).get()
    db.close()
    return row
  }
  change(
    `UPDATE meta SET value = json_set(value, '$.theme', 'sepia', '$.hyphens', 'soft') WHERE key = 'settings' RETURNING 1`,
  )

  const { desk, stop } = await openTestCore({ folder: first.folder })
  expect((await desk.app.status({})).settings).toMatchObject({ snippets, theme: 'system', textSize: 3 })
  expect(await desk.app.saveSettings({ textSize: 4 })).toMatchObject({ snippets, theme: 'system', textSize: 4 })
  await stop()
  const stored = change(
    `SELECT value ->> '$.theme' AS theme, value ->> '$.hyphens' AS hyphens FROM meta WHERE key = 'settings'`,
  )
  expect(stored).toEqual({ theme: 'sepia', hyphens: 'soft' })
})
