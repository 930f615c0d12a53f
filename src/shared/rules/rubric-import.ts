import { err, ok, type Result } from '../domain/result.ts'
import type { Criterion } from '../domain/structured.ts'
import { type ImportedLine, MOST_CRITERIA, type RubricImport, shown } from './rubric-imported.ts'
import { readRubricJson } from './rubric-json.ts'
import { readRubricLine, type RubricLine } from './rubric-lines.ts'
import { readSheet } from './rubric-sheet.ts'

/** The largest text that is read as a rubric, in UTF-16 code units: some 5,000 long criteria. */
export const LONGEST_IMPORT = 1_000_000

/**
 * Reads a rubric out of pasted text: lines (`[+2] sentence`, `- (3 points) sentence`, `1. sentence`, headings, nested by
 * indentation), rows of a spreadsheet, or JSON (items of a GDPval `rubric_json`, a PaperBench tree).
 * @param newId names a criterion; @param taken ids that are in use
 * @returns what was understood and what was not, line by line; an error only where nothing can be looked at
 */
export function readRubric(
  text: string,
  newId: () => string,
  taken: ReadonlySet<string> = new Set(),
): Result<RubricImport, string> {
  if (text.length > LONGEST_IMPORT) return err(tooLong(text.length))
  const start = text.trimStart()
  if (/^(?:\{|\[\s*[{"\]])/.test(start)) {
    let json: unknown
    try {
      json = JSON.parse(start)
    } catch {
      if (/^(?:\{\s*"|\[\s*\{)/.test(start)) return err('It begins like JSON, but cannot be read as JSON to its end.')
    }
    if (json !== undefined) return ok(readRubricJson(json, newId, taken))
  }
  return ok(readLines(text, newId))
}

/** Said of a text that is too large to be read as a rubric. */
export function tooLong(length: number): string {
  const millions = Math.round(length / 100_000) / 10
  return `This text has ${millions} million characters. At most 1 million can be brought in at once; take it in parts.`
}

type Row = {
  readonly line: number
  readonly source: string
  readonly read: RubricLine
  readonly isBlankBefore: boolean
}

/** The lines on which something stands, or the rows of a sheet. */
function rowsOf(text: string): Row[] {
  const sheet = readSheet(text)
  if (sheet !== undefined) return sheet.map((row) => ({ ...row, isBlankBefore: false }))
  const rows: Row[] = []
  let isBlankBefore = true
  for (const [at, source] of text.split(/\r\n|\r|\n/).entries()) {
    const isBlank = source.trim() === ''
    if (!isBlank) rows.push({ source, line: at + 1, read: readRubricLine(source), isBlankBefore })
    isBlankBefore = isBlank
  }
  return rows
}

type Draft = { -readonly [K in keyof Criterion]: Criterion[K] }

function readLines(text: string, newId: () => string): RubricImport {
  const rows = rowsOf(text)
  /** Where some lines have bullets or points, one without either names a group or goes on with the line above. */
  const isMarked = rows.some(({ read }) => read.kind === 'criterion' && isItem(read))
  const criteria: Draft[] = []
  const lines: ImportedLine[] = []
  const way: { id: string; indent: number }[] = []
  const parents = new Set<string>()
  const noPoints = new Map<string, number>()
  /**
   * The criterion that further lines belong to, and to what of it. What belongs to a line that was left out is left out
   * with it: joined to the criterion above that line, it would say something that nobody has written.
   */
  const open: { last: Draft | 'left-out' | undefined; part: 'text' | 'source' | 'left-out' } = {
    last: undefined,
    part: 'text',
  }

  function add(read: Extract<RubricLine, { kind: 'criterion' }>, indent: number, row: Row): void {
    if (criteria.length >= MOST_CRITERIA) {
      open.last = 'left-out'
      return leaveOut(row, `A rubric has at most ${MOST_CRITERIA} criteria.`)
    }
    while ((way.at(-1)?.indent ?? -Infinity) >= indent) way.pop()
    const parent = way.at(-1)?.id
    const id = newId()
    const last: Draft = { id, text: read.text, points: read.points ?? 1 }
    if (read.required) last.required = true
    if (parent !== undefined) {
      last.parent = parent
      parents.add(parent)
    }
    if (read.weight !== undefined) last.weight = read.weight
    open.last = last
    open.part = 'text'
    criteria.push(last)
    way.push({ id, indent })
    if (read.points === undefined) noPoints.set(id, lines.length)
    lines.push({ line: row.line, source: shown(row.source), kind: 'criterion', id, ...noteOf(read) })
  }

  function leaveOut({ line, source }: Row, why: string): void {
    lines.push({ line, source: shown(source), kind: 'left-out', why })
  }

  function part({ line, source }: Row, what: 'text' | 'tags' | 'source'): void {
    lines.push({ line, source: shown(source), kind: 'part', what })
  }

  function goOn(row: Row, to: Draft, more: string, between: string): void {
    if (open.part === 'left-out') return leaveOut(row, goesOnWithNothing)
    const limit = open.part === 'source' ? 2000 : 8000
    const joined = `${open.part === 'source' ? (to.source ?? '') : to.text}${between}${more}`
    if (joined.length > limit) return leaveOut(row, 'With it the text above would be too long.')
    if (open.part === 'source') to.source = joined
    else to.text = joined
    part(row, open.part)
  }

  function tag(row: Row, to: Draft, tags: readonly string[]): void {
    const fitting = tags.filter((one) => one.length > 0 && one.length <= 60 && !/\p{Cc}/u.test(one))
    const all = [...new Set([...(to.tags ?? []), ...fitting])]
    if (fitting.length < tags.filter((one) => one !== '').length)
      return leaveOut(row, 'A tag has at most 60 characters.')
    if (all.length > 20) return leaveOut(row, 'A criterion has at most 20 tags.')
    if (all.length > 0) to.tags = all
    part(row, 'tags')
  }

  function source(row: Row, to: Draft, text: string): void {
    const isTooLong = text.length > 2000
    open.part = isTooLong ? 'left-out' : 'source'
    if (isTooLong) return leaveOut(row, 'A source has at most 2,000 characters.')
    to.source = text
    part(row, 'source')
  }

  for (const row of rows) {
    const { read } = row
    const { last } = open
    switch (read.kind) {
      case 'blank':
        continue
      case 'unclear':
        leaveOut(row, read.why)
        // A line of dashes parts nothing; one with words would have been a criterion.
        if (/[\p{L}\p{N}]/u.test(row.source)) open.last = 'left-out'
        break
      case 'heading':
        // Headings stand before all that is written in lines, whatever its indent.
        add({ ...item, text: read.text, points: undefined }, read.level - 7, row)
        break
      case 'criterion': {
        const isBare = isMarked && !isItem(read)
        const goesOn = isBare && !row.isBlankBefore && read.indent > (way.at(-1)?.indent ?? 0)
        if (goesOn && last === 'left-out') leaveOut(row, goesOnWithNothing)
        else if (goesOn && typeof last === 'object') goOn(row, last, read.text, ' ')
        // A line without a mark names the marked ones of its indent that follow.
        else add(read, isBare ? read.indent - 0.5 : read.indent, row)
        break
      }
      default:
        if (last === undefined) leaveOut(row, 'There is no criterion above it that it could belong to.')
        else if (last === 'left-out') leaveOut(row, goesOnWithNothing)
        else if (read.kind === 'more') goOn(row, last, read.text, '\n')
        else if (read.kind === 'tags') tag(row, last, read.tags)
        else source(row, last, read.text)
    }
  }

  // A group carries no points itself; where none were given, none are made up.
  for (const one of criteria) if (parents.has(one.id) && noPoints.has(one.id)) one.points = 0
  const told = lines.map((one) => {
    if (one.kind !== 'criterion' || !noPoints.has(one.id)) return one
    return { ...one, note: parents.has(one.id) ? 'Group' : 'No points given: counts as 1.' }
  })
  return { criteria, lines: told, leftOut: told.filter(({ kind }) => kind === 'left-out').length }
}

const goesOnWithNothing = 'It goes on with a line that was left out.'

const item = { kind: 'criterion', indent: 0, required: false, weight: undefined, isListed: false } as const

function isItem({ isListed, points, required }: Extract<RubricLine, { kind: 'criterion' }>): boolean {
  return isListed || points !== undefined || required
}

function noteOf({ text }: { readonly text: string }): { note?: string } {
  return text === '' ? { note: 'It has points, but no words yet.' } : {}
}
