import { type Change, ChangeHead, FeedHead, type FeedPage } from '../contract/hub.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { compiled } from './compiled.ts'
import { parseJson } from './parse-json.ts'

/**
 * Reads a page of the feed (see FEED_MEDIA_TYPE). A page that was cut off gives what came whole: its cursor is then the
 * number of the last whole change, and there is more.
 * @returns what is wrong where not even a head and a change can be read
 */
export function linesToPage(text: string): Result<FeedPage, string> {
  const lines = createLineReader(text)
  const Head = compiled(ChangeHead)
  const head = FeedHead.safeParse(parseJson(lines.next()))
  if (!head.success) return err('it does not begin as a page of the feed does')
  const { changes: expected, ...rest } = head.data
  const changes: Change[] = []
  while (changes.length < expected) {
    const headLine = lines.next()
    const content = lines.next()
    if (headLine === undefined || content === undefined) break
    const change = Head.safeParse(parseJson(headLine))
    if (!change.success) return err(`change ${changes.length + 1} has no head`)
    const { seq, kind, id, assignment } = change.data
    changes.push({ seq, kind, id, assignment, content })
  }
  if (changes.length === expected) return ok({ ...rest, changes })
  const last = changes.at(-1)
  return last === undefined
    ? err('it was cut off at its beginning')
    : ok({ ...rest, changes, cursor: last.seq, more: true })
}

/** Whole lines only: one without its end was cut off. */
function createLineReader(text: string): { next(): string | undefined } {
  let at = 0
  return {
    next: () => {
      const end = text.indexOf('\n', at)
      if (end < 0) return undefined
      const line = text.slice(at, end)
      at = end + 1
      return line
    },
  }
}
