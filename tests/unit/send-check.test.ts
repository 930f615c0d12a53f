import { describe, expect, it } from 'vitest'
import { Field, type FieldValue, type FieldValues } from '../../src/shared/domain/fields.ts'
import { isUnfinished, sendCheck } from '../../src/shared/rules/send-check.ts'

const field = (more: object): Field => Field.parse({ key: 'f', label: 'F', required: false, ...more })

/** What is said of a value of a field; undefined where it may go. */
function said(more: object, value: FieldValue | undefined, besides: FieldValues = {}, fields: Field[] = []) {
  const values = value === undefined ? besides : { ...besides, f: value }
  return sendCheck([field(more), ...fields], values).find(({ field: of }) => of === 'f')?.text
}

const file = { name: 'a.pdf', sha256: 'a'.repeat(64), size: 1, mediaType: 'application/pdf' }
const options = ['clay', 'loam', 'sand'].map((value) => ({ value, label: value }))
const span = { id: 's', from: 4, to: 8, quote: 'rye ', fault: 'wrong' }
const spansField = { kind: 'spans', target: 'plan', faults: [{ value: 'wrong', label: 'Wrong' }] }
const spans = (...some: object[]) => ({ kind: 'spans', spans: some }) as FieldValue
const sources = (...names: string[]) =>
  ({ kind: 'citations', citations: names.map((standard, at) => ({ id: `c${at}`, standard })) }) as FieldValue
const rubric = (...texts: string[]) =>
  ({ kind: 'rubric', items: texts.map((text, at) => ({ id: `r${at}`, text, points: 1 })) }) as FieldValue
const marks = (...some: object[]) => ({ kind: 'rubric-score', marks: some }) as FieldValue
const criteria = [
  { id: 'a', text: 'Names the field', points: 1 },
  { id: 'b', text: 'Names the day', points: 1 },
]

