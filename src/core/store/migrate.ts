import type { Database } from 'better-sqlite3'
import * as first from './migrations/0001-first.ts'
import * as lanes from './migrations/0002-lanes.ts'
import * as carryingFiles from './migrations/0003-carrying-files.ts'
import * as submissionFiles from './migrations/0004-submission-files.ts'
import * as guidelineBegun from './migrations/0005-guideline-begun.ts'
import * as clockPulse from './migrations/0006-clock-pulse.ts'
import * as unconfirmed from './migrations/0007-unconfirmed.ts'
import * as invoices from './migrations/0008-invoices.ts'
import * as versions from './migrations/0009-versions.ts'
import * as occupations from './migrations/0010-occupations.ts'
import * as submissionContents from './migrations/0011-submission-contents.ts'
import * as checksums from './migrations/0012-checksums.ts'
import * as leftOut from './migrations/0013-left-out.ts'
import * as filesAtHubs from './migrations/0014-files-at-hubs.ts'
import * as lists from './migrations/0015-lists.ts'
import * as openTasks from './migrations/0016-open-tasks.ts'

/** In order; a store's `user_version` is the number of those it has. Never changed once released, only added to. */
const migrations: readonly string[] = [
  first.sql,
  lanes.sql,
  carryingFiles.sql,
  submissionFiles.sql,
  guidelineBegun.sql,
  clockPulse.sql,
  unconfirmed.sql,
  invoices.sql,
  versions.sql,
  occupations.sql,
  submissionContents.sql,
  checksums.sql,
  leftOut.sql,
  filesAtHubs.sql,
  lists.sql,
  openTasks.sql,
]

export const NEWEST_VERSION = migrations.length

/**
 * @param to the version to stop at, for who rebuilds an older store
 * @returns the version the store has after this, or the version it has when that is newer than this program knows
 */
export function migrate(db: Database, to = NEWEST_VERSION): { from: number; to: number } | { newer: number } {
  const from = Number(db.pragma('user_version', { simple: true }))
  if (from > NEWEST_VERSION) return { newer: from }
  for (let version = from; version < to; version++) {
    const sql = migrations[version]
    if (sql === undefined) break
    db.transaction(() => {
      db.exec(sql)
      const broken = db.pragma('foreign_key_check')
      if (Array.isArray(broken) && broken.length > 0) {
        throw new Error(`migration ${version + 1} leaves ${broken.length} rows that refer to nothing`)
      }
      db.pragma(`user_version = ${version + 1}`)
    }).immediate()
  }
  return { from, to: Math.max(from, to) }
}
