import type { z } from 'zod'
import type { FieldValue } from '../../domain/fields.ts'
import type { Span } from '../../domain/structured.ts'
import { thereAre } from '../counted.ts'
import type { Check, Whole } from './check.ts'

export const spansProblem: Check<'spans'> = (field, { spans }, whole) => {
  if (spans.length < field.minSpans) {
    return { code: 'too-few', text: `At least ${field.minSpans} passages are asked for; ${thereAre(spans.length)}.` }
  }
  const faults = new Set(field.faults.map(({ value }) => value))
  if (spans.some(({ fault }) => !faults.has(fault)))
    return { code: 'not-a-choice', text: 'Choose a fault from the list for each passage.' }
  if (spans.some(({ from, to, quote }) => to - from !== quote.length || quote === ''))
    return { code: 'not-a-choice', text: 'A mark does not fit what it quotes. Take it out and mark the passage again.' }
  const bare = (text: string | undefined): boolean => (text ?? '').trim() === ''
  const correction = spans.findIndex((span) => field.needsCorrection && bare(span.correction))
  if (correction >= 0) return { code: 'too-short', text: `A correction is missing for passage ${correction + 1}.` }
  const citation = spans.findIndex((span) => field.needsCitation && bare(span.citation))
  if (citation >= 0) return { code: 'too-short', text: `A citation is missing for passage ${citation + 1}.` }
  const isField = whole.fields.some(({ key }) => key === field.target)
  // Of a field that was emptied there is no value.
  const target = whole.values[field.target] ?? (isField ? '' : undefined)
  const stale = spans.findIndex((span) => isStale(span, target))
  if (stale < 0) return undefined
  return { code: 'too-few', text: `The text has changed under passage ${stale + 1}. Mark it again, or take it out.` }
}

/** Marks in another field are held against it; materials are not here to be looked at. */
function isStale(
  { turn, from, to, quote }: z.infer<typeof Span>,
  target: Whole['values'][string] | undefined,
): boolean {
  const text = writtenText(target, turn)
  return text !== undefined && text.slice(from, to) !== quote
}

function writtenText(value: FieldValue | undefined, turn: number | undefined): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || Array.isArray(value) || value.kind !== 'conversation') return undefined
  return value.turns[turn ?? -1]?.text ?? ''
}
