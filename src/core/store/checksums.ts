import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'
import { lookForUnreadable } from './stored-json.ts'

/** Rows looked at before others have their turn. */
const ROWS_A_STEP = 2_000

/** A row of the log of edits. */
export type EditRow = {
  fieldNo: number
  version: number
  sessionNo: number
  origin: number
  wall: number
  mono: number
  anchor: number | null
  head: number | null
  change: string
  /** JSON; of a paste or a drop only. */
  source: string | null
}

export const editColumns = `field_no AS fieldNo, version, session_no AS sessionNo, origin, wall, mono, anchor, head, change,
  source`

/** CRC-32 (RFC 1952, section 8) of all that an edit says, as a signed number of 32 bits: SQLite keeps it in four bytes. */
export function editSum(edit: EditRow): number {
  const { fieldNo, version, sessionNo, origin, wall, mono, anchor, head, change, source } = edit
  const place = `${fieldNo} ${version} ${sessionNo} ${origin} ${wall} ${mono} ${anchor} ${head}`
  return crc32(`${place} ${change} ${source}`) | 0
}

export type SummedRow = EditRow & { readonly crc: number | null }

/** Whether an edit says what it said when it was written; of one without a sum nobody knows. */
export function isAsWritten(edit: SummedRow): boolean {
  return edit.crc === null || edit.crc === editSum(edit)
}

/** The sum of the text of a field after its first `version` edits. */
export function checkpointSum(fieldNo: number, version: number, text: string): number {
  return crc32(`${fieldNo} ${version} ${text}`) | 0
}

/** Finished work that no hub has signed for: what is at a hub can be asked for there. */
export const unsentWork = `SELECT s.id, s.sha256, c.content FROM submissions s JOIN submission_contents c ON c.no = s.content_no
  WHERE s.receipt IS NULL AND s.state IN ('ready', 'sent')`

/** SHA-256 of a submission as it was finished, in hex. */
export function contentSum(content: string): string {
  return createHash('sha256').update(content).digest('hex')
}

/**
 * Whether an edit, a checkpoint or work that is to be sent is not as it was written, or what should be JSON is none.
 * @throws what SQLite throws where it cannot read
 */
export function hasAlteredRows(db: Database.Database): boolean {
  for (const isAltered of lookForAltered(db)) if (isAltered) return true
  return false
}

/**
 * The same, letting others work in between.
 * @param pause is waited for after each part; what it throws ends the look
 */
export async function hasAlteredRowsByParts(db: Database.Database, pause: () => Promise<void>): Promise<boolean> {
  for (const isAltered of lookForAltered(db)) {
    if (isAltered) return true
    await pause()
  }
  return false
}

/** Looks at so many rows a step, and stops with the first that is altered. */
function* lookForAltered(db: Database.Database): Generator<boolean, undefined> {
  if (!hasSums(db)) return
  yield* lookForUnreadable(db)
  for (const { content, sha256 } of db.prepare<[], { content: string; sha256: string }>(unsentWork).iterate()) {
    yield contentSum(content) !== sha256
  }
  let rows = 0
  const edits = db.prepare<[], SummedRow>(`SELECT ${editColumns}, crc FROM edits WHERE crc IS NOT NULL`)
  for (const edit of edits.iterate()) {
    const isAltered = !isAsWritten(edit)
    if (isAltered || ++rows % ROWS_A_STEP === 0) yield isAltered
  }
  const checkpoints = db.prepare<[], { fieldNo: number; version: number; text: string; crc: number }>(
    'SELECT field_no AS fieldNo, version, text, crc FROM checkpoints WHERE crc IS NOT NULL',
  )
  for (const { fieldNo, version, text, crc } of checkpoints.iterate()) {
    yield crc !== checkpointSum(fieldNo, version, text)
  }
}

/** Whether a store has sums: one of an older version has none. */
export function hasSums(db: Database.Database): boolean {
  return db
    .prepare<[], { name: string }>('PRAGMA table_info(edits)')
    .all()
    .some(({ name }) => name === 'crc')
}
