import Database from 'better-sqlite3'
import { quickCheckAside } from './check-aside.ts'
import { hasAlteredRows, hasAlteredRowsByParts } from './checksums.ts'
import { alteredTables } from './schema.ts'

export type Soundness = {
  readonly sound: boolean
  /** Tables in which the check found damage. */
  readonly tables: ReadonlySet<string>
  /** Whether there is damage that belongs to no table that could be named. */
  readonly unnamed: boolean
}

/**
 * `everything`: also whether each edit, checkpoint and piece of unsent work reads as it was written (1.4 s a million edits),
 * and whether all other JSON is JSON (3 ms a megabyte).
 */
export type Depth = 'everything' | 'structure'

/**
 * Asks SQLite whether the store is sound: its pages, rows and constraints (`quick_check`; about 2 ms a megabyte), and
 * looks whether its tables are defined as this program defines them. A store that cannot even be asked is not sound.
 */
export function checkStore(db: Database.Database, depth: Depth = 'everything'): Soundness {
  let altered = new Set<string>()
  try {
    altered = alteredTables(db)
    const { sound, tables, unnamed } = problemsToSoundness(db, textsOf(db.pragma('quick_check(1000)')))
    // Rows that are not as they were written are found one by one in a rescue, so they make no table doubtful.
    return {
      sound: sound && altered.size === 0 && (depth === 'structure' || !hasAlteredRows(db)),
      tables: new Set([...tables, ...altered]),
      unnamed,
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error
    return { sound: false, tables: altered, unnamed: true }
  }
}

/**
 * The same of a file in which nobody writes, letting others work: beside them, and table by table where that cannot be.
 * @param pause is waited for after each part; what it throws ends the check
 * @param signal ends the check as well
 * @returns whether all of it is sound
 */
export async function isSoundByParts(
  db: Database.Database,
  pause: () => Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    if (alteredTables(db).size > 0) return false
    const found = await quickCheckAside(db.name, signal)
    if (found === 'damaged') return false
    for (const table of found === 'sound' ? [] : tableNames(db)) {
      if (textsOf(db.pragma(`quick_check("${table}")`)).join() !== 'ok') return false
      await pause()
    }
    return !(await hasAlteredRowsByParts(db, pause))
  } catch (error) {
    if (!isUnreadable(error)) throw error
    return false
  }
}

/** Whether an error says that the file is damaged or that the disk cannot read it, as against busy, full or not permitted. */
export function isDamage(error: unknown): boolean {
  const code = error instanceof Database.SqliteError ? error.code : ''
  if (code === 'SQLITE_ERROR')
    return error instanceof Error && /^(unsupported file format|malformed JSON)$/.test(error.message)
  return code.startsWith('SQLITE_CORRUPT') || /^SQLITE_(NOTADB|IOERR_(READ|SHORT_READ|CORRUPTFS))$/.test(code)
}

/**
 * Damage shows in other ways too: a length that no value can have, a table that is not there, a definition
 * that SQLite cannot read. For who reads what cannot be wrong in a sound store.
 */
export function isUnreadable(error: unknown): boolean {
  if (isDamage(error) || error instanceof RangeError) return true
  return error instanceof Database.SqliteError && /^SQLITE_(TOOBIG|ERROR|NOMEM)$/.test(error.code)
}

export function tableNames(db: Database.Database): string[] {
  return db
    .prepare<[], { name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .all()
    .map(({ name }) => name)
}

/** SQLite names damage by the root page of a tree (“Tree 12 page 47: …”) or by the table itself. */
function problemsToSoundness(db: Database.Database, texts: readonly string[]): Soundness {
  if (texts.join() === 'ok') return { sound: true, tables: new Set(), unnamed: false }
  const byRoot = new Map(
    db
      .prepare<[], { rootpage: number; name: string }>('SELECT rootpage, tbl_name AS name FROM sqlite_schema')
      .all()
      .map(({ rootpage, name }) => [String(rootpage), name]),
  )
  const known = new Set(byRoot.values())
  const tables = new Set<string>()
  let unnamed = texts.length >= 1000
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    const tree = /\bTree (\d+)\b/.exec(line)?.[1]
    const found = tree === undefined ? [...known].filter((name) => line.includes(name)) : [byRoot.get(tree) ?? '']
    if (found.length === 0 || found.includes('')) unnamed ||= !line.startsWith('*** in database')
    for (const name of found) if (name !== '') tables.add(name)
  }
  return { sound: false, tables, unnamed }
}

function textsOf(rows: unknown): string[] {
  if (!Array.isArray(rows)) return []
  return rows.map((row: unknown) =>
    typeof row === 'object' && row !== null ? Object.values(row).map(String).join(' ') : '',
  )
}
