import { closeSync, fstatSync, ftruncateSync, openSync, readSync, statSync, writeSync } from 'node:fs'
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
 * cannot be read, its header or all of it is taken from a sound store of the same make. Only single pages are read, since
 * a store may be larger than what memory takes in one piece.
 * @param path a copy that may be changed
 * @param donors paths of sound stores, the likeliest first; one that cannot be read is passed over
 * @returns the open store and whether its first page had to be lent, or undefined where nothing helps
 */
export function openDamaged(
  path: string,
  donors: readonly string[],
): { db: Database.Database; lent: boolean } | undefined {
  const found = tryOpen(path)
  if (found !== undefined) return { db: found, lent: false }
  if (statSync(path).size < 2 * PAGE) return undefined
  for (const isWhole of [false, true]) {
    for (const donor of donors) {
      const loan = readLoan(donor, isWhole)
      if (loan === undefined) continue
      const takeBack = lend(path, loan)
      const db = tryOpen(path)
      if (db !== undefined) return { db, lent: true }
      takeBack()
    }
  }
  return undefined
}

/** What a sound store lends: its header, and where it is asked for the pages with the names of all tables. */
type Loan = { readonly header: Buffer; readonly pages: ReadonlyMap<number, Buffer>; readonly highestRoot: number }

/** @returns undefined where the donor cannot be read, for whatever reason: then the next one may help */
function readLoan(donor: string, isWhole: boolean): Loan | undefined {
  try {
    const highestRoot = highestRootOf(donor)
    const fd = openSync(donor, 'r')
    try {
      const first = readPage(fd, 1)
      if (first.length < PAGE) return undefined
      return { header: first.subarray(0, HEADER), pages: isWhole ? schemaPages(fd) : new Map(), highestRoot }
    } finally {
      closeSync(fd)
    }
  } catch {
    return undefined
  }
}

/** @returns puts everything back as it was */
function lend(path: string, { header, pages, highestRoot }: Loan): () => void {
  const fd = openSync(path, 'r+')
  try {
    const { size } = fstatSync(fd)
    const before = new Map([1, ...pages.keys()].map((page) => [page, readPage(fd, page)]))
    // A file that was cut short gets room for them, and for where tables begin: SQLite reads no schema without.
    const room = Math.max(size, highestRoot * PAGE, ...[...pages.keys()].map((page) => page * PAGE))
    if (room > size) ftruncateSync(fd, room)
    for (const [page, bytes] of pages) writeSync(fd, bytes, 0, PAGE, (page - 1) * PAGE)
    const own = Buffer.from(header)
    // The number of pages, and no free ones: the rest of the header is the same for every store of this program.
    own.writeUInt32BE(Math.floor(room / PAGE), 28)
    own.writeUInt32BE(0, 32)
    own.writeUInt32BE(0, 36)
    writeSync(fd, own, 0, HEADER, 0)
    return () => {
      const again = openSync(path, 'r+')
      try {
        for (const [page, bytes] of before) writeSync(again, bytes, 0, bytes.length, (page - 1) * PAGE)
        ftruncateSync(again, size)
      } finally {
        closeSync(again)
      }
    }
  } finally {
    closeSync(fd)
  }
}

/** The last page on which a table or an index begins. */
function highestRootOf(store: string): number {
  const db = new Database(store, { readonly: true, fileMustExist: true })
  try {
    return db.prepare<[], { page: number | null }>('SELECT max(rootpage) AS page FROM sqlite_schema').get()?.page ?? 0
  } finally {
    db.close()
  }
}

/** The pages of the tree that holds the names of all tables, by their number; it begins on the first page. */
function schemaPages(fd: number): Map<number, Buffer> {
  const pages = new Map<number, Buffer>()
  const open = [1]
  for (const no of open) {
    const page = readPage(fd, no)
    if (page.length < PAGE) continue
    pages.set(no, page)
    const at = no === 1 ? HEADER : 0
    if (page[at] !== INTERIOR) continue
    const cells = Math.min(page.readUInt16BE(at + 3), PAGE / 2)
    const children = Array.from({ length: cells }, (_, i) => page.readUInt16BE(at + 12 + 2 * i))
    for (const child of [...children, at + 8]) {
      const next = child + 4 <= PAGE ? page.readUInt32BE(child) : 0
      if (next > 1 && !open.includes(next)) open.push(next)
    }
  }
  return pages
}

/** @returns fewer bytes than a page has where the file ends */
function readPage(fd: number, page: number): Buffer {
  const bytes = Buffer.alloc(PAGE)
  return bytes.subarray(0, readSync(fd, bytes, 0, PAGE, (page - 1) * PAGE))
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
