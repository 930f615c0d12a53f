import { inOneLine } from './one-line.ts'

/** So many cells become a table; what is larger stays as it was copied. */
const MOST_CELLS = 20_000

/**
 * Cells that a spreadsheet puts on the clipboard, tabs between them, as a Markdown table; the first row is its head.
 * A cell with a line break or a tab in it is quoted there, and a quotation mark in it doubled.
 * @returns undefined where the text is no such sheet
 */
export function sheetToTable(text: string): string | undefined {
  const rows = cellsOf(text)
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

function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]]
  const source = text.replaceAll('\r\n', '\n').replace(/\n$/, '')
  let at = 0
  while (at <= source.length) {
    let cell = ''
    if (source[at] === '"') {
      const end = quoteEnd(source, at)
      if (end !== -1) {
        cell = source.slice(at + 1, end).replaceAll('""', '"')
        at = end + 1
      }
    }
    let end = at
    while (end < source.length && source[end] !== '\t' && source[end] !== '\n') end += 1
    rows.at(-1)?.push(cell + source.slice(at, end))
    if (source[end] === '\n') rows.push([])
    at = end + 1
  }
  return rows
}

/** The closing mark of a quoted cell; -1 where the mark at `open` is part of the words. */
function quoteEnd(source: string, open: number): number {
  for (let at = open + 1; at < source.length; at++) {
    if (source[at] !== '"') continue
    if (source[at + 1] === '"') at += 1
    else return at + 1 === source.length || source[at + 1] === '\t' || source[at + 1] === '\n' ? at : -1
  }
  return -1
}
