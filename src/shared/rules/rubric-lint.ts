import type { FieldValues } from '../domain/fields.ts'
import type { Criterion, RubricLint } from '../domain/structured.ts'
import { criteriaOf } from './checks/rubric-score-check.ts'
import type { Whole } from './checks/check.ts'
import { thereAre } from './counted.ts'
import { type Likeness, likenessOf, twinSteps } from './near-duplicates.ts'
import { rubricScore } from './rubric-score.ts'
import { type Criteria, type Placed, placed } from './rubric-tree.ts'
import { hasSeveralSentences } from './sentences.ts'
import { saysTwoThings } from './two-things.ts'

export type FindingCode =
  | 'empty'
  | 'required-minus'
  | 'too-few'
  | 'too-many'
  | 'several-sentences'
  | 'part-points'
  | 'points-low'
  | 'points-high'
  | 'same'
  | 'nearly-same'
  | 'two-things'
  | 'gold-full'
  | 'caps-heading'

/** Something to look at in a rubric. */
export type Finding = {
  readonly code: FindingCode
  /** What it is and what to do, in plain words. */
  readonly text: string
  /** The criterion it is about. */
  readonly criterion?: string
  /** The other field it is about. */
  readonly field?: string
}

/** What is known of one criterion by itself. Criteria do not change once they are made, so it is looked at once. */
type Facts = { readonly severalSentences: boolean; readonly twoThings: boolean; readonly likeness: Likeness }
const facts = new WeakMap<Criterion, Facts>()

/** Looks at one criterion beforehand, so that a long rubric can be gone through in small steps. */
export function examine(criterion: Criterion): Facts {
  let found = facts.get(criterion)
  if (found === undefined) {
    const { text } = criterion
    found = {
      severalSentences: hasSeveralSentences(text),
      twoThings: saysTwoThings(text),
      likeness: likenessOf(text),
    }
    facts.set(criterion, found)
  }
  return found
}

/** Whether `examine` has seen it. */
export function isExamined(criterion: Criterion): boolean {
  return facts.has(criterion)
}

/**
 * What there is to look at in a rubric, in the order of its criteria; what is about the whole comes first. The window
 * shows it, and where the operator says that findings hold the work back, core and hub use the same.
 */
export function lintRubric(lint: RubricLint | undefined, criteria: Criteria, whole: Whole): Finding[] {
  const places = placed(criteria)
  const twins = lint?.noDuplicates === true ? duplicatesIn(criteria) : undefined
  const count = places.filter(({ isGroup }) => !isGroup).length
  const about = [...aboutCount(lint, count), ...aboutGold(lint, whole), ...aboutPrompt(lint, whole.values)]
  return [...about, ...places.flatMap((place) => aboutOne(lint, place, twins?.get(place.criterion.id)))]
}

function aboutCount({ minCriteria, maxCriteria }: RubricLint = {}, count: number): Finding[] {
  if (minCriteria !== undefined && count < minCriteria) {
    return [{ code: 'too-few', text: `At least ${minCriteria} criteria are asked for; ${thereAre(count)}.` }]
  }
  if (maxCriteria !== undefined && count > maxCriteria) {
    return [{ code: 'too-many', text: `At most ${maxCriteria} criteria are allowed; ${thereAre(count)}.` }]
  }
  return []
}

function aboutOne(lint: RubricLint = {}, { criterion, isGroup }: Placed, twin: Finding | undefined): Finding[] {
  const { id, text, points, required } = criterion
  const found: Finding[] = []
  const say = (code: FindingCode, words: string): void => void found.push({ code, text: words, criterion: id })
  if (text.trim() === '') say('empty', isGroup ? 'This group has no name yet.' : 'This criterion says nothing yet.')
  if (isGroup) return found
  if (required === true && points < 0) say('required-minus', 'It takes points off and is required: it cannot be both.')
  if (lint.wholePoints === true && !Number.isInteger(points)) say('part-points', 'Points are to be whole numbers.')
  if (lint.minPoints !== undefined && points < lint.minPoints) {
    say('points-low', `The fewest points are ${lint.minPoints}; it has ${points}.`)
  }
  if (lint.maxPoints !== undefined && points > lint.maxPoints) {
    say('points-high', `The most points are ${lint.maxPoints}; it has ${points}.`)
  }
  if (lint.oneSentence === true && examine(criterion).severalSentences) {
    say('several-sentences', 'One sentence is asked for; this is more. Make two criteria of it.')
  } else if (lint.oneThing === true && (examine(criterion).severalSentences || examine(criterion).twoThings)) {
    say('two-things', 'It seems to say two things. Could one be met without the other? Then make two criteria of it.')
  }
  return twin === undefined ? found : [...found, twin]
}

