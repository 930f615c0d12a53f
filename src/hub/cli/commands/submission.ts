import { readTextFile } from '../../import/read-text.ts'
import { err, ok, type Result } from '../../../shared/domain/result.ts'
import { CommentAnswer, Review, ReviewDecision } from '../../../shared/domain/work.ts'
import { rowsToCsv } from '../../../shared/rules/csv.ts'
import type { OperatorError } from '../../context.ts'
import { exportSubmissions, type MissingFile } from '../../operator/export-submissions.ts'
import { GivenComment, reviewSubmission } from '../../operator/reviews.ts'
import { type Claim, workOutClaim } from '../../operator/claims.ts'
import { readClaims } from '../../store/claims.ts'
import type { Queryable } from '../../store/db.ts'
import { listSubmissions, readSubmissions, type SubmissionRow } from '../../store/submissions.ts'
import { type Command, done, failed, printJson, refuse } from '../command.ts'
import { firstOf, instantToText, plainText, tableToText, toJson } from '../console.ts'
import { issuesToTexts } from '../../words/issues-to-text.ts'
import { defined } from '../defined.ts'
import { unknownFilter } from '../known-ids.ts'
import { moneyToText, roundingToText } from '../money.ts'
import { troubleToError } from '../trouble.ts'
import { reviewAll } from './review-all.ts'
import { counted } from '../../../shared/rules/counted.ts'

const states = ['received', ...ReviewDecision.options] as const
const filterOptions = {
  state: { value: states.join('|'), help: 'Only in this state' },
  programme: { value: 'ID', help: 'Only of this programme' },
}
const unknownId = { code: 'unknown', text: 'There is no submission with this id. See: submission list' }

const list: Command = {
  name: 'submission list',
  words: [],
  summary: 'Show what was handed in',
  options: {
    ...filterOptions,
    limit: { value: 'N', help: 'At most so many (default: 1000)' },
    json: { help: 'As JSON' },
    csv: { help: 'As a table to be filled in, for submission review-all' },
  },
  plan(args) {
    const isToFill = args.flag('csv')
    const given = defined({ state: args.oneOf('state', states), programmeId: args.id('programme') })
    const filter = { ...given, ...(isToFill ? { only: 'newest' as const } : {}) }
    const limit = args.number('limit', { min: 1, max: 1_000_000, whole: true }) ?? 1000
    return async ({ store, console }) => {
      const unknown = await unknownFilter(store.context.db, filter)
      if (unknown !== undefined) return refuse(console, unknown)
      const rows = firstOf(console, await listSubmissions(store.context.db, filter, limit + 1), limit)
      if (isToFill) {
        // With the mark of UTF-8, or Excel would show other letters in the names.
        await console.write(`\u{feff}${rowsToCsv([columnsToFill, ...rows.map(rowToFill)])}`)
        return done
      }
      const claims = await readClaims(
        store.context.db,
        rows.map((row) => row.id),
      )
      const claimOf = (id: string): Claim | undefined => {
        const claim = claims.get(id)
        return claim === undefined ? undefined : workOutClaim(claim)
      }
      if (args.flag('json')) {
        return printJson(
          console,
          rows.map((row) => ({ ...row, claim: claimOf(row.id) })),
        )
      }
      await console.write(
        tableToText(
          ['ID', 'RECEIVED', 'STATE', 'EXPERT', 'TASK', 'MINUTES', 'ROUNDED', 'AMOUNT', 'NOTES'],
          rows.map((row) => [
            row.id,
            instantToText(row.receivedAt),
            row.state,
            row.expertName,
            row.title,
            ...claimCells(claimOf(row.id)),
            notes(row),
          ]),
        ),
      )
      return done
    }
  },
}

/** As `submission review-all` reads it; what comes after the first four is for whoever fills it in. */
const columnsToFill = ['submission', 'decision', 'reason', 'comment', 'expert', 'task', 'received', 'notes']

function rowToFill(row: SubmissionRow): string[] {
  return [row.id, '', '', '', row.expertName, row.title, instantToText(row.receivedAt), notes(row)]
}

/** Minutes as claimed, as rounded, and what they come to; `?` where only the desk knows. */
function claimCells(claim: Claim | undefined): [string, string, string] {
  if (claim === undefined) return ['?', '?', '?']
  const { workMs, roundedMs, amount } = claim
  return [
    minutes(workMs),
    roundedMs === undefined ? '?' : minutes(roundedMs),
    amount === undefined ? '?' : moneyToText(amount),
  ]
}

