import Database from 'better-sqlite3'
import { migrate, NEWEST_VERSION } from './migrate.ts'

/** A table, an index or a trigger as `sqlite_schema` holds it. */
type SchemaEntry = {
  readonly type: string
  readonly name: string
  readonly table: string
  readonly sql: string
}

const expectedByVersion = new Map<number, ReadonlyMap<string, SchemaEntry>>()

/** What the migrations make, without SQLite's own tables and those that the full-text index keeps for itself. */
function expectedSchema(version: number): ReadonlyMap<string, SchemaEntry> {
  const known = expectedByVersion.get(version)
  if (known !== undefined) return known
  const db = new Database(':memory:')
  try {
    migrate(db, version)
    const schema = readSchema(db)
    expectedByVersion.set(version, schema)
    return schema
  } finally {
    db.close()
  }
}

function readSchema(db: Database.Database): ReadonlyMap<string, SchemaEntry> {
  const entries = db
    .prepare<[], SchemaEntry>(
      `SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema
       WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND name NOT LIKE 'task\\_words\\_%' ESCAPE '\\' ORDER BY rowid`,
    )
    .all()
  return new Map(entries.map((entry) => [entry.name, entry]))
}

/** SQLite keeps a statement as it was written, but for the names that it writes anew when a table is renamed. */
function sameSql(one: string, other: string): boolean {
  const bare = (sql: string): string => sql.replaceAll('"', '').replaceAll(/\s+/g, ' ')
  return bare(one) === bare(other)
}

/**
 * The tables whose definition is not the one that this program gave them. SQLite's own check looks at rows and pages,
 * and takes a bit turned in the name of a column for another name.
 */
export function alteredTables(db: Database.Database): Set<string> {
  const version = Number(db.pragma('user_version', { simple: true }))
  const altered = new Set<string>()
  if (version < 1 || version > NEWEST_VERSION) return altered
  const found = readSchema(db)
  const expected = expectedSchema(version)
  for (const { name, table, sql } of expected.values()) {
    const entry = found.get(name)
    if (entry === undefined || entry.table !== table || !sameSql(entry.sql, sql)) altered.add(table)
  }
  for (const { name, table } of found.values()) if (!expected.has(name)) altered.add(table)
  return altered
}

/**
 * Gives tables and indices of a damaged store their definitions and its version again, so that their rows can be read.
 * Rows are not touched.
 * @param db a copy that may be changed
 */
export function mendSchema(db: Database.Database, version: number): void {
  const found = readSchema(db)
  const expected = expectedSchema(version)
  const strays = [...found.values()].filter(({ name }) => !expected.has(name))
  db.unsafeMode(true)
  try {
    db.pragma('writable_schema = ON')
    const put = db.prepare('UPDATE sqlite_schema SET name = ?, tbl_name = ?, sql = ? WHERE type = ? AND name = ?')
    for (const { type, name, table, sql } of expected.values()) {
      const entry = found.get(name) ?? strays.find((stray) => stray.type === type && isNearly(stray.name, name))
      if (entry === undefined || entry.type !== type) continue
      if (entry.name !== name || entry.table !== table || !sameSql(entry.sql, sql)) {
        put.run(name, table, sql, type, entry.name)
      }
    }
    db.pragma('writable_schema = RESET')
    db.pragma(`user_version = ${version}`)
  } finally {
    db.pragma('writable_schema = OFF')
    db.unsafeMode(false)
  }
}

/** Whether a name could have been the other before a few of its letters were hurt. */
function isNearly(name: string, other: string): boolean {
  if (name.length !== other.length) return false
  let different = 0
  for (let i = 0; i < name.length; i++) if (name[i] !== other[i]) different += 1
  return different <= 2
}
