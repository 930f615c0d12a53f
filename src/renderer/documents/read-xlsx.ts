import readXlsxFile from 'read-excel-file/universal'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { DocumentProblem } from './problem.ts'
import { elapsedStyles, withElapsedAsText } from './elapsed-cells.ts'
import { readZip, repack, textOfPart, unpack, type Zip } from './zip.ts'

/** Cells of all sheets together, empty ones between others included. */
const MOST_CELLS = 3_000_000

export type Sheet = {
  readonly name: string
  /** As many cells in each row as the sheet has columns. */
  readonly rows: readonly (readonly string[])[]
}

export type Workbook = {
  readonly sheets: readonly Sheet[]
  /** Cells with a formula of which no result was saved. */
  readonly unsolved: number
}

/** @returns the sheets of a workbook, cells as text; of formulas what they gave when the file was saved */
export async function readXlsx(bytes: Uint8Array): Promise<Result<Workbook, DocumentProblem>> {
  const zip = readZip(bytes)
  if (!zip.ok) return zip
  const cells = cellsIn(zip.value)
  if (!cells.ok) return cells
  if (cells.value.count > MOST_CELLS) return err('too-large')
  const styles = textOfPart(zip.value, 'xl/styles.xml')
  if (!styles.ok) return styles
  const elapsed = elapsedStyles(styles.value ?? '')
  const packed = repack(
    zip.value,
    (name) => /\.(xml|rels)$/.test(name),
    (name, part) => (elapsed.size === 0 || !name.endsWith('.xml') ? part : sheetFor(part, elapsed)),
  )
  if (!packed.ok) return packed
  try {
    const sheets = await readXlsxFile(packed.value, { trim: false })
    const read = sheets.map(({ sheet, data }) => ({ name: sheet, rows: trimmed(data.map((row) => row.map(cellText))) }))
    return ok({ sheets: read, unsolved: cells.value.unsolved })
  } catch {
    // A library's complaint about what it was given.
    return err('damaged')
  }
}

function sheetFor(part: Uint8Array, elapsed: ReadonlySet<string>): Uint8Array {
  const xml = new TextDecoder().decode(part)
  return /<(?:\w+:)?sheetData[\s>]/.test(xml) ? new TextEncoder().encode(withElapsedAsText(xml, elapsed)) : part
}

/** A sheet is unfolded to a rectangle as far as its last cell, so one cell in the last row of all would fill the memory. */
function cellsIn(zip: Zip): Result<{ count: number; unsolved: number }, DocumentProblem> {
  let cells = 0
  let unsolved = 0
  for (const entry of zip.entries) {
    // A sheet may lie anywhere; what else has addresses of cells in it counts as one.
    if (!entry.name.endsWith('.xml')) continue
    const part = unpack(zip, entry)
    if (!part.ok) return part
    let rows = 0
    let columns = 0
    const xml = new TextDecoder().decode(part.value)
    unsolved += [...xml.matchAll(withoutResult)].length
    for (const [, letters = '', row] of xml.matchAll(/\br\s*=\s*["']([a-z]{1,7})(\d{1,9})["']/gi)) {
      rows = Math.max(rows, Number(row))
      columns = Math.max(columns, columnNumber(letters))
    }
    cells += rows * columns
  }
  return ok({ count: cells, unsolved })
}

/** A formula and nothing, or an empty value, behind it. */
const withoutResult = /<f(?:\s[^<>]*)?(?:\/>|>[^<]*<\/f>)\s*(?:<v\s*\/>|<v>\s*<\/v>)?\s*<\/c>/g

/** `A` is 1, `AA` is 27. */
function columnNumber(letters: string): number {
  let n = 0
  for (const letter of letters.toUpperCase()) n = n * 26 + letter.charCodeAt(0) - 64
  return n
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (cell instanceof Date) return dateText(cell)
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE'
  // Fifteen digits are what Excel keeps; more would show how the computer rounds.
  if (typeof cell === 'number') return String(Number(cell.toPrecision(15)))
  return typeof cell === 'string' ? cell : ''
}

/** A day, a time of day, or both; Excel counts a time without a day from the last day of 1899. */
function dateText(date: Date): string {
  if (Number.isNaN(date.valueOf())) return ''
  const [day = '', time = ''] = new Date(Math.round(date.valueOf() / 1000) * 1000).toISOString().split(/[T.]/)
  if (date.valueOf() < Date.UTC(1900, 0, 1)) return time
  return time === '00:00:00' ? day : `${day} ${time}`
}

/** Without the empty rows and columns at its end. */
function trimmed(rows: readonly (readonly string[])[]): string[][] {
  const last = rows.findLastIndex((row) => row.some((cell) => cell !== ''))
  const kept = rows.slice(0, last + 1)
  // Row by row: a call takes no hundred thousand arguments, and a sheet may have a million rows.
  let columns = 0
  for (const row of kept) columns = Math.max(columns, row.findLastIndex((cell) => cell !== '') + 1)
  return kept.map((row) => Array.from({ length: columns }, (_, at) => row[at] ?? ''))
}
