import type { Database } from 'better-sqlite3'
import type { z } from 'zod'
import type { Notice } from '../../shared/contract/desk.ts'
import { readStored } from './read-stored.ts'
import type { JsonKey } from './stored-json.ts'

export type MetaTable = {
  get(key: string): string | undefined
  set(key: string, value: string): void
  /** @returns undefined where there is none, or one that this version cannot read */
  getJson<S extends z.ZodType>(key: JsonKey, schema: S): z.output<S> | undefined
  /** @param value undefined where there is none any more */
  setJson(key: JsonKey, value: unknown): void
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
    getJson: (key, schema) => {
      const text = get.get(key)?.value ?? ''
      return text === '' ? undefined : readStored(schema, text)
    },
    setJson: (key, value) => void set.run(key, value === undefined ? '' : JSON.stringify(value)),
    addNotice: (notice) => void addNotice.run(notice),
    notices: () => notices.all(),
    noticeCount: () => noticeCount.get() ?? 0,
    dismissNotice: (id) => void dismiss.run(id),
    dismissNotices: (upTo) => void dismissUpTo.run(upTo),
  }
}
