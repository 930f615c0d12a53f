import type { Review } from '../../shared/domain/work.ts'

/** So many comments are told, and so much of each; the device that handed the work in shows all of them at their places. */
const TOLD = 5
const TOLD_CHARS = 400

/** What a reviewer says of work that this device does not have: whoever writes the next version here has to know it. */
export function returnedElsewhereText(title: string, { reason = '', comments }: Review): string {
  const said = [reason, ...comments.map(({ text }) => text)].filter((text) => text.trim() !== '')
  const told = said.slice(0, TOLD).map((text) => `“${shortened(text)}”`)
  const rest = said.length - told.length
  const more = rest > 0 ? [`and ${rest} more`] : []
  const what = said.length === 0 ? '' : ` The reviewer says: ${[...told, ...more].join(', ')}.`
  return `“${title}”, which you handed in from another computer, or before a backup was put back here, has come back.${what}`
}

function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line.length <= TOLD_CHARS ? line : `${line.slice(0, TOLD_CHARS).toWellFormed()}…`
}

/** One for each review, so that it is told once however often the feed is read; by its time among the others. */
export function noticeIdOf(submissionId: string, reviewedAt: number): string {
  const time = reviewedAt.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}${submissionId.slice(13)}`
}
