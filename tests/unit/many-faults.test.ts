import { describe, expect, it } from 'vitest'
import { OperationResult } from '../../src/shared/contract/hub.ts'
import { checkOperation, patienceForRequest } from '../../src/hub/operations/check-operation.ts'
import { checkValues } from '../../src/hub/operations/check-submission.ts'
import { Field } from '../../src/shared/domain/fields.ts'
import { checkPage } from '../../src/shared/rules/check-feed.ts'
import { submission, submitOperation } from '../support/hub/fixtures.ts'

const id = '0190a0a0-0000-7000-8000-000000000001'
const many = (part: string, times: number): string => `[${Array<string>(times).fill(part).join(',')}]`
/** A task with so many criteria of which each has three faults. */
const faulty = (criteria: number, fields = 1): string =>
  `"kind":"answer","title":"T","occupation":{"code":"45-1011.00","title":"Farmer"},"brief":"B",` +
  `"fields":${many(`{"kind":"rubric-score","key":"k","label":"L","criteria":${many('{}', criteria)}}`, fields)}`

describe('faults by the hundred thousand', () => {
  it('are no reason to stop at a page of the feed: what has them is refused alone, without a word on each', () => {
    const change = (seq: number, task: string) => {
      const content = `{"id":"${id}","batchId":"${id}","revision":1,${task}}`
      return { seq, kind: 'task', id, content, assignment: { state: 'offered', offeredAt: 1 } }
    }
    const sound = `"kind":"answer","title":"T","occupation":{"code":"45-1011.00","title":"Farmer"},"brief":"${'B'.repeat(400_000)}","fields":[{"kind":"markdown","key":"a","label":"A"}]`
    const changes = [faulty(2), faulty(4_000, 100), faulty(3), sound].map((task, at) => change(at + 1, task))
    const { changes: found } = checkPage({ epoch: id, cursor: 4, more: false, now: 1, changes })
    expect(found.map(({ checked }) => checked)).toMatchObject([
      { kind: 'refused', reason: expect.stringContaining('at fields[0]') },
      { kind: 'refused', reason: expect.stringContaining('too much of it') },
      { kind: 'refused', reason: expect.stringContaining('at fields[0]') },
      { kind: 'task' },
    ])
  })

  it('are looked for only as far as patience goes in the values of a submission', () => {
    const fields = [Field.parse({ kind: 'markdown', key: 'answer', label: 'Your plan' })]
    const messages = [300, 15_000].map((faults) =>
      checkValues(fields, { answer: Array.from({ length: faults }, () => ({})) }).map(({ text }) => text),
    )
    expect(messages).toEqual([
      [expect.stringMatching(/^Your plan: (?!.*too much of it)/)],
      [expect.stringContaining('too much of it')],
    ])
  })

  it('are looked for only as far as patience goes in the operations of one request; what is sound is read all the same', () => {
    const patience = patienceForRequest()
    const bad = (parts: number) => {
      const sent = submitOperation(submission(id))
      return {
        ...sent,
        body: { ...sent.body, answers: [{}], values: { answer: Array.from({ length: parts }, () => ({})) } },
      }
    }
    const messages = [15_000, 15_000, 4_000].map((parts) => {
      const entry = checkOperation(bad(parts), patience)
      return 'refusal' in entry && entry.refusal.outcome === 'refused' ? entry.refusal.message : ''
    })
    expect(messages).toEqual([
      expect.stringMatching(/^body\.answers/),
      expect.stringContaining('too much of it'),
      expect.stringMatching(/^body\.answers/),
    ])
    patience.parts = 0
    expect(checkOperation(submitOperation(submission(id)), patience)).toHaveProperty('operation')
  })

  it('of one list are one fault where the list is longer than it may be: a hub may say of millions of files that it misses them', () => {
    const missing = Array.from({ length: 100_000 }, () => 1)
    const read = OperationResult.safeParse({ id, outcome: 'later', code: 'files-missing', missing })
    expect(read.error?.issues).toHaveLength(1)
  })
})
