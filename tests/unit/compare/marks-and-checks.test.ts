import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Field, FieldValues } from '../../../src/shared/domain/fields.ts'
import { KnownField } from '../../../src/shared/domain/fields.ts'
import type { Material } from '../../../src/shared/domain/task.ts'
import { sendAdvice } from '../../../src/shared/rules/checks/send-advice.ts'
import { citationInWords } from '../../../src/shared/rules/checks/citations-check.ts'
import { sendCheck } from '../../../src/shared/rules/send-check.ts'
import { markedSegments } from '../../../src/shared/rules/span-segments.ts'
import {
  findQuote,
  plainSpanText,
  textAt,
  toShownPlace,
  toSpanPlace,
  turnsSpanText,
} from '../../../src/shared/rules/span-text.ts'
import { withScore } from '../../../src/shared/rules/comparing.ts'

describe('marked stretches of a text', () => {
  const LENGTH = 40
  const mark = fc.record({ from: fc.integer({ min: -5, max: 50 }), to: fc.integer({ min: -5, max: 50 }) })

  it('name at each place exactly the marks that cover it, without gaps or doubles (property)', () => {
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 12 }), (found) => {
        const marks = found.map((one, at) => ({ id: `m${at}`, ...one }))
        const segments = markedSegments(LENGTH, marks)
        let end = 0
        for (const { from, to, ids } of segments) {
          expect(from).toBeGreaterThanOrEqual(end)
          expect(to).toBeGreaterThan(from)
          expect(ids.length).toBeGreaterThan(0)
          end = to
        }
        expect(end).toBeLessThanOrEqual(LENGTH)
        for (let at = 0; at < LENGTH; at++) {
          const covering = marks.filter(({ from, to }) => from <= at && at < to).map(({ id }) => id)
          const shown = segments.find(({ from, to }) => from <= at && at < to)?.ids ?? []
          expect([...shown].sort()).toEqual(covering.sort())
        }
      }),
    )
  })

  it('lay a shorter mark over a longer one', () => {
    const marks = [
      { id: 'short', from: 2, to: 4 },
      { id: 'long', from: 0, to: 9 },
    ]
    expect(markedSegments(10, marks)).toEqual([
      { from: 0, to: 2, ids: ['long'] },
      { from: 2, to: 4, ids: ['long', 'short'] },
      { from: 4, to: 9, ids: ['long'] },
    ])
  })
})

describe('places in a text', () => {
  it('count UTF-16 code units of the source, also in the turns of a conversation (property)', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'ä', '🐄', ' ', '\n', '\r\n', 'e\u0301'), maxLength: 20 })
    const cut = fc.tuple(fc.nat(200), fc.nat(200))
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), cut, (texts, [a, b]) => {
        const shown = turnsSpanText(texts.map((text) => ({ speaker: 'Model', text })))
        const place = toSpanPlace(shown, Math.min(a, b), Math.max(a, b))
        if (place === undefined) return
        expect(texts[place.turn ?? -1]?.slice(place.from, place.to)).toBe(place.quote)
        expect(textAt(shown, place)).toBe(place.quote)
        const back = toShownPlace(shown, place)
        expect(shown.text.slice(back?.from, back?.to)).toBe(place.quote)
      }),
    )
  })

  it('are none between two turns, or where only blanks are selected', () => {
    const shown = turnsSpanText([
      { speaker: 'Person', text: 'Why?' },
      { speaker: 'Model', text: 'Because.' },
    ])
    expect(toSpanPlace(shown, 7, shown.text.length)).toBe(undefined)
    expect(toSpanPlace(shown, 0, 6)).toBe(undefined)
    expect(toSpanPlace(plainSpanText('a   b'), 1, 4)).toBe(undefined)
    expect(toSpanPlace(plainSpanText('a bee c'), 1, 6)).toEqual({ from: 2, to: 5, quote: 'bee' })
  })

  it('are found again where the quotation stands once', () => {
    expect(findQuote(plainSpanText('now a bee'), 'bee')).toEqual({ from: 6, to: 9, quote: 'bee' })
    expect(findQuote(plainSpanText('bee bee'), 'bee')).toBe(undefined)
  })
})

function codes(field: object, value: object, more: { fields?: Field[]; values?: FieldValues } = {}): string[] {
  const parsed = KnownField.parse({ key: 'f', label: 'F', ...field })
  const values = { ...more.values, f: value } as FieldValues
  return sendCheck([parsed, ...(more.fields ?? [])], values)
    .filter((one) => one.field === 'f')
    .map(({ code, text }) => `${code}: ${text}`)
}

