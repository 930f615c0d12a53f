import { readReviewTable } from '../../import/review-table.ts'
import { type ReviewInput, reviewSubmissions } from '../../operator/reviews.ts'
import type { OperatorError } from '../../context.ts'
import { type Command, done, refuse } from '../command.ts'
import { plainText } from '../console.ts'
import { whyUnreadable } from '../readable.ts'
import { counted } from '../../../shared/rules/counted.ts'

/** Further bad lines are counted and not named. */
const mostNamed = 1000

export const reviewAll: Command = {
  name: 'submission review-all',
  words: ['FILE'],
  summary: 'Review many submissions by a table, all or nothing; each by the rules of one',
  options: { reviewer: { value: 'NAME', help: 'Who decided, where a row does not say it (default: Reviewer)' } },
  plan(args) {
    const path = args.word(0, 'The file')
    const reviewer = args.text('reviewer')
    return async ({ store, console }) => {
      const unreadable = await whyUnreadable(path)
      if (unreadable !== undefined) return refuse(console, unreadable)
      const table = await readReviewTable(path)
      if (!table.ok) return refuse(console, table.error)
      const { lines, undecided, idle } = table.value
      if (lines.length === 0) return refuse(console, nothingIn(path))
      const given = lines.flatMap((one): { line: number; review: ReviewInput }[] =>
        'review' in one
          ? [{ line: one.line, review: { ...one.review, reviewer: one.review.reviewer ?? reviewer } }]
          : [],
      )
      const problems = lines.flatMap((one) =>
        'problems' in one ? [{ line: one.line, text: one.problems.join('; ') }] : [],
      )
      // Also where a line is bad, but then as a trial: all that is wrong is to be said at once.
      const result = await reviewSubmissions(
        store.context,
        given.map((one) => one.review),
        problems.length > 0,
      )
      if (!result.ok)
        problems.push(...result.error.map(({ index, error }) => ({ line: given[index]?.line ?? 0, text: error.text })))
      if (problems.length > 0) {
        const details = problems.sort((a, b) => a.line - b.line).map(({ line, text }) => `line ${line}: ${text}`)
        const more = details.length > mostNamed ? [`and ${details.length - mostNamed} more lines`] : []
        const which = problems.length === 1 ? 'One line has an error' : `${problems.length} lines have errors`
        const text = `${which}; nothing was reviewed.`
        return refuse(console, { code: 'bad-lines', text, details: [...details.slice(0, mostNamed), ...more] })
      }
      const reviews = result.ok ? result.value : []
      const count = (decision: string) => reviews.filter(({ review }) => review.decision === decision).length
      const before = reviews.filter(({ isThere }) => isThere).length
      const already = before === 0 ? '' : ` ${before} of them stood already, and were not added again.`
      await console.write(
        `${counted(reviews.length, 'review', 'reviews')}: ${count('accepted')} accepted, ${count('returned')} returned, ${count('rejected')} rejected.${already}\n`,
      )
      if (undecided > 0)
        console.complain(
          `${counted(undecided, 'row without a decision was', 'rows without a decision were')} passed over.`,
        )
      if (idle.length > 0) console.complain(plainText(`These columns say nothing here: ${idle.join(', ')}.`))
      return done
    }
  },
}

function nothingIn(path: string): OperatorError {
  return { code: 'empty', text: `There is no review in ${path}: a row needs a decision, such as accept.` }
}
