import { describe, expect, it } from 'vitest'
import type { Field, FieldValues } from '../../../src/shared/domain/fields.ts'
import { type Criterion, RubricLint } from '../../../src/shared/domain/structured.ts'
import { likenessOf, type Twin, twinSteps } from '../../../src/shared/rules/near-duplicates.ts'
import { lintRubric } from '../../../src/shared/rules/rubric-lint.ts'
import { sendCheck } from '../../../src/shared/rules/send-check.ts'
import { hasSeveralSentences } from '../../../src/shared/rules/sentences.ts'
import { saysTwoThings } from '../../../src/shared/rules/two-things.ts'

const one = (id: string, text: string, more: Partial<Criterion> = {}): Criterion => ({ id, text, points: 1, ...more })
const bare = { fields: [], values: {} }
const codes = (lint: object, criteria: Criterion[], whole: { fields: Field[]; values: FieldValues } = bare) =>
  lintRubric(RubricLint.parse(lint), criteria, whole).map(({ code, criterion }) => `${code} ${criterion ?? ''}`.trim())

describe('one sentence', () => {
  it.each([
    'Names the price of the land.',
    'Names the price of the land',
    'Uses e.g. 2.5 kg of lime per hectare.',
    'Uses lime (e.g. 2.5 kg) per hectare.',
    'Cites Dr. Weaver, Prof. Lee and J. Smith.',
    'Keeps below 3.5 t, i.e. Class B.',
    'Follows 14 CFR No. 91, Fig. 3 and approx. 20 others.',
    'Lists fuel, charts, etc. in the briefing.',
    'Says “Go around!” to the crew.',
    '1. Names the alternate.',
    'Wartet… und rät z.B. Kalk, d.h. 2 t je Hektar, u.a. im Mai.',
    'Ends with a question?!',
    'Visits example.org first.',
  ])('is one: %s', (text) => expect(hasSeveralSentences(text)).toBe(false))

  it.each([
    'Names the price. Gives the date.',
    'Names the price! It also gives the date',
    'Is it safe? Says so.',
    'Gives 2.5 kg. Names the brand.',
    '价格正确。日期也正确。',
  ])('is more: %s', (text) => expect(hasSeveralSentences(text)).toBe(true))
})

describe('one thing', () => {
  it.each([
    'States the dose and names the drug.',
    'Names the drug and the response explains why.',
    'Gives the date; names the place.',
    'Names both the buyer and the seller.',
    'Describes the wound and clearly states that it is infected.',
    'The plan is safe and does not cost more.',
  ])('two: %s', (text) => expect(saysTwoThings(text)).toBe(true))

  it.each([
    'Mentions safety and health rules.',
    'Lists dates and names of all witnesses.',
    'Names the firm “Buy and sell the land”.',
    'Names the price (and says the currency).',
    'Orders salt, pepper and oil.',
  ])('one: %s', (text) => expect(saysTwoThings(text)).toBe(false))
})

describe('duplicates', () => {
  function twins(...texts: string[]): Twin[] {
    const steps = twinSteps(texts.map(likenessOf))
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
    }
  }

  it('are the same but for case, stops and spaces', () => {
    expect(twins('Names the price.', 'x', ' names  the PRICE')).toEqual([{ at: 2, of: 0, isSame: true }])
  })

  it('are nearly the same where a word of many differs', () => {
    const text = 'States that the crew has to divert to the nearest suitable airport after an engine failure in cruise'
    expect(twins(text, text.replace('has to', 'must'), 'Names the price')).toEqual([{ at: 1, of: 0, isSame: false }])
  })

  it('are none where figures or negations differ, or only the beginning is the same', () => {
    expect(
      twins('The response states that the dose is 5 mg a day', 'The response states that the dose is 6 mg a day'),
    ).toEqual([])
    expect(
      twins('Says that the wheat must be sown in October', 'Says that the wheat must not be sown in October'),
    ).toEqual([])
    expect(twins('The response states that the price is high', 'The response states that cows need water')).toEqual([])
    expect(twins('', ' ')).toEqual([])
  })

  it('are found among thousands that begin alike', () => {
    const texts = Array.from({ length: 2_000 }, (_, i) => {
      const words = [i % 13, i % 17, i % 19, i % 23, i % 29].map(
        (n, at) => `word${'abcdefghijklmnopqrstuvwxyzäöü'[n]}${'vwxyz'[at]}`,
      )
      return `The response states that ${words.join(' ')}`
    })
    const found = twins(...texts, `${texts[7]} today`)
    expect(found).toContainEqual({ at: 2_000, of: 7, isSame: false })
  })
})

