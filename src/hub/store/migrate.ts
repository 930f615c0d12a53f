import { setTimeout as pause } from 'node:timers/promises'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { codeOf } from '../../shared/rules/code-of.ts'
import type { OperatorError } from '../context.ts'
import type { Db } from './db.ts'
import { migrations } from './migrations/all.ts'

/** Advisory lock under which the schema changes: several processes may start at once. */
const MIGRATING = 7_310_010
/**
 * A step waits so long for a table. Whoever comes after it stands behind it, so where a backup reads for an hour, a hub that
 * serves meanwhile would answer nobody for as long.
 */
const LOCK_MS = 2_000
/** Then it lets all of them pass before it tries again. */
const PAUSE_MS = 3_000
const LOCK_NOT_AVAILABLE = '55P03'

type Steps = { readonly from: number; readonly to: number }

/**
 * Brings the schema to this program's version, all or nothing.
 * @param onWait once, where somebody else has a table that a step needs, as a backup does while it reads: it is tried again
 *   until that ends
 * @returns the step it was at, 0 for an empty one, and the one it is at now; an error when the database belongs to a newer
 *   program, or cannot hold what is written
 */
export async function migrate(db: Db, onWait: () => void): Promise<Result<Steps, OperatorError>> {
  const [setting] = await db.query<{ server_encoding: string }>('show server_encoding')
  const encoding = setting?.server_encoding ?? ''
  // SQL_ASCII keeps the bytes as they come.
  if (encoding !== 'UTF8' && encoding !== 'SQL_ASCII') {
    return err({
      code: 'encoding',
      text: `This database keeps texts as ${encoding}, which has not all letters that experts write. Make one with CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0; nothing was changed.`,
    })
  }
  for (let tries = 0; ; tries += 1) {
    try {
      return await takeSteps(db)
    } catch (error) {
      if (codeOf(error) !== LOCK_NOT_AVAILABLE) throw error
      if (tries === 0) onWait()
      await pause(PAUSE_MS)
    }
  }
}

async function takeSteps(db: Db): Promise<Result<Steps, OperatorError>> {
  return db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [MIGRATING])
    await tx.query(
      `create table if not exists schema_steps (number integer primary key, name text not null, at timestamptz not null default now())`,
    )
    const rows = await tx.query<{ number: number }>('select number from schema_steps')
    const done = new Set(rows.map((row) => row.number))
    const newest = Math.max(0, ...done)
    const known = migrations.at(-1)?.number ?? 0
    if (newest > known) {
      return err({
        code: 'newer',
        text: `This database was written by a newer Understudy hub (schema ${newest}; this program knows ${known}). Please update the program; nothing was changed.`,
      })
    }
    const missing = migrations.filter((step) => !done.has(step.number))
    if (missing.length > 0) await tx.query(`set local lock_timeout = ${LOCK_MS}`)
    for (const step of missing) {
      await tx.query(step.sql)
      await step.rewrite?.(tx)
      await tx.query('insert into schema_steps (number, name) values ($1, $2)', [step.number, step.name])
    }
    return ok({ from: newest, to: known })
  })
}
