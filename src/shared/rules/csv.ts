export type Cell = string | number

const FORMULA = '=+\\-@＝＋－＠'
const asFormula = new RegExp(`^[${FORMULA}\\t\\r\\n]`, 'u')
/** After what parts cells or rows for others; quotes that follow it, and tabs, hide no formula. */
const asFormulaElsewhere = new RegExp(`(?=[${FORMULA}])(?<=[;\\r\\n][\\t"]*)`, 'gu')

/**
 * Rows as CSV (RFC 4180): CRLF between rows, quotes where needed and doubled inside.
 * Texts that a spreadsheet would take for a formula (beginning with `=`, `+`, `-`, `@`, their full-width forms, tab, CR or
 * LF) get an apostrophe in front (OWASP, CSV injection). Numbers are written as they are, with a decimal point.
 *
 * Not everybody parts cells by commas alone. LibreOffice takes semicolons and tabs for it too, so what has one is quoted;
 * Excel takes semicolons where the comma is the decimal point, and then no quotes hold cells together that begin before
 * them: what would be a formula after a semicolon or a line break gets its apostrophe there.
 */
export function rowsToCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellToCsv).join(',')}\r\n`).join('')
}

function cellToCsv(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  const text = (asFormula.test(cell) ? `'${cell}` : cell).replaceAll(asFormulaElsewhere, "'")
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
