import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planChanges } from '../../src/renderer/editor/plan-changes.ts'
import type { Field } from '../../src/shared/domain/fields.ts'
import { canonicalJson } from '../../src/shared/rules/canonical-json.ts'
import {
  answersLeft,
  answersToSend,
  answersToText,
  changeAnswer,
  textToAnswers,
} from '../../src/shared/rules/comment-answers.ts'
import { findPassage } from '../../src/shared/rules/find-passage.ts'
import { valueToLines } from '../../src/shared/rules/value-lines.ts'

const first = '0190a1b2-0000-7000-8000-000000000001'
const second = '0190a1b2-0000-7000-8000-000000000002'

describe('answers to a reviewer', () => {
  const [why, which, where] = [{ text: 'Why?' }, { field: 'answer', text: 'Which?' }, { text: 'Where?' }]
  const review = { submissionId: first, comments: [why, which, where] }

  test('come back from their text as they were, each on a line of its own', () => {
    const answers = changeAnswer(changeAnswer([], review, 1, { text: 'Red “clover”.\n' }), review, 0, {
      resolved: true,
    })
    const text = answersToText(answers)
    expect(text.split('\n')).toHaveLength(4)
    expect(textToAnswers(text)).toEqual(answers)
    expect(textToAnswers('')).toEqual([])
  })

  test('a text that holds none is told from an empty one', () => {
    expect(textToAnswers('[{"submissionId":1}]')).toBeUndefined()
    expect(textToAnswers('[')).toBeUndefined()
  })

  test('one that says nothing any more is gone', () => {
    const answers = changeAnswer([], review, 1, { text: 'x' })
    expect(changeAnswer(answers, review, 1, { text: '' })).toEqual([])
    expect(changeAnswer(changeAnswer(answers, review, 1, { resolved: true }), review, 1, { text: '' })).toHaveLength(1)
  })

  test('only those to the newest review go out, in the order of its comments', () => {
    const answers = [
      { submissionId: first, comment: 2, text: 'c', resolved: false },
      { submissionId: second, comment: 0, text: 'old', resolved: true },
      { submissionId: first, comment: 0, text: '', resolved: true },
      { submissionId: first, comment: 1, text: ' ', resolved: false },
    ]
    expect(answersToSend(answers, review)).toMatchObject([
      { comment: 0, about: why },
      { comment: 2, about: where, text: 'c' },
    ])
    expect(answersToSend(answers, undefined)).toEqual([])
  })

  test('stay with their comments when the review is given again', () => {
    const answers = changeAnswer(changeAnswer([], review, 0, { text: 'to why' }), review, 2, { text: 'to where' })
    const again = { ...review, comments: [{ text: 'When?' }, where, which, { text: 'Why, then?' }] }
    expect(answersToSend(answers, again)).toEqual([
      { submissionId: first, comment: 1, about: where, text: 'to where', resolved: false },
    ])
    expect(answersLeft(again, answers).map(({ text }) => text)).toEqual(['to why'])
    const changed = changeAnswer(answers, again, 1, { resolved: true })
    expect(answersToSend(changed, again)).toMatchObject([{ comment: 1, text: 'to where', resolved: true }])
    expect(changed).toHaveLength(2)
  })

  test('each comment has its own, also where two say the same', () => {
    const same = { submissionId: first, comments: [{ text: 'Typo.' }, { text: 'Typo.' }] }
    const answers = changeAnswer(changeAnswer([], same, 1, { text: 'second' }), same, 0, { text: 'first' })
    expect(answersToSend(answers, same).map(({ text }) => text)).toEqual(['first', 'second'])
    const again = { ...same, comments: [{ text: 'New.' }, ...same.comments] }
    expect(new Set(answersToSend(answers, again).map(({ comment }) => comment))).toEqual(new Set([1, 2]))
    expect(answersLeft(again, answers)).toEqual([])
  })

  test('what a desk of before has written goes by its number', () => {
    const old = [
      { submissionId: first, comment: 1, text: 'x', resolved: false },
      { submissionId: first, comment: 7, text: 'to what is gone', resolved: false },
    ]
    expect(answersToSend(old, review)).toMatchObject([{ comment: 1, text: 'x' }])
    expect(answersLeft(review, old)).toEqual([old[1]])
    expect(changeAnswer(old.slice(0, 1), review, 1, { resolved: true })).toEqual([
      { submissionId: first, comment: 1, about: which, text: 'x', resolved: true },
    ])
  })

  test('half a character in a comment does not keep the work from being signed', () => {
    const half = { submissionId: first, comments: [{ text: '\ud83d', passage: { from: 0, to: 1, quote: '\ud83d' } }] }
    const [sent] = answersToSend(changeAnswer([], half, 0, { text: 'ok' }), half)
    expect(() => canonicalJson(sent)).not.toThrow()
  })
})

