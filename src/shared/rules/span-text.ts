import type { z } from 'zod'
import type { Span } from '../domain/structured.ts'

/** A text that passages are marked in: one whole, or the turns of a conversation below each other. */
export type SpanText = {
  /** As it is shown, with a line above each turn that says who speaks. */
  readonly text: string
  readonly parts: readonly SpanPart[]
}

/** Where a part stands in the text that is shown; in UTF-16 code units. */
export type SpanPart = { readonly turn?: number; readonly from: number; readonly to: number }

type Place = Pick<z.infer<typeof Span>, 'turn' | 'from' | 'to'>

export function plainSpanText(text: string): SpanText {
  return { text, parts: [{ from: 0, to: text.length }] }
}

/** @param turns with the name of who speaks, without line breaks */
export function turnsSpanText(turns: readonly { readonly speaker: string; readonly text: string }[]): SpanText {
  let text = ''
  const parts = turns.map((turn, at) => {
    if (at > 0) text += '\n\n'
    text += `${turn.speaker}\n`
    const from = text.length
    text += turn.text
    return { turn: at, from, to: text.length }
  })
  return { text, parts }
}

/**
 * A stretch of what is shown as a place in the source, without the blanks at its ends.
 * @returns undefined where nothing is selected, or the stretch is not within one part
 */
export function toSpanPlace(
  { text, parts }: SpanText,
  from: number,
  to: number,
): (Place & { quote: string }) | undefined {
  const selected = text.slice(from, to)
  const begin = from + (selected.length - selected.trimStart().length)
  const end = begin + selected.trim().length
  const part = parts.find((one) => one.from <= begin && end <= one.to)
  if (part === undefined || begin >= end) return undefined
  const turn = part.turn === undefined ? {} : { turn: part.turn }
  return { ...turn, from: begin - part.from, to: end - part.from, quote: text.slice(begin, end) }
}

/** Where a mark stands in what is shown; undefined where its turn or its end is not there. */
export function toShownPlace({ parts }: SpanText, { turn, from, to }: Place): { from: number; to: number } | undefined {
  const part = parts.find((one) => one.turn === turn)
  if (part === undefined || from >= to || part.from + to > part.to) return undefined
  return { from: part.from + from, to: part.from + to }
}

/** What stands at a place now. */
export function textAt(shown: SpanText, place: Place): string | undefined {
  const at = toShownPlace(shown, place)
  return at === undefined ? undefined : shown.text.slice(at.from, at.to)
}

/** Where a quotation stands that has moved: only if it is there once. */
export function findQuote(shown: SpanText, quote: string): (Place & { quote: string }) | undefined {
  const at = quote === '' ? -1 : shown.text.indexOf(quote)
  if (at < 0 || shown.text.indexOf(quote, at + 1) >= 0) return undefined
  return toSpanPlace(shown, at, at + quote.length)
}