const knownTwins = new WeakMap<Criteria, ReadonlyMap<string, Finding>>()

/** Criteria that say the same, or nearly the same, as one before them, by id; found once for each list. */
function duplicatesIn(criteria: Criteria): ReadonlyMap<string, Finding> {
  const steps = duplicateSteps(criteria)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Looks for them beforehand in small steps, so that no key has to wait for a long rubric. */
export function* duplicateSteps(criteria: Criteria): Generator<undefined, ReadonlyMap<string, Finding>> {
  const known = knownTwins.get(criteria)
  if (known !== undefined) return known
  const leaves = placed(criteria).filter(({ isGroup }) => !isGroup)
  const twins = new Map<string, Finding>()
  for (const { at, of, isSame } of yield* twinSteps(leaves.map(({ criterion }) => examine(criterion).likeness))) {
    const [one, other] = [leaves[at], leaves[of]]
    if (one === undefined || other === undefined) continue
    const { id } = one.criterion
    const text = `It says ${isSame ? '' : 'nearly '}the same as criterion ${other.number}.`
    twins.set(id, { code: isSame ? 'same' : 'nearly-same', text, criterion: id })
  }
  knownTwins.set(criteria, twins)
  return twins
}

function aboutGold({ goldNotFull, goldField }: RubricLint = {}, whole: Whole): Finding[] {
  const field = whole.fields.find(({ key }) => key === goldField)
  if (goldNotFull !== true || field === undefined || !isScoreField(field)) return []
  const value = whole.values[field.key]
  if (typeof value !== 'object' || Array.isArray(value) || value.kind !== 'rubric-score') return []
  const { isFull } = rubricScore(criteriaOf(field, whole), value.marks)
  if (!isFull) return []
  const text = 'The gold answer reaches full marks. Add what even a very good answer can miss.'
  return [{ code: 'gold-full', text, field: field.key }]
}

function isScoreField(field: Whole['fields'][number]): field is Parameters<typeof criteriaOf>[0] {
  return field.kind === 'rubric-score'
}

function aboutPrompt({ noCapsHeadings, promptField }: RubricLint = {}, values: FieldValues): Finding[] {
  const text = promptField === undefined ? undefined : values[promptField]
  if (noCapsHeadings !== true || promptField === undefined || typeof text !== 'string') return []
  const heading = firstCapsHeading(text)
  if (heading === undefined) return []
  const words = `The prompt has a heading all in capitals: “${heading}”. Write it as one would to a colleague.`
  return [{ code: 'caps-heading', text: words, field: promptField }]
}

/** Lines longer than this are no headings. */
const LONGEST_HEADING = 80

/** The first line that stands as a heading and has all its letters, four or more, in capitals. Code is not looked at. */
function firstCapsHeading(text: string): string | undefined {
  let isCode = false
  for (const line of text.split('\n')) {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode
    if (isCode || line.length > LONGEST_HEADING + 20) continue
    const words = line.replaceAll(/^[\s>#*_-]+|[\s#*_:]+$/g, '')
    const letters = words.replaceAll(/[^\p{L}]/gu, '')
    if (letters.length < 4 || words.length > LONGEST_HEADING || /[.!?,;|]$|^\|/.test(words)) continue
    if (letters === letters.toUpperCase() && letters !== letters.toLowerCase()) return words
  }
  return undefined
}
