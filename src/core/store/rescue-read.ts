import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { isDamage, isUnreadable, tableNames } from './soundness.ts'

export type Row = Record<string, string | number | bigint | Buffer | null>

const HEADER = 100
/** Every store of this program has pages of this size. */
const PAGE = 4096
/** The first byte of a page of a table's tree that leads to others (fileformat2.html#b_tree_pages). */
const INTERIOR = 5

/**
 * Opens a copy of a damaged store as far as that can be done. The first page holds the names of all tables: where it
 * cannot be read, its header or all of it is taken from a sound store of the same make.
 * @param path a copy that may be changed
 * @param donors sound stores, the likeliest first
 * @returns the open store and whether its first page had to be lent, or undefined where nothing helps
 */
export function openDamaged(
  path: string,
  donors: readonly Buffer[],
): { db: Database.Database; lent: boolean } | undefined {
  const found = tryOpen(path)
  if (found !== undefined) return { db: found, lent: false }
  const original = readFileSync(path)
  if (original.length < 2 * PAGE) return undefined
  for (const isWhole of [false, true]) {
    for (const donor of donors) {
      if (donor.length < PAGE) continue
      const pages = isWhole ? schemaPages(donor) : []
      // A file that was cut short gets room for them, and for where tables begin: SQLite reads no schema without.
      const mended = Buffer.alloc(
        Math.max(original.length, highestRoot(donor) * PAGE, ...pages.map((page) => page * PAGE)),
      )
      original.copy(mended)
      donor.copy(mended, 0, 0, HEADER)
      for (const page of pages) donor.copy(mended, (page - 1) * PAGE, (page - 1) * PAGE, page * PAGE)
      // The number of pages, and no free ones: the rest of the header is the same for every store of this program.
      mended.writeUInt32BE(Math.floor(mended.length / PAGE), 28)
      mended.writeUInt32BE(0, 32)
      mended.writeUInt32BE(0, 36)
      writeFileSync(path, mended)
      const db = tryOpen(path)
      if (db !== undefined) return { db, lent: true }
    }
  }
  return undefined
}

/** The last page on which a table or an index begins. */
function highestRoot(store: Buffer): number {
  const db = new Database(store)
  try {
    return (
      tryRead(() => db.prepare<[], { page: number }>('SELECT max(rootpage) AS page FROM sqlite_schema').get()?.page) ??
      0
    )
  } finally {
    db.close()
  }
}

/** The pages of the tree that holds the names of all tables; it begins on the first page. */
function schemaPages(store: Buffer): number[] {
  const pages = [1]
  for (const page of pages) {
    const at = page === 1 ? HEADER : (page - 1) * PAGE
    if (store[at] !== INTERIOR) continue
    const cells = store.readUInt16BE(at + 3)
    const children = Array.from({ length: cells }, (_, i) => store.readUInt16BE(at + 12 + 2 * i) + (page - 1) * PAGE)
    for (const child of [...children, at + 8]) {
      const next = child + 4 <= store.length ? store.readUInt32BE(child) : 0
      if (next > 1 && next * PAGE <= store.length && !pages.includes(next)) pages.push(next)
    }
  }
  return pages
}

function tryOpen(path: string): Database.Database | undefined {
  const db = new Database(path)
  try {
    db.pragma('cell_size_check = ON')
    const names = tableNames(db)
    if (names.includes('meta') && names.includes('edits') && names.some((name) => hasRow(db, name))) return db
  } catch (error) {
    if (!isDamage(error)) {
      db.close()
      throw error
    }
  }
  db.close()
  return undefined
}

function hasRow(db: Database.Database, table: string): boolean {
  return tryRead(() => db.prepare(`SELECT 1 FROM "${table}" LIMIT 1`).get()) !== undefined
}

/** How the rows of a table are walked: by these columns, which no two rows share. */
export type Walk = {
  readonly table: string
  readonly columns: readonly string[]
  readonly key: readonly string[]
  /** Only the rows that have this. */
  readonly only?: { readonly column: string; readonly value: number }
}

/** Places in a damaged stretch from which reading is tried again. */
const ISLANDS = 64

/**
 * Every row that can be read, some more than once. Where reading fails in the middle, it goes on behind: backwards from
 * the end, and from places in between.
 * @returns whether all could be read without a failure
 */
export function readRows(db: Database.Database, walk: Walk, keep: (row: Row) => void): boolean {
  const { table, columns, key, only } = walk
  const [first = ''] = key
  // A bit turned in the schema can make `Task_no` of `task_no`: SQLite does not mind, so the names are given anew.
  const list = columns.map((name) => `"${name}" AS "${name}"`).join(', ')
  const order = (way: string): string => `ORDER BY ${key.map((name) => `"${name}" ${way}`).join(', ')}`
  const where = only === undefined ? '1' : `"${only.column}" = ${only.value}`
  const select = `SELECT ${list} FROM "${table}" WHERE ${where}`
  let low: Row[string] = null
  let high: Row[string] = null
  const forward = readWhile(db, `${select} ${order('ASC')}`, [], (row) => {
    low = row[first] ?? null
    keep(row)
  })
  if (forward) return true
  readWhile(db, `${select} ${order('DESC')}`, [], (row) => {
    high = row[first] ?? null
    keep(row)
  })
  for (const island of islandsBetween(low, high)) {
    readWhile(db, `${select} AND "${first}" >= ? ${order('ASC')} LIMIT 2000`, [island], keep)
    readWhile(db, `${select} AND "${first}" <= ? ${order('DESC')} LIMIT 2000`, [island], keep)
  }
  // As the pages lie, without asking for an order.
  readWhile(db, select, [], keep)
  return false
}

/** Numbers are spread evenly; texts (ids, hashes) begin with hex digits. */
function islandsBetween(low: Row[string], high: Row[string]): (string | number)[] {
  if (typeof low === 'string' || typeof high === 'string') {
    return Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))
  }
  const from = Number(low ?? 0)
  const step = (Number(high ?? from) - from) / ISLANDS
  return step <= 0 ? [] : Array.from({ length: ISLANDS }, (_, i) => Math.floor(from + i * step))
}

/** @returns whether it came to the end */
function readWhile(
  db: Database.Database,
  sql: string,
  values: readonly (string | number)[],
  keep: (row: Row) => void,
): boolean {
  const rows: Row[] = []
  let done = true
  try {
    // Read first and kept afterwards, so that a failure to keep is not taken for damage.
    for (const row of db.prepare<unknown[], Row>(sql).iterate(...values)) {
      rows.push(row)
      if (rows.length >= 1000) for (const read of rows.splice(0)) keep(read)
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error
    done = false
  }
  for (const row of rows) keep(row)
  return done
}

/** @returns what `read` gives, or undefined where damage does not let it */
export function tryRead<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isUnreadable(error)) return undefined
    throw error
  }
}
