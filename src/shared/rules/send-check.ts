import type { Missing } from '../contract/desk-views.ts'
import {
  type Field,
  type FieldValue,
  type FieldValues,
  isKnownField,
  isStructuredField,
  type KnownField,
} from '../domain/fields.ts'
import { CalendarDay } from '../domain/structured.ts'
import type { Problem } from './checks/check.ts'
import { isEmptyStructure, structureProblem } from './checks/structure-check.ts'
import { counted, thereAre } from './counted.ts'
import { dayInWords } from './days.ts'
import { codePointCount, wordCount } from './words.ts'

/** How long the text of a field is. */
export type Counting = {
  words(text: string, field: string): number
  characters(text: string, field: string): number
}

const fromTheText: Counting = { words: wordCount, characters: codePointCount }

/**
 * What stands between a draft and its sending, in the order of the fields. Empty when it can be sent.
 * The window uses it while one writes, the core before it queues, and the hub when it receives.
 * @param counting for who has counted already
 */
export function sendCheck(fields: readonly Field[], values: FieldValues, counting = fromTheText): Missing[] {
  return fields.flatMap((field) => {
    const problem = isKnownField(field) ? fieldProblem(field, values, fields, counting) : unknownProblem(field)
    return problem === undefined ? [] : [{ field: field.key, label: field.label ?? field.key, ...problem }]
  })
}

const unfinished: ReadonlySet<Missing['code']> = new Set(['empty', 'too-short', 'too-few', 'unknown-kind'])

/** Whether something is only not finished, as against wrong: work that was cut short may be sent with it. */
export function isUnfinished({ code }: Pick<Missing, 'code'>): boolean {
  return unfinished.has(code)
}

function unknownProblem(field: Field): Problem | undefined {
  if (!field.required) return undefined
  return { code: 'unknown-kind', text: 'This part needs a newer version of Understudy.' }
}

function fieldProblem(
  field: KnownField,
  values: FieldValues,
  fields: readonly Field[],
  counting: Counting,
): Problem | undefined {
  const value = values[field.key]
  if (isEmpty(value)) {
    return field.required ? { code: 'empty', text: emptyText[field.kind] } : undefined
  }
  if (isStructuredField(field)) return structureProblem(field, value, { fields, values })
  switch (field.kind) {
    case 'markdown': {
      if (typeof value !== 'string') return notA('text')
      if (field.minWords === undefined && field.maxWords === undefined) return undefined
      const words = counting.words(value, field.key)
      if (field.minWords !== undefined && words < field.minWords) {
        return {
          code: 'too-short',
          text: `At least ${counted(field.minWords, 'word is', 'words are')} asked for; ${thereAre(words)}.`,
        }
      }
      if (field.maxWords !== undefined && words > field.maxWords) {
        return {
          code: 'too-long',
          text: `At most ${counted(field.maxWords, 'word is', 'words are')} allowed; ${thereAre(words)}.`,
        }
      }
      return undefined
    }
    case 'text': {
      if (typeof value !== 'string') return notA('text')
      if (field.minLength === undefined && field.maxLength === undefined) return undefined
      const length = counting.characters(value, field.key)
      if (field.minLength !== undefined && length < field.minLength) {
        return {
          code: 'too-short',
          text: `At least ${counted(field.minLength, 'character is', 'characters are')} asked for; ${thereAre(length)}.`,
        }
      }
      if (field.maxLength !== undefined && length > field.maxLength) {
        return {
          code: 'too-long',
          text: `At most ${counted(field.maxLength, 'character is', 'characters are')} allowed; ${thereAre(length)}.`,
        }
      }
      return undefined
    }
    case 'number': {
      if (typeof value !== 'number') return notA('number')
      if (field.integer && !Number.isInteger(value))
        return { code: 'out-of-range', text: 'A whole number is asked for.' }
      if (field.min !== undefined && value < field.min)
        return { code: 'out-of-range', text: `The least is ${field.min}.` }
      if (field.max !== undefined && value > field.max)
        return { code: 'out-of-range', text: `The most is ${field.max}.` }
      return undefined
    }
    case 'choice': {
      const chosen = Array.isArray(value) ? value : [value]
      const allowed = new Set(field.options.map((option) => option.value))
      if (!field.multiple && chosen.length > 1) return { code: 'too-many', text: 'Only one may be chosen.' }
      if (chosen.some((one) => typeof one !== 'string' || !allowed.has(one))) {
        return { code: 'not-a-choice', text: 'Choose from the list.' }
      }
      return undefined
    }
    case 'likert': {
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > field.points) {
        return { code: 'out-of-range', text: `Choose a step from 1 to ${field.points}.` }
      }
      return undefined
    }
    case 'date': {
      if (typeof value !== 'string' || !CalendarDay.safeParse(value).success) return notA('date')
      if (field.min !== undefined && value < field.min) {
        return { code: 'out-of-range', text: `The earliest day is ${dayInWords(field.min)}.` }
      }
      if (field.max !== undefined && value > field.max) {
        return { code: 'out-of-range', text: `The latest day is ${dayInWords(field.max)}.` }
      }
      return undefined
    }
    case 'files': {
      if (!Array.isArray(value)) return notA('list of files')
      const least = Math.max(field.minFiles, field.required ? 1 : 0)
      if (value.length < least)
        return {
          code: 'too-few',
          text: `At least ${counted(least, 'file is', 'files are')} asked for; ${thereAre(value.length)}.`,
        }
      if (value.length > field.maxFiles)
        return { code: 'too-many', text: `At most ${counted(field.maxFiles, 'file is', 'files are')} allowed.` }
      return undefined
    }
  }
}

function isEmpty(value: FieldValue | undefined): boolean {
  if (value === undefined) return true
  if (typeof value === 'string') return value.trim() === ''
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && isEmptyStructure(value)
}

function notA(what: string): Problem {
  return { code: 'not-a-choice', text: `This should be a ${what}.` }
}

const emptyText: Record<KnownField['kind'], string> = {
  markdown: 'Nothing written yet.',
  text: 'Nothing written yet.',
  number: 'No number yet.',
  choice: 'Nothing chosen yet.',
  likert: 'Nothing chosen yet.',
  date: 'No day chosen yet.',
  rubric: 'No criterion yet.',
  'rubric-score': 'Nothing marked yet.',
  comparison: 'Nothing compared yet.',
  ranking: 'Not in order yet.',
  spans: 'No passage marked yet.',
  conversation: 'No turn written yet.',
  citations: 'No source given yet.',
  persona: 'Nobody described yet.',
  files: 'No file added yet.',
}
