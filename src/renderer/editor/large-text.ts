import type { ChangeSet, Text } from '@codemirror/state'

/** Beyond this many characters a text is shown without Markdown styling, so that writing stays quick. */
export const LARGE_TEXT = 300_000
/** One line longer than this costs more than a whole long text of short lines. */
const LONG_LINE = 20_000

/** Whether a text is so large that it is shown plainly. */
export function isLargeText(text: Text): boolean {
  if (text.length > LARGE_TEXT) return true
  if (text.length <= LONG_LINE) return false
  for (const lines = text.iterLines(); !lines.next().done; ) if (lines.value.length > LONG_LINE) return true
  return false
}

/** The same after a change of a text that was not large before; looks only at the lines that changed. */
export function hasBecomeLarge(text: Text, changes: ChangeSet): boolean {
  if (text.length > LARGE_TEXT) return true
  if (text.length <= LONG_LINE) return false
  let large = false
  changes.iterChangedRanges((_fromA, _toA, fromB, toB) => {
    for (let at = fromB; at <= toB && !large; ) {
      const line = text.lineAt(at)
      large = line.length > LONG_LINE
      at = line.to + 1
    }
  })
  return large
}