describe('what an operator asks for holds work back to the letter of it, and no further', () => {
  it.each<[object, FieldValue, string | undefined]>([
    [{ kind: 'markdown', minWords: 3 }, 'Rye and peas', undefined],
    [{ kind: 'markdown', minWords: 3 }, 'Rye only', 'At least 3 words are asked for; there are 2.'],
    [{ kind: 'markdown', maxWords: 2 }, 'Rye only', undefined],
    [{ kind: 'markdown', maxWords: 2 }, 'Rye and peas', 'At most 2 words are allowed; there are 3.'],
    [{ kind: 'text', minLength: 3 }, 'rye', undefined],
    [{ kind: 'text', minLength: 3 }, 'ry', 'At least 3 characters are asked for; there are 2.'],
    [{ kind: 'text', maxLength: 3 }, 'rye', undefined],
    [{ kind: 'text', maxLength: 3 }, 'ryes', 'At most 3 characters are allowed; there are 4.'],
    [{ kind: 'number', min: 0, max: 9 }, 0, undefined],
    [{ kind: 'number', min: 0, max: 9 }, 9, undefined],
    [{ kind: 'number', min: 0, max: 9 }, -0.1, 'The least is 0.'],
    [{ kind: 'number', min: 0, max: 9 }, 9.1, 'The most is 9.'],
    [{ kind: 'number' }, 1.5, undefined],
    [{ kind: 'number', integer: true }, 1.5, 'A whole number is asked for.'],
    [{ kind: 'number', integer: true }, 2, undefined],
    [{ kind: 'choice', options }, 'clay', undefined],
    [{ kind: 'choice', options }, 'peat', 'Choose from the list.'],
    [{ kind: 'choice', options }, ['clay', 'loam'], 'Only one may be chosen.'],
    [{ kind: 'choice', options, multiple: true }, ['clay', 'loam'], undefined],
    [{ kind: 'choice', options, multiple: true }, ['clay', 'peat'], 'Choose from the list.'],
    [{ kind: 'likert', low: 'Bad', high: 'Good' }, 1, undefined],
    [{ kind: 'likert', low: 'Bad', high: 'Good' }, 5, undefined],
    [{ kind: 'likert', low: 'Bad', high: 'Good' }, 0, 'Choose a step from 1 to 5.'],
    [{ kind: 'likert', low: 'Bad', high: 'Good' }, 6, 'Choose a step from 1 to 5.'],
    [{ kind: 'likert', low: 'Bad', high: 'Good' }, 2.5, 'Choose a step from 1 to 5.'],
    [{ kind: 'date', min: '2026-04-03' }, '2026-04-03', undefined],
    [{ kind: 'date', max: '2026-04-03' }, '2026-04-03', undefined],
    [{ kind: 'date' }, '2026-02-30', 'This should be a date.'],
    [{ kind: 'files', minFiles: 2 }, [file], 'At least 2 files are asked for; there is 1.'],
    [{ kind: 'files', minFiles: 2, maxFiles: 2 }, [file, { ...file, name: 'b.pdf' }], undefined],
    [{ kind: 'files', maxFiles: 1 }, [file, { ...file, name: 'b.pdf' }], 'At most 1 file is allowed.'],
    [{ kind: 'citations', minCitations: 2 }, sources('EN 206'), 'At least 2 sources are asked for; there is 1.'],
    [{ kind: 'citations', minCitations: 2 }, sources('EN 206', 'EN 197'), undefined],
    [{ kind: 'citations' }, sources('EN 206', ' '), 'Source 2 has no name yet.'],
    [{ kind: 'rubric' }, rubric('Names the field'), undefined],
    [{ kind: 'rubric' }, rubric('Names the field', ' '), 'Criterion 2 says nothing yet.'],
    [{ kind: 'persona' }, { kind: 'persona', place: 'Harz' }, 'The occupation is missing.'],
    [{ kind: 'persona' }, { kind: 'persona', occupation: { title: 'Farmer' } }, undefined],
    [{ kind: 'ranking', options }, { kind: 'ranking', order: [['clay'], ['loam']] }, 'One has no place yet.'],
    [{ kind: 'ranking', options, ties: true }, { kind: 'ranking', order: [['clay', 'loam'], ['sand']] }, undefined],
    [
      { kind: 'ranking', options },
      { kind: 'ranking', order: [['clay'], ['loam'], ['sand'], ['peat']] },
      'What is to be put in order has changed. Look through it, and say that it is right.',
    ],
  ])('%j of %j', (more, value, text) => {
    expect(said(more, value)).toBe(text)
  })

  it('names what may not be empty, and lets what may be', () => {
    for (const empty of [undefined, ' ', []]) {
      expect(said({ kind: 'text', required: true }, empty)).toBe('Nothing written yet.')
      expect(said({ kind: 'text', minLength: 3 }, empty)).toBeUndefined()
    }
    expect(said({ kind: 'number', required: true }, 0)).toBeUndefined()
    expect(said({ ...spansField, required: true }, spans())).toBe('No passage marked yet.')
    expect(said({ ...spansField, minSpans: 1 }, spans())).toBeUndefined()
    expect(said({ kind: 'files', required: true }, [file])).toBeUndefined()
  })

  it('is not met by a value of another kind', () => {
    expect(said({ kind: 'text' }, 3)).toBe('This should be a text.')
    expect(said({ kind: 'markdown' }, 3)).toBe('This should be a text.')
    expect(said({ kind: 'number' }, '3')).toBe('This should be a number.')
    expect(said({ kind: 'files' }, 'a.pdf')).toBe('This should be a list of files.')
  })

  it('of a kind that this version does not know can only be left out', () => {
    const needs = 'This part needs a newer version of Understudy.'
    expect(said({ kind: 'hologram', required: true }, undefined)).toBe(needs)
    expect(said({ kind: 'hologram', required: false }, undefined)).toBeUndefined()
  })
})

