import { join } from 'node:path'
import Database from 'better-sqlite3'

/** As it stands in JSON. */
export const ZEROS = '\\u0000'.repeat(4)

/**
 * Makes zeros of the middle of a text, in the first row that has one, as a lost page does to a long one.
 * @returns the key of the row, as `dumpStore` has it
 */
export function zeroJson(folder: string, table: string, column: string): string {
  const db = new Database(join(folder, 'desk.db'))
  try {
    const keys = db
      .prepare<[], { name: string; pk: number }>(`PRAGMA table_info("${table}")`)
      .all()
      .filter(({ pk }) => pk > 0)
    const key = keys.map(({ name }) => name).join(` || ' ' || `)
    const where = `"${column}" IS NOT NULL AND "${column}" <> ''${table === 'meta' ? ` AND key = 'settings'` : ''}`
    const found = db.prepare<[], string>(`SELECT ${key} || '' FROM "${table}" WHERE ${where} ORDER BY 1`).pluck().get()
    if (found === undefined) throw new Error(`no row of ${table} has a text in ${column}`)
    const { changes } = db
      .prepare(`UPDATE "${table}" SET "${column}" = substr("${column}", 1, 1) || ? WHERE ${key} || '' = ?`)
      .run('\0'.repeat(60), found)
    if (changes !== 1) throw new Error(`${changes} rows of ${table} were changed`)
    return found
  } finally {
    db.close()
  }
}