/** What rounding does, in minutes and in money. */
function claimLine({ workMs, roundedMs, amount, difference }: Claim, rule: string): string {
  if (roundedMs === undefined || amount === undefined || difference === undefined) {
    return `Claim      rounding ${rule}: only the desk knows the single stretches, and has not said the sum`
  }
  const effect =
    rule === 'none'
      ? ''
      : `, rounding ${rule}: ${minutes(roundedMs - workMs)} minutes and ${moneyToText(difference)} more`
  return `Claim      ${minutes(roundedMs)} minutes paid, ${moneyToText(amount)}${effect}`
}

function minutes(ms: number): string {
  return String(Math.round(ms / 6_000) / 10)
}

function notes(row: { late: boolean; withdrawn: boolean; supersededBy: string | null }): string {
  const marks = [row.late && 'late', row.withdrawn && 'after withdrawal', row.supersededBy !== null && 'superseded']
  return marks.filter((mark) => mark !== false).join(', ')
}

const show: Command = {
  name: 'submission show',
  words: ['ID'],
  summary: 'Show one submission with its task and its reviews',
  options: { json: { help: 'As JSON' } },
  plan(args) {
    const id = args.wordId(0, 'The id of the submission')
    return async ({ store, console }) => {
      const row = (await readSubmissions(store.context.db, [id]))[0]
      if (row === undefined) return refuse(console, unknownId)
      const reviews = row.reviews.map(
        (body) => JSON.parse(body) as { decision: string; reviewedAt: number; reviewer: string },
      )
      const submission = JSON.parse(row.content) as {
        values: Record<string, unknown>
        answers?: unknown
        time: { workMs: number }
      }
      const terms = (await readClaims(store.context.db, [row.id])).get(row.id)
      const claim = terms === undefined ? undefined : workOutClaim(terms)
      if (args.flag('json'))
        return printJson(console, { ...row, task: JSON.parse(row.task), content: submission, reviews, claim })
      const facts = [
        `Submission ${row.id}`,
        `Task       ${row.taskId} ${row.title}`,
        `Expert     ${row.expertId} ${row.expertName}`,
        `State      ${row.state}${notes(row) === '' ? '' : ` (${notes(row)})`}`,
        `Received   ${instantToText(row.receivedAt)}, ${counted(Math.round(submission.time.workMs / 60_000), 'minute', 'minutes')} claimed`,
        ...(terms === undefined || claim === undefined ? [] : [claimLine(claim, roundingToText(terms.rounding))]),
        `SHA-256    ${row.contentSha256}`,
        ...reviews.map(
          (review) => `Review     ${instantToText(review.reviewedAt)} ${review.decision} by ${review.reviewer}`,
        ),
      ]
      const answers = await answerLines(
        store.context.db,
        CommentAnswer.array()
          .catch([])
          .parse(submission.answers ?? []),
      )
      const values = Object.entries(submission.values).map(([key, value]) => {
        return `\n[${key}]\n${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}`
      })
      await console.write(`${plainText([...facts, ...answers, ...values].join('\n'))}\n`)
      return done
    }
  },
}

/** What the expert answered, each below the comment it belongs to. */
async function answerLines(db: Queryable, answers: readonly CommentAnswer[]): Promise<string[]> {
  const reviewed = await readSubmissions(db, [...new Set(answers.map(({ submissionId }) => submissionId))])
  const comments = new Map(
    reviewed.map(({ id, reviews }) => {
      const last = reviews.at(-1)
      const parsed = last === undefined ? undefined : Review.safeParse(JSON.parse(last))
      return [id, parsed?.success === true ? parsed.data.comments : []] as const
    }),
  )
  return answers.flatMap(({ submissionId, comment, about: told, text, resolved }) => {
    // Desks of before 30 November 2026 say its number alone.
    const about = told ?? comments.get(submissionId)?.[comment]
    const place = [about?.field, about?.part, about?.passage && `“${about.passage.quote}”`].filter(Boolean).join(' ')
    return [
      `Comment    ${place === '' ? '' : `${place}: `}${about?.text ?? `${comment + 1} of ${submissionId}`}`,
      `Answer     ${resolved ? 'done' : 'open'}${text === '' ? '' : `: ${text}`}`,
    ]
  })
}