describe('marked passages', () => {
  const plan = field({ kind: 'markdown', key: 'plan' })
  const correction = { correction: 'wheat' }
  const citation = { citation: 'EN 206' }

  it('are as many as are asked for, each with a fault of the list', () => {
    expect(said({ ...spansField, minSpans: 2 }, spans(span))).toBe('At least 2 passages are asked for; there is 1.')
    expect(said({ ...spansField, minSpans: 2 }, spans(span, span))).toBeUndefined()
    expect(said(spansField, spans(span, { ...span, fault: 'odd' }))).toBe(
      'Choose a fault from the list for each passage.',
    )
    const unfit = 'A mark does not fit what it quotes. Take it out and mark the passage again.'
    expect(said(spansField, spans(span, { ...span, to: 9 }))).toBe(unfit)
    expect(said(spansField, spans(span, { ...span, to: 4, quote: '' }))).toBe(unfit)
  })

  it('need a correction or a citation only where it is asked for, and the passage is named', () => {
    expect(said(spansField, spans(span))).toBeUndefined()
    const needsCorrection = { ...spansField, needsCorrection: true }
    expect(said(needsCorrection, spans({ ...span, ...correction }, span))).toBe(
      'A correction is missing for passage 2.',
    )
    expect(said(needsCorrection, spans({ ...span, ...correction }))).toBeUndefined()
    const needsCitation = { ...spansField, needsCitation: true }
    expect(said(needsCitation, spans({ ...span, ...citation }, span))).toBe('A citation is missing for passage 2.')
    expect(said(needsCitation, spans(span))).toBe('A citation is missing for passage 1.')
    expect(said(needsCitation, spans({ ...span, ...citation }))).toBeUndefined()
  })

  it('in another part are held against what stands there now, also in one turn of it', () => {
    const changed = 'The text has changed under passage 1. Mark it again, or take it out.'
    expect(said(spansField, spans(span), { plan: 'sow rye now' }, [plan])).toBeUndefined()
    expect(said(spansField, spans(span), { plan: 'sow oats now' }, [plan])).toBe(changed)
    const talk = field({ kind: 'conversation', key: 'plan' })
    const said1 = { id: 'a', role: 'user' as const, text: 'How?' }
    const said2 = { id: 'b', parent: 'a', role: 'assistant' as const, text: 'sow rye now' }
    const turns: FieldValues = { plan: { kind: 'conversation', turns: [said1, said2] } }
    expect(said(spansField, spans({ ...span, turn: 1 }), turns, [talk])).toBeUndefined()
    expect(said(spansField, spans({ ...span, turn: 0 }), turns, [talk])).toBe(changed)
    expect(said(spansField, spans({ ...span, turn: 2 }), turns, [talk])).toBe(changed)
    // What is no text can hold no passage that was changed.
    expect(said(spansField, spans(span), { plan: 3 }, [field({ kind: 'number', key: 'plan' })])).toBeUndefined()
  })
})

describe('marks by criteria', () => {
  const given = { kind: 'rubric-score', criteria }

  it('are given for each criterion, of the task or of a rubric in the same work', () => {
    expect(said(given, marks({ id: 'a', met: true }))).toBe('One criterion is not marked yet.')
    expect(said(given, marks({ id: 'x', met: true }))).toBe('2 criteria are not marked yet.')
    expect(said(given, marks({ id: 'a', met: true }, { id: 'b', met: false }))).toBeUndefined()
    const own = { kind: 'rubric-score', rubric: 'own' }
    const besides: FieldValues = { own: { kind: 'rubric', items: criteria } }
    expect(said(own, marks({ id: 'a', met: true }), besides)).toBe('One criterion is not marked yet.')
    expect(said(own, marks({ id: 'a', met: true }))).toBeUndefined()
  })

  it('that are met need evidence where it is asked for; those that are not met, or of no criterion any more, need none', () => {
    const needs = { ...given, needsEvidence: true }
    const missed = { id: 'b', met: false }
    expect(said(needs, marks({ id: 'a', met: true, evidence: 'in the field' }, missed))).toBeUndefined()
    expect(said(needs, marks({ id: 'a', met: true, evidence: ' ' }, missed))).toBe('Evidence is missing for one mark.')
    expect(said(needs, marks({ id: 'a', met: true }, { id: 'b', met: true }))).toBe('Evidence is missing for 2 marks.')
    const gone = { id: 'gone', met: true }
    expect(said(needs, marks({ id: 'a', met: true, evidence: 'there' }, missed, gone))).toBeUndefined()
    expect(said(given, marks({ id: 'a', met: true }, missed))).toBeUndefined()
  })
})

