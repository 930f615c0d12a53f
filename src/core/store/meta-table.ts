import type { Database } from 'better-sqlite3'
import type { Notice } from '../../shared/contract/desk.ts'

export type MetaTable = {
  get(key: string): string | undefined
  set(key: string, value: string): void
  addNotice(notice: Notice): void
  /** Those not dismissed, newest first. */
  notices(): Notice[]
  dismissNotice(id: string): void
}

/** Single values of this desk, and notices to the expert. */
export function createMetaTable(db: Database): MetaTable {
  const get = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?')
  const set = db.prepare<[string, string]>(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  const addNotice = db.prepare<[Notice]>(
    'INSERT OR IGNORE INTO notices (id, at, tone, text) VALUES (@id, @at, @tone, @text)',
  )
  const notices = db.prepare<[], Notice>(
    'SELECT id, at, tone, text FROM notices WHERE dismissed = 0 ORDER BY id DESC LIMIT 50',
  )
  const dismiss = db.prepare<[string]>('UPDATE notices SET dismissed = 1 WHERE id = ?')
  return {
    get: (key) => get.get(key)?.value,
    set: (key, value) => void set.run(key, value),
    addNotice: (notice) => void addNotice.run(notice),
    notices: () => notices.all(),
    dismissNotice: (id) => void dismiss.run(id),
  }
}