describe('a rubric', () => {
  it('is looked at only as the operator asks', () => {
    const criteria = [one('a', 'One. Two.', { points: 0.5 }), one('b', 'One. Two.')]
    expect(codes({}, criteria)).toEqual([])
    expect(codes({ oneSentence: true, wholePoints: true, noDuplicates: true, minCriteria: 3 }, criteria)).toEqual([
      'too-few',
      'part-points a',
      'several-sentences a',
      'several-sentences b',
      'same b',
    ])
    expect(codes({ maxCriteria: 1, minPoints: 1, oneThing: true }, criteria)).toEqual([
      'too-many',
      'points-low a',
      'two-things a',
      'two-things b',
    ])
  })

  it('has no points on its groups to look at, and none that is required and takes points off', () => {
    const criteria = [one('g', '', { points: 0.5 }), one('a', 'x', { parent: 'g', points: -2, required: true })]
    expect(codes({ wholePoints: true, maxPoints: 5, minPoints: -1 }, criteria)).toEqual([
      'empty g',
      'required-minus a',
      'points-low a',
    ])
  })

  const score: Field = {
    kind: 'rubric-score',
    key: 'gold',
    label: 'Gold',
    required: true,
    rubric: 'rubric',
    needsEvidence: false,
  }
  it('is too easy where the gold answer reaches full marks', () => {
    const lint = { goldNotFull: true, goldField: 'gold' }
    const criteria = [one('a', 'x'), one('b', 'y')]
    const whole = (met: boolean) => ({
      fields: [score],
      values: {
        rubric: { kind: 'rubric' as const, items: criteria },
        gold: {
          kind: 'rubric-score' as const,
          marks: [
            { id: 'a', met: true },
            { id: 'b', met },
          ],
        },
      },
    })
    expect(codes(lint, criteria, whole(true))).toEqual(['gold-full'])
    expect(codes(lint, criteria, whole(false))).toEqual([])
  })

  it.each([
    ['# TASK DESCRIPTION\nDo it.', true],
    ['**CONTEXT:**\nYou fly.', true],
    ['ROLE\nYou are a pilot.', true],
    ['# Task\nASAP, please!', false],
    ['Bring the FAA form to KJFK.\nNASA, ESA.', false],
    ['```\nTASK\n```', false],
    ['# 任务\n12 34', false],
  ])('is asked for by a prompt without headings in capitals: %j', (text, isFound) => {
    const lint = { noCapsHeadings: true, promptField: 'prompt' }
    expect(codes(lint, [one('a', 'x')], { fields: [], values: { prompt: text } })).toEqual(
      isFound ? ['caps-heading'] : [],
    )
  })

  it('is held back by findings only where the operator says so', () => {
    const field = (blocks: boolean): Field => ({
      kind: 'rubric',
      key: 'rubric',
      label: 'Rubric',
      required: true,
      lint: { noDuplicates: true, blocks },
    })
    const values = {
      rubric: { kind: 'rubric' as const, items: [one('g', 'G'), one('a', 'Same', { parent: 'g' }), one('b', 'same')] },
    }
    expect(sendCheck([field(false)], values)).toEqual([])
    expect(sendCheck([field(true)], values)).toEqual([
      expect.objectContaining({ field: 'rubric', text: 'Criterion 2: It says the same as criterion 1.1.' }),
    ])
  })
})
