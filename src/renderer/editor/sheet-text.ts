import { sheetCells } from '../../shared/rules/sheet-cells.ts'
import { inOneLine } from './one-line.ts'

/** So many cells become a table; what is larger stays as it was copied. */
const MOST_CELLS = 20_000

/**
 * Cells that a spreadsheet puts on the clipboard as a Markdown table; the first row is its head.
 * @returns undefined where the text is no such sheet
 */
export function sheetToTable(text: string): string | undefined {
  const rows = sheetCells(text)
  const width = rows[0]?.length ?? 0
  if (rows.length < 2 || width < 2 || rows.length * width > MOST_CELLS) return undefined
  if (rows.some((row) => row.length !== width)) return undefined
  // Lines that all begin with a tab are put in (code, a list from a terminal); a table with nothing in its first column is
  // not what anybody copies.
  if (rows.every(([first]) => first === '')) return undefined
  return toTable(rows)
}

/** @param rows the first one is the head */
function toTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows.map((row) => row.map(toCell))
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const marks = head.map((_, column) => (isFigures(body.map((row) => row[column] ?? '')) ? '---:' : '---'))
  return [line(head), line(marks), ...body.map(line)].join('\n')
}

/** What would part cells, or be emphasis, code, a link or HTML: 2*3*4 stays that, and an underscore in a name needs nothing. */
const MEANS = /[\\|*`~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|<(?=[a-z!/?])|\](?=[([:])|&(?=#?\w+;)/giu

function toCell(text: string): string {
  return inOneLine(text.trim()).replaceAll(MEANS, '\\$&')
}

/** A column of figures stands at its right. */
function isFigures(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '')
  return filled.length > 0 && filled.every((cell) => /^[-+(]?[$€£]?\s?\d[\d.,'\s]*\s?[%€]?\)?$/.test(cell))
}
