import type { Database } from 'better-sqlite3'
import type { Notice } from '../../shared/contract/desk.ts'

export type MetaTable = {
  get(key: string): string | undefined
  set(key: string, value: string): void
  addNotice(notice: Notice): void
  /** The newest of those not dismissed, newest first. */
  notices(): Notice[]
  /** How many are not dismissed. */
  noticeCount(): number
  dismissNotice(id: string): void
  /** Dismisses all that were told until then. */
  dismissNotices(upTo: number): void
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
  const noticeCount = db.prepare<[], number>('SELECT count(*) FROM notices WHERE dismissed = 0').pluck()
  const dismiss = db.prepare<[string]>('UPDATE notices SET dismissed = 1 WHERE id = ?')
  const dismissUpTo = db.prepare<[number]>('UPDATE notices SET dismissed = 1 WHERE dismissed = 0 AND at <= ?')
  return {
    get: (key) => get.get(key)?.value,
    set: (key, value) => void set.run(key, value),
    addNotice: (notice) => void addNotice.run(notice),
    notices: () => notices.all(),
    noticeCount: () => noticeCount.get() ?? 0,
    dismissNotice: (id) => void dismiss.run(id),
    dismissNotices: (upTo) => void dismissUpTo.run(upTo),
  }
}
