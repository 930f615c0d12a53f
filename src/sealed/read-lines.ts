import { createReadStream } from 'node:fs'
import type { FeedPage } from '../shared/contract/hub.ts'
import { linesToPage } from '../shared/rules/feed-lines.ts'

/** A line or a page longer than this is nothing that a desk or a hub has written. */
const MOST_CHARS = 64_000_000

/** What is wrong with the contents of an entry; for `formRefusals.damaged`. */
export class ContentFlaw extends Error {}

/** The lines of a file one after another, the last one too where it has no end. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let begun: string[] = []
  let chars = 0
  for await (const piece of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const lines = String(piece).split('\n')
    const last = lines.pop() ?? ''
    for (const line of lines) {
      yield begun.length === 0 ? line : begun.join('') + line
      begun = []
      chars = 0
    }
    begun.push(last)
    chars += last.length
    if (chars > MOST_CHARS) throw new ContentFlaw('a line of it is too long')
  }
  if (chars > 0) yield begun.join('')
}

/**
 * The values of a file of JSON Lines.
 * @throws ContentFlaw at the first line that is none
 */
export async function* readJsonLines(path: string): AsyncIterable<unknown> {
  for await (const line of linesOf(path)) yield parseLine(line)
}

/**
 * The pages of a sealed feed, one after another, each whole.
 * @throws ContentFlaw where one is not
 */
export async function* readFeedPages(path: string): AsyncGenerator<FeedPage> {
  let lines: string[] = []
  let chars = 0
  let wanted = 0
  for await (const line of linesOf(path)) {
    if (lines.length === 0) wanted = 1 + 2 * changesOf(line)
    lines.push(line)
    chars += line.length
    if (chars > MOST_CHARS) throw new ContentFlaw('a page of its feed is too long')
    if (lines.length < wanted) continue
    const page = linesToPage(`${lines.join('\n')}\n`)
    if (!page.ok) throw new ContentFlaw('its feed cannot be read')
    yield page.value
    lines = []
    chars = 0
  }
  if (lines.length > 0) throw new ContentFlaw('its feed ends in the middle')
}

function changesOf(head: string): number {
  const value = parseLine(head)
  const changes = typeof value === 'object' && value !== null && 'changes' in value ? value.changes : undefined
  if (typeof changes === 'number' && Number.isInteger(changes) && changes >= 0 && changes <= 10_000) return changes
  throw new ContentFlaw('its feed cannot be read')
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new ContentFlaw('a line of it cannot be read')
  }
}