const review: Command = {
  name: 'submission review',
  words: ['ID'],
  summary: 'Accept, return or reject a submission; the expert hears of it at their next contact',
  options: {
    accept: { help: 'Accept it' },
    return: { help: 'Return it, with at least one comment' },
    reject: { help: 'Reject it, with a reason' },
    comment: {
      value: '[FIELD=]TEXT',
      multiple: true,
      help: 'A comment, on a field where its key stands before the text',
    },
    comments: {
      value: 'FILE',
      help: 'More comments, a JSON list of {field, part, passage: {quote}, text}, all but the text as needed',
    },
    reason: { value: 'TEXT', help: 'Why' },
    reviewer: { value: 'NAME', help: 'Who decided (default: Reviewer)' },
  },
  plan(args) {
    const submissionId = args.wordId(0, 'The id of the submission')
    const chosen = (['accept', 'return', 'reject'] as const).filter((name) => args.flag(name))
    if (chosen.length !== 1) args.complain('Give one of --accept, --return and --reject.')
    const decision = ({ accept: 'accepted', return: 'returned', reject: 'rejected' } as const)[chosen[0] ?? 'accept']
    const more = defined({ reason: args.text('reason'), reviewer: args.text('reviewer') })
    const file = args.text('comments')
    return async ({ store, console }) => {
      const read = file === undefined ? ok([]) : await readComments(file)
      if (!read.ok) return refuse(console, read.error)
      const lines = args.list('comment')
      const comments = read.value
      const result = await reviewSubmission(store.context, { submissionId, decision, lines, comments, ...more })
      if (!result.ok) return refuse(console, result.error)
      await console.write(`Submission ${submissionId} is ${decision}.\n`)
      return done
    }
  },
}

/** Comments from a file, as a reviewing program writes them. */
async function readComments(path: string): Promise<Result<GivenComment[], OperatorError>> {
  const text = await readTextFile(path)
  if (!text.ok) return text
  let json: unknown
  try {
    json = JSON.parse(text.value)
  } catch {
    return err({ code: 'bad-input', text: `The file ${path} is no JSON.` })
  }
  const parsed = GivenComment.array().safeParse(json)
  if (parsed.success) return ok(parsed.data)
  return err({ code: 'bad-input', text: `The comments in ${path} do not fit:`, details: issuesToTexts(parsed.error) })
}

const exportCommand: Command = {
  name: 'submission export',
  words: [],
  summary: 'Write submissions to standard output, one JSON object a line',
  options: {
    ...filterOptions,
    format: {
      value: 'jsonl|gdpval',
      help: 'gdpval: GDPval rows, of tasks that experts authored and of those that came as such rows (default: jsonl)',
    },
    'files-dir': { value: 'DIR', help: 'Copy the delivered files into this folder' },
    all: { help: 'Also submissions that a later one took the place of' },
  },
  plan(args) {
    const options = {
      format: args.oneOf('format', ['jsonl', 'gdpval'] as const) ?? 'jsonl',
      all: args.flag('all'),
      ...defined({
        state: args.oneOf('state', states),
        programmeId: args.id('programme'),
        filesFolder: args.text('files-dir'),
      }),
    }
    return async ({ store, console, stop }) => {
      const unknown = await unknownFilter(store.context.db, options)
      if (unknown !== undefined) return refuse(console, unknown)
      let missing = 0
      const onMissing = ({ submissionId, name, sha256 }: MissingFile): void => {
        missing += 1
        console.complain(
          plainText(
            `Submission ${submissionId}: its file ${name} (${sha256}) is not in the hub's folder, or not whole.`,
          ),
        )
      }
      try {
        for await (const row of exportSubmissions(store.context, { ...options, onMissing }))
          await console.write(`${toJson(row)}\n`)
      } catch (error) {
        // Whoever asked it to end knows.
        if (stop.isAsked()) throw error
        return refuse(console, troubleToError(error, 'The rows that were written are not all. Export again.'))
      }
      if (missing === 0) return done
      console.complain(
        `All rows were written; ${counted(missing, 'file', 'files')} could not be copied. Put the hub's folder of files back (--files) and export again.`,
      )
      return failed
    }
  },
}

export const submissionCommands: readonly Command[] = [list, show, review, reviewAll, exportCommand]
