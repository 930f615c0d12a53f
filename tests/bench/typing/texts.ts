import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { sharedData } from '../../support/shared-data.ts'

export const sizes = { '1kb': 1_000, '100kb': 100_000, '1mb': 1_000_000 } as const
export type Size = keyof typeof sizes

const BOOK = 'typing/rustbook.md.gz'

/** A Markdown document of so many characters: a real book where it is at hand, else paragraphs in its manner. */
export function markdownOf(size: Size, say: (line: string) => void): string {
  const length = sizes[size]
  if (existsSync(sharedData(BOOK)))
    return gunzipSync(readFileSync(sharedData(BOOK)))
      .toString('utf8')
      .slice(0, length)
  say('The long Markdown document of ../shared/data is not there; paragraphs are made up instead.')
  let text = ''
  for (let i = 1; text.length < length; i++) text += i % 12 === 0 ? `## Part ${i / 12}\n\n` : `${madeUp}\n\n`
  return text.slice(0, length)
}

const madeUp =
  'The *heavy land* lies wet until April, so nothing is driven on it before the ground carries; `pH` is 6.1 and phosphorus is low. '
    .repeat(4)
    .trim()

/** Where one goes on writing: the end of the paragraph that is nearest to the middle. */
export function caretOf(text: string): number {
  const at = text.indexOf('\n\n', text.length >> 1)
  return at < 0 ? text.length : at
}
