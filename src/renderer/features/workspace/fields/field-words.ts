import type { KnownField } from '../../../../shared/domain/fields.ts'
import { dayInWords } from '../../../../shared/rules/days.ts'
import { bytes, count, wholeNumber } from '../../../format/amounts.ts'
import type { TextCounts } from '../../../editor/text-counts.ts'

/** What a field asks for, in a few words: `200 to 700 words`, `one of 4`. Empty where there is nothing to add. */
export function asks(field: KnownField): string {
  switch (field.kind) {
    case 'markdown':
      return range(field.minWords, field.maxWords, 'word', 'words')
    case 'text':
      return range(field.minLength, field.maxLength, 'character', 'characters')
    case 'number':
      return numberAsks(field)
    case 'choice':
      return field.multiple ? `some of ${field.options.length}` : `one of ${field.options.length}`
    case 'likert':
      return `1 (${field.low}) to ${field.points} (${field.high})`
    case 'files':
      return filesAsks(field)
    case 'date':
      return dayAsks(field)
    case 'rubric':
      return field.lint?.minCriteria === undefined
        ? ''
        : `at least ${count(field.lint.minCriteria, 'criterion', 'criteria')}`
    case 'comparison':
      return `${field.responses.length} responses side by side`
    case 'ranking':
      return `${field.options.length} in their order`
    case 'spans':
      return field.minSpans > 0 ? `at least ${count(field.minSpans, 'passage', 'passages')}` : ''
    case 'conversation':
      return field.minTurns > 0 ? `at least ${count(field.minTurns, 'turn', 'turns')}` : ''
    case 'citations':
      return field.minCitations > 0 ? `at least ${count(field.minCitations, 'source', 'sources')}` : ''
    case 'rubric-score':
    case 'persona':
      return ''
  }
}

function dayAsks({ min, max }: Extract<KnownField, { kind: 'date' }>): string {
  if (min !== undefined && max !== undefined) return `a day from ${dayInWords(min)} to ${dayInWords(max)}`
  if (min !== undefined) return `a day from ${dayInWords(min)} on`
  return max === undefined ? 'a day' : `a day up to ${dayInWords(max)}`
}

/** The help of a field, with what is not to be guessed: that it may stay empty. */
export function helpOf({ help, required }: KnownField): string | undefined {
  if (required) return help
  return help === undefined ? 'May stay empty.' : `${help} May stay empty.`
}

function range(min: number | undefined, max: number | undefined, one: string, many: string): string {
  if (min !== undefined && max !== undefined) return `${wholeNumber(min)} to ${count(max, one, many)}`
  if (min !== undefined) return `at least ${count(min, one, many)}`
  return max === undefined ? '' : `at most ${count(max, one, many)}`
}

function numberAsks({ min, max, integer, unit }: Extract<KnownField, { kind: 'number' }>): string {
  const what = integer ? 'a whole number' : 'a number'
  const within =
    min !== undefined && max !== undefined
      ? ` from ${min} to ${max}`
      : min !== undefined
        ? ` of at least ${min}`
        : max !== undefined
          ? ` of at most ${max}`
          : ''
  if (unit === undefined) return `${what}${within}`
  // A unit follows a figure; where there is none, it is what the number counts in.
  return within === '' ? `${what}, in ${unit}` : `${what}${within} ${unit}`
}

function filesAsks({ minFiles, maxFiles, accept, maxBytes }: Extract<KnownField, { kind: 'files' }>): string {
  const parts = [
    maxFiles === 1 ? 'One file' : minFiles > 1 ? `${minFiles} to ${maxFiles} files` : `Up to ${maxFiles} files`,
  ]
  if (accept.length > 0) parts.push(accept.join(', '))
  if (maxBytes !== undefined) parts.push(`at most ${bytes(maxBytes)} each`)
  return parts.join(', ')
}

/** How much there is, against what is asked for: `212 words of 200 to 700`. */
export function countWords(field: KnownField, counts: TextCounts): string {
  if (field.kind === 'markdown') return against(counts.words, field.minWords, field.maxWords, 'word', 'words')
  if (field.kind !== 'text' || (field.minLength === undefined && field.maxLength === undefined)) return ''
  return against(counts.characters, field.minLength, field.maxLength, 'character', 'characters')
}

function against(n: number, min: number | undefined, max: number | undefined, one: string, many: string): string {
  const have = count(n, one, many)
  if (min !== undefined && max !== undefined) return `${have} of ${wholeNumber(min)} to ${wholeNumber(max)}`
  if (min !== undefined) return n >= min ? have : `${have} of at least ${wholeNumber(min)}`
  return max === undefined ? have : `${have} of at most ${wholeNumber(max)}`
}

/** Whether a count is outside of what is asked for. */
export function isOutside(field: KnownField, { words, characters }: TextCounts): boolean {
  if (field.kind === 'markdown') return words > 0 && isOff(words, field.minWords, field.maxWords)
  if (field.kind === 'text') return characters > 0 && isOff(characters, field.minLength, field.maxLength)
  return false
}

function isOff(n: number, min = 0, max = Number.POSITIVE_INFINITY): boolean {
  return n < min || n > max
}

/** Such as `12 words, 64 characters selected`. */
export function selectedWords({ words, characters }: TextCounts): string {
  return `${count(words, 'word', 'words')}, ${count(characters, 'character', 'characters')} selected`
}
