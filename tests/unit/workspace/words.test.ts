import { describe, expect, it } from 'vitest'
import { asks, countWords, helpOf, isOutside } from '../../../src/renderer/features/workspace/fields/field-words.ts'
import { valueInLines } from '../../../src/renderer/features/workspace/fields/value-in-lines.ts'
import { personaText } from '../../../src/renderer/features/workspace/reading/persona-text.ts'
import { tooManyText } from '../../../src/core/drafts/attachments.ts'
import { type FieldValue, KnownField } from '../../../src/shared/domain/fields.ts'
import { sendCheck } from '../../../src/shared/rules/send-check.ts'
import type { z } from 'zod'

const field = (more: Record<string, unknown>): z.infer<typeof KnownField> =>
  KnownField.parse({ key: 'plan', label: 'Plan', ...more })

describe('what a field asks for', () => {
  it('is said in a few words', () => {
    expect(asks(field({ kind: 'markdown', minWords: 200, maxWords: 700 }))).toBe('200 to 700 words')
    expect(asks(field({ kind: 'text', maxLength: 1 }))).toBe('at most 1 character')
    expect(asks(field({ kind: 'number', integer: true, min: 0, max: 9, unit: 'kg' }))).toBe(
      'a whole number from 0 to 9 kg',
    )
    expect(asks(field({ kind: 'number', unit: 'kg' }))).toBe('a number, in kg')
    expect(asks(field({ kind: 'files', maxFiles: 1, accept: ['.pdf'], maxBytes: 10_000_000 }))).toBe(
      'One file, .pdf, at most 10 MB each',
    )
  })

  it('names a day so that it is the same one to everybody', () => {
    const day = field({ kind: 'date', min: '2026-04-03', max: '2026-12-31' })
    expect(asks(day)).toBe('a day from 3 April 2026 to 31 December 2026')
    expect(valueInLines(day, '2026-05-01')).toEqual(['1 May 2026'])
    expect(sendCheck([day], { plan: '2026-03-04' }).map(({ text }) => text)).toEqual([
      'The earliest day is 3 April 2026.',
    ])
    expect(sendCheck([day], { plan: '2027-01-01' }).map(({ text }) => text)).toEqual([
      'The latest day is 31 December 2026.',
    ])
  })

  it('counts one as one', () => {
    const texts = (more: Record<string, unknown>, value: FieldValue): string[] =>
      sendCheck([field(more)], { plan: value }).map(({ text }) => text)
    expect(texts({ kind: 'markdown', minWords: 5 }, 'One.')).toEqual(['At least 5 words are asked for; there is 1.'])
    expect(texts({ kind: 'text', maxLength: 1 }, 'ab')).toEqual(['At most 1 character is allowed; there are 2.'])
    const file = { name: 'a.pdf', sha256: 'a'.repeat(64), size: 1, mediaType: 'application/pdf' }
    expect(texts({ kind: 'files', maxFiles: 1 }, [file, file])).toEqual(['At most 1 file is allowed.'])
    expect(tooManyText({ maxFiles: 1 })).toBe('At most 1 file is asked for here.')
  })

  it('says that a part may stay empty only where it may', () => {
    expect(helpOf(field({ kind: 'text', required: false }))).toBe('May stay empty.')
    expect(helpOf(field({ kind: 'text', help: 'One a line.' }))).toBe('One a line.')
  })
})

describe('the count beside a text', () => {
  const plan = field({ kind: 'markdown', minWords: 200, maxWords: 700 })

  it('stands against what is asked for', () => {
    expect(countWords(plan, { words: 51, characters: 300 })).toBe('51 words of 200 to 700')
    expect(countWords(field({ kind: 'markdown', minWords: 5 }), { words: 7, characters: 30 })).toBe('7 words')
    expect(countWords(field({ kind: 'text' }), { words: 7, characters: 30 })).toBe('')
  })

  it('warns only once something is written', () => {
    expect(isOutside(plan, { words: 0, characters: 0 })).toBe(false)
    expect(isOutside(plan, { words: 199, characters: 900 })).toBe(true)
    expect(isOutside(plan, { words: 200, characters: 900 })).toBe(false)
    expect(isOutside(plan, { words: 701, characters: 900 })).toBe(true)
  })
})

describe('the persona', () => {
  it('reads as a person is introduced, with what is known', () => {
    expect(
      personaText({
        occupation: 'Grower',
        experience: 'Eleven years of no-till',
        place: 'North Dakota.',
        situation: 'He asks.',
      }),
    ).toEqual({ who: 'Grower', more: ['Eleven years of no-till. North Dakota.', 'He asks.'] })
    expect(personaText({ place: ' ' })).toEqual({ who: '', more: [] })
  })
})
