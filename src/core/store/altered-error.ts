import Database from 'better-sqlite3'

/** What a value that is not as it was written says to whoever reads it: it is damaged as one that SQLite cannot read. */
export function alteredError(where: string): Error {
  return new Database.SqliteError(`a row of ${where} is not as it was written`, 'SQLITE_CORRUPT_SUM')
}
