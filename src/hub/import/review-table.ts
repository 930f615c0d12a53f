import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { Id } from '../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { OperatorError } from '../context.ts'
import { GivenComment, type ReviewInput } from '../operator/reviews.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'
import { commaOrSemicolon } from './open-batch-file.ts'
import { openBytes, readJsonLines } from './read-lines.ts'
import { readTextFile } from './read-text.ts'
import { createTableReading } from './table-reading.ts'

/** What is decided about one submission, or what is wrong with the line. */
export type ReviewLine = { readonly line: number } & (
  | { readonly review: ReviewInput }
  | { readonly problems: readonly string[] }
)
export type ReviewTable = {
  readonly lines: readonly ReviewLine[]
  /** Rows in which nobody has decided yet. */
  readonly undecided: number
  /** Columns that say nothing here, such as the title of a task. */
  readonly idle: readonly string[]
}

/** As many as are entered at once. */
const mostLines = 10_000

/** As at the command line, and as submissions are listed. */
const decisions = {
  accept: 'accepted',
  accepted: 'accepted',
  return: 'returned',
  returned: 'returned',
  reject: 'rejected',
  rejected: 'rejected',
} as const
const Decision = z.string().transform((text, context) => {
  const word = text.trim().toLowerCase()
  if (Object.hasOwn(decisions, word)) return decisions[word as keyof typeof decisions]
  context.addIssue('must be accept, return or reject')
  return z.NEVER
})
const Row = z.strictObject({
  submission: z
    .string()
    .transform((text) => text.trim().toLowerCase())
    .refine((text) => Id.safeParse(text).success, 'must be an id as the list shows it'),
  decision: Decision,
  reason: z.string().optional(),
  reviewer: z.string().optional(),
  comments: z.array(GivenComment).optional(),
  lines: z.array(z.string()).optional(),
})
const JsonRow = Row.omit({ lines: true })

/** Reads a table of reviews: `.csv` or `.tsv` by their headings, else one JSON object a line. */
export async function readReviewTable(path: string): Promise<Result<ReviewTable, OperatorError>> {
  const name = path.toLowerCase()
  const table = /\.[ct]sv$/.test(name)
    ? await readRows(path, name.endsWith('.tsv') ? '\t' : await commaOrSemicolon(path))
    : ok(await readObjects(path))
  if (!table.ok || table.value.lines.length <= mostLines) return table
  return err({
    code: 'too-many',
    text: `A table has at most ${mostLines} reviews, and this one has ${table.value.lines.length}. Nothing was reviewed.`,
  })
}

async function readObjects(path: string): Promise<ReviewTable> {
  const lines: ReviewLine[] = []
  for await (const entry of readJsonLines(openBytes(path))) {
    lines.push(
      'problem' in entry ? { line: entry.line, problems: [entry.problem] } : toLine(entry.line, JsonRow, entry.value),
    )
  }
  return { lines, undecided: 0, idle: [] }
}

function toLine(line: number, schema: typeof Row | typeof JsonRow, value: unknown): ReviewLine {
  const parsed = schema.safeParse(value)
  if (!parsed.success) return { line, problems: issuesToTexts(parsed.error) }
  const { submission: submissionId, ...review } = parsed.data
  return { line, review: { submissionId, ...review } }
}

const single = ['submission', 'decision', 'reason', 'reviewer']

async function readRows(path: string, delimiter: string): Promise<Result<ReviewTable, OperatorError>> {
  const text = await readTextFile(path)
  if (!text.ok) return text
  const bad = (reason: string) => err({ code: 'bad-table', text: `The table ${path} ${reason}. Nothing was reviewed.` })
  let records: { record: string[]; info: { lines: number } }[]
  const reading = createTableReading(delimiter)
  try {
    records = parse(text.value, reading.options) as unknown as typeof records
  } catch (error) {
    const fault = reading.fault(error)
    return bad(`cannot be read: line ${fault.line} ${fault.text}`)
  }
  const headings = (records[0]?.record ?? []).map((heading) => heading.trim().toLowerCase())
  for (const heading of single) {
    const count = headings.filter((one) => one === heading).length
    if (count > 1) return bad(`has the column ${heading} more than once`)
    if (count === 0 && (heading === 'submission' || heading === 'decision'))
      return bad(`has no column ${heading}; it has: ${headings.join(', ').slice(0, 500)}`)
  }
  const lines: ReviewLine[] = []
  let undecided = 0
  for (const [index, { record }] of records.entries()) {
    if (index === 0) continue
    // A record may reach over several lines; it is named by its first.
    const line = (records[index - 1]?.info.lines ?? 0) + 1
    if (record.length !== headings.length) {
      lines.push({ line, problems: [`has ${record.length} cells instead of ${headings.length}`] })
      continue
    }
    const cells = (heading: string): string[] =>
      record.filter((cell, place) => headings[place] === heading && cell.trim() !== '')
    const [decision] = cells('decision')
    const [reason] = cells('reason')
    const [reviewer] = cells('reviewer')
    const comments = cells('comment')
    if (decision === undefined && reason === undefined && comments.length === 0) undecided += 1
    else {
      const review = { submission: cells('submission')[0], decision, reason, reviewer, lines: comments }
      lines.push(toLine(line, Row, review))
    }
  }
  const idle = headings.filter((heading) => heading !== 'comment' && !single.includes(heading))
  return ok({ lines, undecided, idle })
}