describe('a passage that was commented on', () => {
  test('is found where it stood, else where the same words stand nearest', () => {
    expect(findPassage('a clover, a clover', { from: 12, to: 18, quote: 'clover' })).toEqual({ from: 12, to: 18 })
    expect(findPassage('more: a clover, a clover', { from: 12, to: 18, quote: 'clover' })).toEqual({ from: 8, to: 14 })
    expect(findPassage('clover … … … … … … clover', { from: 17, to: 23, quote: 'clover' })?.from).toBe(19)
  })

  test('is nowhere when its words are gone', () => {
    expect(findPassage('a lover', { from: 2, to: 8, quote: 'clover' })).toBeUndefined()
    expect(findPassage('', { from: 0, to: 1, quote: 'x' })).toBeUndefined()
  })

  test('whatever is written before or behind it, its words are found', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), fc.nat(200), (before, quote, after, from) => {
        const text = before + quote + after
        const found = findPassage(text, { from, to: from + quote.length, quote })
        expect(found).toBeDefined()
        expect(text.slice(found?.from, found?.to)).toBe(quote)
      }),
    )
  })
})

describe('changes since it was sent', () => {
  const side = (pieces: ReturnType<typeof planChanges>, kind: 'new' | 'gone') =>
    pieces.filter((piece) => piece.kind === kind).map(({ text }) => text)

  test('show what is gone and what is new, with what is around', () => {
    const pieces = planChanges('Sow clover in May.', 'Sow red clover in June.')
    expect(side(pieces, 'new').join('|')).toContain('red')
    expect(side(pieces, 'gone').join('|')).toContain('May')
    expect(pieces[0]).toEqual({ kind: 'same', text: 'Sow ' })
  })

  test('leave out what is far from any change', () => {
    const long = 'word '.repeat(200)
    const pieces = planChanges(`${long}May`, `${long}June`)
    expect(pieces[0]?.kind).toBe('gap')
    expect(pieces[1]?.text.length).toBeLessThan(100)
  })

  test('are none where nothing changed', () => {
    expect(planChanges('same', 'same')).toEqual([])
  })

  test('both texts can be put together again from the pieces', () => {
    const text = fc
      .array(fc.constantFrom('red ', 'clover ', 'May ', 'x', ' '), { maxLength: 60 })
      .map((all) => all.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const pieces = planChanges(before, after)
        fc.pre(before !== after)
        const of = (kinds: readonly string[]) =>
          pieces
            .filter(({ kind }) => kinds.includes(kind))
            .map((piece) => piece.text)
            .join('')
        expect(of(['same', 'gap', 'new'])).toBe(after)
        expect(of(['same', 'gap', 'gone'])).toBe(before)
      }),
    )
  })

  test('of a choice are told in its words, and of a document part by part', () => {
    const crop = {
      key: 'crop',
      kind: 'choice',
      label: 'Crop',
      required: true,
      multiple: false,
      options: [{ value: 'r', label: 'Rye' }],
    } as Field
    expect(valueToLines(crop, 'r')).toBe('Rye')
    const rubric = { key: 'rubric', kind: 'rubric', label: 'Rubric', required: true } as Field
    const items = [
      { id: 'a', text: 'Names the soil', points: 5 },
      { id: 'b', text: 'Gives a date', points: 2, required: true },
    ]
    expect(valueToLines(rubric, { kind: 'rubric', items })).toBe(
      'Names the soil (5 points)\nGives a date (2 points, required)',
    )
  })
})
