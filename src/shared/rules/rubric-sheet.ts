import { MOST_POINTS, pointsInCell, readRubricLine, type RubricLine, tooMany } from './rubric-lines.ts'
import { sheetCells } from './sheet-cells.ts'

/** What is wider is no rubric. */
const WIDEST = 20
/** Over figures that count the rows and give no points. */
const saysNumber = /^(?:#|n[or]\b|n°|№|num(?:ber)?\b|lfd|pos\b)/i
/** As `Criterion` has it. */
const LONGEST_TAG = 60

export type SheetLine = { readonly line: number; readonly source: string; readonly read: RubricLine }

/**
 * Rows copied out of a spreadsheet as criteria: one column has the words, one of figures behind them the points, and one
 * of figures before them only counts the rows. What else stands in a row becomes tags or, where it is longer, the source.
 * @returns undefined where the text is no sheet, or one with further figures, whose meaning nobody can tell from here
 */
export function readSheet(text: string): SheetLine[] | undefined {
  if (!text.includes('\t')) return undefined
  const all = sheetCells(text).map((row) => row.map((cell) => cell.trim()))
  const rows = all.filter((row) => row.length > 1 || row[0] !== '')
  const width = rows[0]?.length ?? 0
  if (rows.length < 2 || width < 2 || width > WIDEST) return undefined
  // A line that begins with a bracket has its points there.
  if (rows.some((row) => row.length !== width || row[0]?.startsWith('['))) return undefined
  const [head = [], ...body] = rows
  const places = head.map((_, at) => at)
  const figures = places.filter((at) => isFigures(body.map((row) => row[at] ?? '')))
  const isNumbered = figures[0] === 0 && (figures.length > 1 || saysNumber.test(head[0] ?? ''))
  const [points, ...further] = isNumbered ? figures.slice(1) : figures
  if ((points === undefined && !isNumbered) || further.length > 0) return undefined
  const over = head[points ?? 0] ?? ''
  const isHeaded = over !== '' && pointsInCell(over) === undefined
  const others = places.filter((at) => !figures.includes(at))
  /** How much speaks for a column as that of the words: its head, else that most rows have it, before the points. */
  const fitOf = (at: number): number => {
    const isNamed = isHeaded && /crit|krit/i.test(head[at] ?? '')
    const filled = body.filter((row) => row[at] !== '').length
    return (isNamed ? body.length + 1 : 0) + filled + (at < (points ?? 0) ? 0.5 : 0)
  }
  const words = others.toSorted((a, b) => fitOf(b) - fitOf(a) || lengthOf(body, b) - lengthOf(body, a))[0]
  if (words === undefined) return undefined
  const more = others.filter((at) => at !== words)
  let line = 1
  return all.flatMap((row) => {
    const own = { line, source: row.join('\t') }
    line += row.join('').split('\n').length
    if (row === head && isHeaded) return [{ ...own, read: { kind: 'unclear', why: 'It heads the columns.' } }]
    return readRow(row, points, words, more).map((read) => ({ ...own, read }))
  })
}

function readRow(
  row: readonly string[],
  points: number | undefined,
  words: number,
  more: readonly number[],
): RubricLine[] {
  if (row.every((cell) => cell === '')) return []
  const read = readRubricLine(row[words] ?? '')
  if (read.kind === 'blank') return [{ kind: 'unclear', why: 'There are no words in it.' }]
  if (read.kind !== 'criterion') return [read]
  const given = (points === undefined ? undefined : pointsInCell(row[points] ?? '')) ?? read.points
  if (given !== undefined && Math.abs(given) > MOST_POINTS) return [{ kind: 'unclear', why: tooMany }]
  const cells = more.map((at) => row[at] ?? '').filter((cell) => cell !== '')
  const isTag = (cell: string): boolean => cell.length <= LONGEST_TAG && !/\p{Cc}/u.test(cell)
  const tags = cells.filter(isTag)
  const source = cells.filter((cell) => !isTag(cell)).join('\n')
  return [
    { ...read, points: given },
    ...tags.map((tag): RubricLine => ({ kind: 'tags', tags: [tag] })),
    ...(source === '' ? [] : [{ kind: 'source', text: source } as const]),
  ]
}

function isFigures(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '')
  return filled.length > 0 && filled.every((cell) => pointsInCell(cell) !== undefined)
}

function lengthOf(rows: readonly (readonly string[])[], at: number): number {
  return rows.reduce((sum, row) => sum + (row[at] ?? '').length, 0)
}
