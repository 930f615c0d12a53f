/** The code of an error: of Node, of SQLite, of Postgres (SQLSTATE); an empty text where it has none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/** What kind of error it is, for a log: what it says may be about what a person wrote. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