describe('findings of a rubric that hold the work back', () => {
  it('are told by the first of them, and how many more there are', () => {
    const blocks = { kind: 'rubric', lint: { wholePoints: true, minCriteria: 2, blocks: true } }
    const items = (...points: number[]): FieldValue => ({
      kind: 'rubric',
      items: points.map((one, at) => ({ id: `r${at}`, text: `Text ${at}`, points: one })),
    })
    expect(said(blocks, items(1, 2))).toBeUndefined()
    expect(said(blocks, items(1, 1.5))).toMatch(/^Criterion 2: [^.]*\.$/)
    expect(said(blocks, items(0.5, 1.5))).toMatch(/^Criterion 1: .*\. And 1 more to look at\.$/)
    expect(said(blocks, items(1))).not.toMatch(/^Criterion/)
  })
})

describe('what is missing names the part that it is about, so that one is led there', () => {
  const turn = (id: string, text: string, parent?: string) => ({ id, role: 'user', text, parent })
  const talk = (...turns: object[]): FieldValue => ({ kind: 'conversation', turns }) as FieldValue
  const wrong = { id: 'ok', from: 0, to: 3, quote: 'Rye', fault: 'wrong' }
  const given = { kind: 'rubric-score', criteria, needsEvidence: true }
  it.each<[string, object, FieldValue, string | undefined]>([
    ['a criterion without words', { kind: 'rubric' }, rubric('Names the field', ' '), 'r1'],
    ['a criterion with a finding', { kind: 'rubric', lint: { minPoints: 2, blocks: true } }, rubric('Names'), 'r0'],
    ['too few criteria', { kind: 'rubric', lint: { minCriteria: 2, blocks: true } }, rubric('Names'), undefined],
    ['a criterion that is not marked', given, marks({ id: 'a', met: true, evidence: 'there' }), 'b'],
    ['a mark without evidence', given, marks({ id: 'a', met: false }, { id: 'b', met: true }), 'b'],
    ['a mark of another fault', spansField, spans(wrong, { ...span, fault: 'gone' }), 's'],
    ['a mark that does not fit', spansField, spans(wrong, { ...span, to: 9 }), 's'],
    ['a mark without a correction', { ...spansField, needsCorrection: true }, spans(wrong), 'ok'],
    ['a source without a name', { kind: 'citations' }, sources('EN 206', ''), 'c1'],
    ['a turn that says nothing', { kind: 'conversation' }, talk(turn('a', 'Hello'), turn('b', '', 'a')), 'b'],
    [
      'answers of which none is better',
      { kind: 'conversation', needsPreference: true },
      talk(turn('a', 'Hello'), turn('b', 'Yes', 'a'), turn('c', 'No', 'a')),
      'b',
    ],
  ])('%s', (_, more, value, part) => {
    const [missing] = sendCheck([field(more)], { f: value })
    expect(missing).toMatchObject({ field: 'f' })
    expect(missing?.part).toBe(part)
  })
  it('a passage under which the text has changed', () => {
    const fields = [field(spansField), Field.parse({ key: 'plan', kind: 'markdown', label: 'Plan' })]
    expect(sendCheck(fields, { f: spans(wrong, span), plan: 'Rye rye and peas' })).toEqual([])
    expect(sendCheck(fields, { f: spans(wrong, span), plan: 'Rye or peas' })[0]?.part).toBe('s')
  })
})

it('work that was cut short may go with what is not finished, never with what is wrong', () => {
  const codes = ['empty', 'too-short', 'too-few', 'unknown-kind', 'too-long', 'too-many', 'not-a-choice'] as const
  expect(codes.filter((code) => isUnfinished({ code }))).toEqual(['empty', 'too-short', 'too-few', 'unknown-kind'])
})
