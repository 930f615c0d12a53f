export type Cell = string | number

/**
 * Rows as CSV (RFC 4180): CRLF between rows, quotes where needed and doubled inside.
 * Texts that a spreadsheet would take for a formula (beginning with `=`, `+`, `-`, `@`, their full-width forms, tab, CR or
 * LF) get an apostrophe in front (OWASP, CSV injection). Numbers are written as they are, with a decimal point.
 */
export function rowsToCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellToCsv).join(',')}\r\n`).join('')
}

function cellToCsv(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  const text = /^[=+\-@\t\r\n＝＋－＠]/u.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
