import type { z } from 'zod'
import type { FieldValue } from '../../domain/fields.ts'
import type { Span, StructuredOf } from '../../domain/structured.ts'
import type { Material } from '../../domain/task.ts'
import { thereAre } from '../counted.ts'
import type { Check, Problem, Whole } from './check.ts'

export const spansProblem: Check<'spans'> = (field, { spans }, whole) => {
  if (spans.length < field.minSpans) {
    return { code: 'too-few', text: `At least ${field.minSpans} passages are asked for; ${thereAre(spans.length)}.` }
  }
  const faults = new Set(field.faults.map(({ value }) => value))
  const odd = spans.find(({ fault }) => !faults.has(fault))
  if (odd !== undefined)
    return { code: 'not-a-choice', part: odd.id, text: 'Choose a fault from the list for each passage.' }
  const unfit = spans.find(({ from, to, quote }) => to - from !== quote.length || quote === '')
  if (unfit !== undefined) {
    const text = 'A mark does not fit what it quotes. Take it out and mark the passage again.'
    return { code: 'not-a-choice', part: unfit.id, text }
  }
  const bare = (text: string | undefined): boolean => (text ?? '').trim() === ''
  const missing = (what: string, at: number): Problem => ({
    code: 'too-short',
    part: spans[at]?.id,
    text: `A ${what} is missing for passage ${at + 1}.`,
  })
  const correction = spans.findIndex((span) => field.needsCorrection && bare(span.correction))
  if (correction >= 0) return missing('correction', correction)
  const citation = spans.findIndex((span) => field.needsCitation && bare(span.citation))
  if (citation >= 0) return missing('citation', citation)
  const isField = whole.fields.some(({ key }) => key === field.target)
  // Of a field that was emptied there is no value.
  const target = whole.values[field.target] ?? (isField ? '' : undefined)
  const stale = spans.findIndex((span) => isStale(span, target))
  if (stale < 0) return undefined
  const text = `The text has changed under passage ${stale + 1}. Mark it again, or take it out.`
  return { code: 'too-few', part: spans[stale]?.id, text }
}

/**
 * The marks, by their number from 1, that quote what no longer stands in a material: an operator may replace one while a task is
 * worked on.
 */
export function marksLeft({ spans }: StructuredOf<'spans'>, material: Material | undefined): number[] {
  const textOf = (turn: number | undefined): string | undefined => {
    if (material?.kind === 'text' || material?.kind === 'response') return material.text
    return material?.kind === 'conversation' ? (material.turns[turn ?? -1]?.text ?? '') : undefined
  }
  return spans.flatMap((span, at) => (hasMoved(span, textOf(span.turn)) ? [at + 1] : []))
}

/** Marks in another field are held against it; materials are not here to be looked at. */
function isStale(span: z.infer<typeof Span>, target: Whole['values'][string] | undefined): boolean {
  return hasMoved(span, writtenText(target, span.turn))
}

function hasMoved({ from, to, quote }: z.infer<typeof Span>, text: string | undefined): boolean {
  return text !== undefined && text.slice(from, to) !== quote
}

function writtenText(value: FieldValue | undefined, turn: number | undefined): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || Array.isArray(value) || value.kind !== 'conversation') return undefined
  return value.turns[turn ?? -1]?.text ?? ''
}
