import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { CommentAnswer } from '../../src/shared/domain/work.ts'
import { ANSWERS, textToAnswers } from '../../src/shared/rules/comment-answers.ts'
import { testId } from '../support/core/tasks.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { createUnsteady, type DraftBench, openDraftBench, openDraftOf } from '../support/renderer/draft-bench.ts'

let bench: DraftBench

afterEach(() => bench.close())
afterAll(removeTempFolders)

const review = {
  submissionId: testId('submission', 1),
  comments: ['Which field?', 'And the price?', 'By when?'].map((text) => ({ text })),
}

type Window = Awaited<ReturnType<typeof openWindow>>

/** A window with the task open, which can be cut off from the core. */
async function openWindow() {
  const { taskId, time } = bench
  const desk = bench.desk()
  const loaded = await desk.drafts.open({ taskId })
  const { drafts, plan } = createUnsteady(() => desk)
  const draft = openDraftOf(loaded, { ...desk, drafts: { ...desk.drafts, ...drafts } }, time)
  draft.setFields([], loaded)
  return {
    cut: () => void plan.push(...Array.from({ length: 200 }, () => 'lost' as const)),
    reach: async () => {
      plan.length = 0
      draft.text(ANSWERS)?.reconnected()
      await time.advance(3_000)
    },
    say: (comment: number, text: string) => draft.answer(review, comment, { text }),
    resolve: (comment: number) => draft.answer(review, comment, { resolved: true }),
    said: () => said(draft.store.getState().answers),
  }
}

const said = (answers: readonly CommentAnswer[] | undefined) =>
  Object.fromEntries(answers?.map(({ comment, text, resolved }) => [comment, resolved ? `${text} (done)` : text]) ?? [])

type Case = {
  readonly what: string
  readonly before?: readonly number[]
  readonly inA: (window: Window) => void
  readonly inB: (window: Window) => void
  readonly all: Readonly<Record<number, string>>
}

const cases: readonly Case[] = [
  {
    what: 'the first ones of all',
    inA: (a) => a.say(0, 'The north one.'),
    inB: (b) => b.say(1, '24 €.'),
    all: { 0: 'The north one.', 1: '24 €.' },
  },
  {
    what: 'the first words to one comment',
    before: [2],
    inA: (a) => a.say(0, 'The north one.'),
    inB: (b) => b.say(0, ' See the map.'),
    all: { 0: 'The north one. See the map.', 2: 'Answer 2' },
  },
  {
    what: 'in one answer',
    before: [0],
    inA: (a) => a.say(0, 'Answer 0, on the marsh'),
    inB: (b) => b.say(0, 'Well: Answer 0'),
    all: { 0: 'Well: Answer 0, on the marsh' },
  },
  {
    what: 'in one that the other takes out',
    before: [0, 1],
    inA: (a) => a.say(0, ''),
    inB: (b) => b.say(0, 'Answer 0, on the marsh'),
    all: { 0: 'Answer 0, on the marsh', 1: 'Answer 1' },
  },
  {
    what: 'in one beside which the other takes one out',
    before: [0, 1],
    inA: (a) => a.say(0, ''),
    inB: (b) => b.say(1, 'Answer 1, net'),
    all: { 1: 'Answer 1, net' },
  },
  {
    what: 'in one that the other settles, and settle one both',
    before: [0, 1],
    inA: (a) => [a.resolve(0), a.resolve(1)],
    inB: (b) => [b.say(0, 'Answer 0, on the marsh'), b.resolve(1)],
    all: { 0: 'Answer 0, on the marsh (done)', 1: 'Answer 1 (done)' },
  },
]

describe('answers to comments in two windows while the core is away keep what either writes [D3]', () => {
  it.each(cases)('$what', async ({ before = [], inA, inB, all }) => {
    bench = await openDraftBench('Write the 2026 crop and nutrient plan')
    const [a, b] = [await openWindow(), await openWindow()]
    for (const comment of before) a.say(comment, `Answer ${comment}`)
    await a.reach()
    await b.reach()
    a.cut()
    b.cut()
    inA(a)
    inB(b)
    for (const window of [a, b, a]) await window.reach()
    expect(a.said()).toEqual(all)
    expect(b.said()).toEqual(all)
    expect(said(textToAnswers(await bench.textInCore(ANSWERS)))).toEqual(all)
  })
})
