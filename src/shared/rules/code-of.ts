/** The code of an error: of Node, of SQLite, of Postgres (SQLSTATE); an empty text where it has none. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}