describe('the check of a comparison', () => {
  const field = {
    kind: 'comparison',
    responses: ['one', 'two'],
    dimensions: [{ key: 'style', label: 'Style', points: 5 }],
    minWords: 3,
  }
  const whole = {
    kind: 'comparison' as const,
    seed: 5,
    order: ['two', 'one'],
    ranking: [['two'], ['one']],
    justification: 'A reads better than B.',
    scores: [
      { response: 'one', dimension: 'style', score: 2 },
      { response: 'two', dimension: 'style', score: 5 },
    ],
  }

  it('lets a whole one pass', () => expect(codes(field, whole)).toEqual([]))

  it('asks for each score, a choice, and each name in the justification', () => {
    expect(codes(field, withScore(whole, 'one', 'style', undefined))).toEqual(['too-few: One score is missing.'])
    expect(codes(field, { ...whole, ranking: [] })).toEqual(['too-few: Say which one is better overall.'])
    expect(codes(field, { ...whole, justification: 'A reads better than a bad one.' })).toEqual([
      'too-short: The justification does not name B.',
    ])
  })

  it('refuses ties where there are none, scores off the scale, and one response in two places', () => {
    expect(codes({ ...field, ties: false }, { ...whole, ranking: [['one', 'two']] })).toEqual([
      'too-many: Ties are not allowed here.',
    ])
    expect(codes(field, withScore(whole, 'one', 'style', 6))).toEqual(['out-of-range: A score is not on its scale.'])
    expect(codes(field, { ...whole, ranking: [['one'], ['two'], ['one']] })).toEqual([
      'not-a-choice: Each response has one place.',
    ])
  })

  it('notices that other responses are compared now', () => {
    expect(codes({ ...field, responses: ['one', 'three'] }, whole)[0]).toMatch(/^too-few: What is compared/)
  })
})

describe('the check of a ranking', () => {
  const options = ['clay', 'loam', 'sand'].map((value) => ({ value, label: value }))
  const ranked = (order: string[][]): object => ({ kind: 'ranking', order })

  it('wants each option in one place', () => {
    expect(codes({ kind: 'ranking', options }, ranked([['clay'], ['loam'], ['sand']]))).toEqual([])
    expect(codes({ kind: 'ranking', options }, ranked([['clay']]))).toEqual(['too-few: 2 have no place yet.'])
    expect(codes({ kind: 'ranking', options }, ranked([['clay', 'loam'], ['sand']]))[0]).toMatch(/^too-many/)
    expect(codes({ kind: 'ranking', options }, ranked([['clay'], ['loam'], ['sand'], ['clay']]))[0]).toMatch(
      /^not-a-choice/,
    )
  })
})

describe('the check of marked passages', () => {
  const field = { kind: 'spans', target: 'plan', faults: [{ value: 'wrong', label: 'Wrong' }], needsCorrection: true }
  const plan = KnownField.parse({ kind: 'markdown', key: 'plan', label: 'Plan' })
  const span = { id: 's', from: 4, to: 8, quote: 'rye ', fault: 'wrong', correction: 'wheat' }
  const marks = (changes: object): object => ({ kind: 'spans', spans: [{ ...span, ...changes }] })

  it('holds a mark in another field against what stands there', () => {
    const more = (text: string) => ({ fields: [plan], values: { plan: text } })
    expect(codes(field, marks({}), more('sow rye now'))).toEqual([])
    expect(codes(field, marks({}), more('sow oats now'))[0]).toMatch(/^too-few: The text has changed under passage 1/)
    // All of it was deleted. A material is not among the fields, and stays as it was.
    const emptied = { fields: [plan], values: {} }
    expect(codes(field, marks({}), emptied)[0]).toMatch(/^too-few: The text has changed under passage 1/)
    expect(codes(field, marks({}), { fields: [], values: {} })).toEqual([])
  })

  it('tells of a mark in a material that was replaced, and holds nothing back', () => {
    const here = KnownField.parse({ ...field, key: 'f', label: 'Faults', target: 'memo' })
    const value = { f: marks({}) } as FieldValues
    const advice = (material: object) =>
      sendAdvice({ fields: [here], materials: [material as Material] }, value, '2026-04-01').map(({ text }) => text)
    expect(advice({ kind: 'text', key: 'memo', title: 'Memo', text: 'sow rye now' })).toEqual([])
    const told = ['The text has changed under passage 1. Mark it again, or take it out.']
    expect(advice({ kind: 'text', key: 'memo', title: 'Memo', text: 'sow oats now' })).toEqual(told)
    expect(advice({ kind: 'conversation', key: 'memo', title: 'Memo', turns: [{ role: 'user', text: 'x' }] })).toEqual(
      told,
    )
    expect(advice({ kind: 'text', key: 'other', title: 'Other', text: '' })).toEqual([])
    expect(sendCheck([here], value)).toEqual([])
  })

  it('asks for the correction and refuses what is no mark', () => {
    expect(codes(field, marks({ correction: ' ' }))).toEqual(['too-short: A correction is missing for passage 1.'])
    expect(codes(field, marks({ to: 9 }))[0]).toMatch(/^not-a-choice: A mark does not fit/)
    expect(codes(field, marks({ fault: 'odd' }))[0]).toMatch(/^not-a-choice: Choose a fault/)
  })
})

describe('sources', () => {
  const field = KnownField.parse({ kind: 'citations', key: 'f', label: 'Sources' })
  const value = {
    kind: 'citations' as const,
    citations: [{ id: 'c', standard: 'EN 206', edition: '2013', page: '14', validUntil: '2026-03-31' }],
  }

  it('whose edition has passed are told of, and hold nothing back', () => {
    expect(sendAdvice({ fields: [field], materials: [] }, { f: value }, '2026-04-01').map(({ text }) => text)).toEqual([
      'EN 206, 2013, p. 14 held until 31 March 2026. See whether there is a newer edition.',
    ])
    expect(sendAdvice({ fields: [field], materials: [] }, { f: value }, '2026-03-31')).toEqual([])
    expect(sendCheck([field], { f: value })).toEqual([])
  })

  it('are said in one line', () => {
    expect(citationInWords({ standard: ' EN 206 ', section: '5.3', page: '' })).toBe('EN 206, 5.3')
  })
})
