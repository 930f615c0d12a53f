import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contentSum } from '../../src/core/store/checksums.ts'
import type { HubRow } from '../../src/core/store/hubs-table.ts'
import type { Store } from '../../src/core/store/open-store.ts'
import type { OutboxRow } from '../../src/core/store/outbox-table.ts'
import type { SubmissionState } from '../../src/core/store/submissions-table.ts'
import { applyFeedPage, askForReceipts, beginHistory } from '../../src/core/sync/apply-feed.ts'
import { applyResults, markSent, markUnsent } from '../../src/core/sync/apply-push.ts'
import { createGate } from '../../src/core/sync/gate.ts'
import { createHubClient } from '../../src/core/sync/hub-client.ts'
import { LONGEST_WAIT_MS } from '../../src/core/sync/plan-push.ts'
import { runPushLoop } from '../../src/core/sync/push-loop.ts'
import type { ReceiptCheck } from '../../src/sealed/verify-receipt.ts'
import { FEED_LEVEL, LEFT_OUT, type OperationResult } from '../../src/shared/contract/hub.ts'
import { err, ok } from '../../src/shared/domain/result.ts'
import type { Assignment, ReceiptPayload, Review, SubmissionReport, TaskState } from '../../src/shared/domain/work.ts'
import { type CheckedChange, type CheckedPage, taskToEntry } from '../../src/shared/rules/check-feed.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { testId, testProgramme, testTask } from '../support/core/tasks.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'

/** What pages of the feed and answers change in a store, one by one, with no hub behind them. */

let store: Store
/** What receipts say, by their text; any other proves nothing. */
let said: Map<string, ReceiptPayload>
beforeEach(() => {
  const tasks = [1, 2, 3].map((n) => testTask(n))
  store = openTestStore(undefined, tasks)
  said = new Map()
})
afterEach(() => {
  store.close()
  removeTempFolders()
})

const EPOCH = testId('session', 1)
const check: ReceiptCheck = (jws) => {
  const payload = said.get(jws)
  return payload === undefined ? err('nobody signed it') : ok(payload)
}
const work = (n: number) => testId('submission', n)
const taken: Assignment = { state: 'taken', offeredAt: AT, revision: 5 }

function hub(): HubRow {
  const row = store.hubs.get(testId('hub'))
  if (row === undefined) throw new Error('no hub')
  return row
}
const rowOf = (id: string): OutboxRow => {
  const row = store.outbox.get(id)
  if (row === undefined) throw new Error('no operation')
  return row
}
const noOf = (task: number): number => store.tasks.head(testId('task', task))?.no ?? 0
const stateOf = (task: number): TaskState | undefined => store.tasks.head(testId('task', task))?.state

/** Finished work `n` of a task. */
function finish(n: number, task = n, state: SubmissionState = 'ready'): OutboxRow {
  const content = JSON.stringify({ n })
  const handedIn = { id: work(n), taskNo: noOf(task), content, sha256: contentSum(content), finishedAt: AT + n }
  store.submissions.add({ ...handedIn, claimedMs: 60_000, supersedes: null, state }, [])
  store.outbox.add({ id: work(n), hubId: hub().id, taskNo: noOf(task), kind: 'submit', body: '', at: AT + n })
  store.tasks.setState(noOf(task), 'ready')
  return rowOf(work(n))
}

function decide(n: number, kind: 'take' | 'extend', task: number, body = '{}'): OutboxRow {
  store.outbox.add({ id: testId('session', n), hubId: hub().id, taskNo: noOf(task), kind, body, at: AT })
  return rowOf(testId('session', n))
}

/** A receipt for work `n`. */
function sign(n: number, changes: Partial<ReceiptPayload> = {}, jws = `signed.for.${n}`): string {
  const head = store.submissions.head(work(n))
  said.set(jws, {
    receipt: 1,
    hubId: hub().id,
    expertId: testId('expert'),
    taskId: head?.taskId ?? '',
    submissionId: work(n),
    contentSha256: head?.sha256 ?? '',
    receivedAt: AT + 1_000,
    guidelineVersion: 1,
    taskRevision: 1,
    rate: { type: 'hourly', perHour: { minor: 12_000, currency: 'USD' } },
    claimedMs: 60_000,
    late: false,
    ...changes,
  })
  return jws
}

const report = (seq: number, body: SubmissionReport): CheckedChange => {
  return { seq, id: body.id, kind: 'submission', content: '{}', checked: { kind: 'submission', body } }
}
const reported = (n: number, task = n, more: Partial<SubmissionReport> = {}): SubmissionReport => {
  return { id: work(n), taskId: testId('task', task), state: 'received', ...more }
}
const assigned = (seq: number, taskId: string, assignment = taken): CheckedChange => {
  return { seq, id: taskId, kind: 'task', content: LEFT_OUT, checked: { kind: 'assignment', assignment } }
}
function feed(changes: readonly CheckedChange[], more: Partial<CheckedPage> = {}, by: 'wire' | 'file' = 'wire') {
  const page: CheckedPage = {
    now: AT,
    epoch: EPOCH,
    cursor: changes.at(-1)?.seq ?? hub().cursor,
    more: false,
    ...more,
    changes,
  }
  return applyFeedPage(store, hub(), page, AT, by, check)
}
const answer = (rows: readonly OutboxRow[], ...results: OperationResult[]): boolean =>
  applyResults(store, hub(), rows, { results, check }, AT, () => 0.5)

describe('a page of the feed', () => {
  it('moves the place that is read on, and says whole up to where all was read [P2] [P11]', () => {
    feed([], { cursor: 4, more: true })
    expect(hub()).toMatchObject({ epoch: EPOCH, cursor: 4, wholeTo: 0, feedLevel: FEED_LEVEL, lastContactAt: AT })
    const body = { id: testId('expert'), name: 'Ada Meadows', email: 'ada@example.org', occupations: [] }
    feed([{ seq: 7, id: body.id, kind: 'expert', content: '{}', checked: { kind: 'expert', body } }])
    expect(hub()).toMatchObject({ cursor: 7, wholeTo: 7, expertName: 'Ada Meadows' })
    feed([], { cursor: 9, more: true })
    expect(hub()).toMatchObject({ cursor: 9, wholeTo: 7 })
  })

  it('that came in a file is no contact, and leaves what only the wire says [C5] [P11]', () => {
    store.hubs.setCursor(hub().id, { epoch: EPOCH, cursor: 5, feedLevel: 1, wholeTo: 5 })
    feed([], { cursor: 8 }, 'file')
    expect(hub()).toMatchObject({ cursor: 8, feedLevel: 1, wholeTo: 5, lastContactAt: null })
    // Nothing in it is taken for left out, whatever this desk has.
    expect(feed([assigned(9, testId('task', 1))], {}, 'file')).toMatchObject({ refused: 1, lacking: undefined })
    feed([], { epoch: testId('session', 2), cursor: 3 }, 'file')
    expect(hub()).toMatchObject({ cursor: 3, feedLevel: FEED_LEVEL, wholeTo: 0 })
  })

  it('that leaves out what is not here is asked for again, whole, from its first such change [P11]', () => {
    store.hubs.setCursor(hub().id, { epoch: EPOCH, cursor: 5, feedLevel: FEED_LEVEL, wholeTo: 5 })
    const changes = [6, 7, 8].map((seq) => assigned(seq, testId('task', seq === 6 ? 1 : seq)))
    expect(feed(changes)).toMatchObject({ lacking: 7, refused: 0, tasks: 1 })
    expect(hub()).toMatchObject({ cursor: 6, wholeTo: 0 })
  })

  it('drops what was kept aside of a thing that can be read now, and asks whole for a task of which it cannot [P4]', () => {
    const bad = (seq: number, n: number): CheckedChange => {
      return { ...assigned(seq, testId('task', n)), checked: { kind: 'refused', reason: 'no task' } }
    }
    feed([bad(1, 1), bad(2, 2)])
    expect(store.feed.refusedCount()).toBe(2)
    expect(feed([assigned(3, testId('task', 2)), assigned(4, testId('task', 3))]).lacking).toBe(3)
    const task = testTask(1, { title: 'Another title' })
    const checked = { kind: 'task', task: { ...task, files: [] }, assignment: taken } as const
    feed([{ seq: 5, id: task.id, kind: 'task', content: JSON.stringify(task), checked }])
    expect(store.feed.refused(9).map(({ entityId }) => entityId)).toEqual([testId('task', 2)])
    expect(store.tasks.head(task.id)?.title).toBe('Another title')
  })

  it('of a history begun anew says only at its end what the hub has lost; that is handed in again once [P9]', () => {
    for (const n of [1, 2, 3]) answer([finish(n)], { id: work(n), outcome: 'done', receipt: sign(n) })
    store.tasks.setState(noOf(1), 'drafting')
    const take = decide(11, 'take', 1)
    store.outbox.setDone(take.id)
    store.hubs.setCursor(hub().id, { epoch: testId('session', 3), cursor: 5, feedLevel: FEED_LEVEL, wholeTo: 5 })
    beginHistory(store, hub(), EPOCH)
    expect(hub()).toMatchObject({ epoch: EPOCH, cursor: 0, wholeTo: 0 })
    expect(rowOf(take.id).state).toBe('waiting')
    const states = () => [1, 2, 3].map((n) => rowOf(work(n)).state)
    feed([report(1, reported(1, 1, { receipt: sign(1) }))], { more: true })
    expect(states()).toEqual(['done', 'done', 'done'])
    feed([report(2, reported(2, 2, { receipt: sign(2) }))])
    expect(states()).toEqual(['done', 'done', 'waiting'])
    expect(store.meta.notices().map(({ text }) => text)).toEqual([expect.stringContaining('a piece of your work')])
    store.outbox.setDone(work(3))
    feed([], { cursor: 3 })
    expect(states()).toEqual(['done', 'done', 'done'])
  })

  it('of a history that another hub has begun anew says nothing of what this one has [P9]', () => {
    const others = testId('hub', 2)
    store.hubs.put({ ...hub(), id: others, address: 'http://127.0.0.1:2/' })
    answer([finish(1)], { id: work(1), outcome: 'done', receipt: sign(1) })
    const take = decide(11, 'take', 2)
    store.outbox.setDone(take.id)
    store.tasks.setAssignment(noOf(2), taken)
    finish(3)
    store.outbox.setTold(work(3), 2)
    feed([], { cursor: 3 })
    const other = store.hubs.get(others)
    if (other === undefined) throw new Error('no other hub')
    beginHistory(store, other, testId('session', 3))
    expect(rowOf(take.id).state).toBe('done')
    expect(JSON.parse(store.tasks.assignment(noOf(2)) ?? '')).toMatchObject({ revision: 5 })
    feed([], { cursor: 4 })
    expect([rowOf(work(1)).state, store.meta.notices()]).toEqual(['done', []])
    expect([askForReceipts(store, others), askForReceipts(store, hub().id)]).toEqual([false, true])
  })

  it('of a history begun anew that has to be asked for again says nothing of what is lost yet [P9] [P11]', () => {
    answer([finish(1)], { id: work(1), outcome: 'done', receipt: sign(1) })
    store.submissions.doubtAll(hub().id)
    store.hubs.setCursor(hub().id, { epoch: EPOCH, cursor: 5, feedLevel: FEED_LEVEL, wholeTo: 5 })
    expect(feed([assigned(6, testId('task', 9))]).lacking).toBe(6)
    expect([rowOf(work(1)).state, store.meta.notices()]).toEqual(['done', []])
  })

  it('names the tasks whose pages are to look again, and only those', () => {
    feed([], { cursor: 1 })
    finish(1)
    const named = (change: CheckedChange): number[] =>
      [1, 2, 3, 4].filter((n) => feed([change]).changed.has(testId('task', n)))
    const told = (seq: number, n: number): CheckedChange => {
      const task = taskToEntry(testTask(n))
      return { seq, id: task.id, kind: 'task', content: '{}', checked: { kind: 'task', task, assignment: taken } }
    }
    expect(named(assigned(2, testId('task', 1)))).toEqual([1])
    expect(named(report(3, reported(1, 1, { receipt: sign(1) })))).toEqual([1])
    expect(named(report(4, reported(77, 2)))).toEqual([2])
    expect(named(told(5, 3))).toEqual([3])
    const body = testProgramme()
    // The first was handed in: nobody writes in it under the guideline.
    expect(
      named({ seq: 6, id: body.id, kind: 'programme', content: '{}', checked: { kind: 'programme', body } }),
    ).toEqual([2, 3])
    expect(feed([told(7, 4)])).toMatchObject({ tasks: 1, changed: new Set() })
  })

  it('tells who writes here, once, of work that another device handed in, and nobody else', () => {
    store.tasks.setState(noOf(2), 'received')
    store.tasks.setAssignment(noOf(3), { ...taken, holder: { deviceId: testId('session', 2), name: 'farm' } })
    store.tasks.setState(noOf(3), 'elsewhere')
    const settled = report(4, reported(6, 3, { state: 'accepted' }))
    feed([report(1, reported(8, 1)), report(2, reported(9, 2)), report(3, reported(7, 99)), settled])
    feed([report(5, reported(8, 1))])
    expect(store.meta.notices()).toMatchObject([{ id: work(8), text: expect.stringContaining('does not know') }])
    expect([1, 2, 3].map(stateOf)).toEqual(['taken', 'received', 'accepted'])
  })
})

describe('a receipt that the feed leaves out [P11]', () => {
  const under = { epoch: EPOCH, cursor: 5, feedLevel: FEED_LEVEL, wholeTo: 5 }

  it('is awaited while the work is on its way, and asked for by the first such change when no answer brings it', () => {
    store.hubs.setCursor(hub().id, under)
    for (const n of [1, 2]) markSent(store, [finish(n)])
    expect(feed([report(6, reported(2)), report(7, reported(1))])).toMatchObject({ submissions: 0, refused: 0 })
    expect([stateOf(1), hub().cursor]).toEqual(['sent', 7])
    expect(askForReceipts(store, hub().id)).toBe(true)
    expect(hub()).toMatchObject({ cursor: 5, wholeTo: 0 })
    expect(askForReceipts(store, hub().id)).toBe(false)
  })

  it('moves no place forward that has gone back meanwhile', () => {
    store.hubs.setCursor(hub().id, under)
    markSent(store, [finish(1)])
    feed([report(9, reported(1))])
    store.hubs.setCursor(hub().id, { ...under, cursor: 2 })
    expect(askForReceipts(store, hub().id)).toBe(true)
    expect(hub().cursor).toBe(2)
  })

  it('is missing where the work is not on its way, and stands for nothing where the hub was not told that it may', () => {
    finish(1)
    store.outbox.setQuarantined(work(1), 'bad-content', 'Too short.')
    store.hubs.setCursor(hub().id, under)
    expect(feed([report(6, reported(1))])).toMatchObject({ lacking: 6, refused: 0 })
    expect(feed([report(6, reported(1))])).toMatchObject({ lacking: undefined, refused: 1 })
    expect(store.submissions.head(work(1))?.state).toBe('ready')
  })

  it('is not missed where it is here: the review counts', () => {
    answer([finish(1)], { id: work(1), outcome: 'done', receipt: sign(1) })
    const review: Review = { decision: 'accepted', comments: [], reviewedAt: AT, reviewer: 'Grace' }
    expect(feed([report(1, reported(1, 1, { state: 'accepted', review }))])).toMatchObject({
      submissions: 1,
      refused: 0,
    })
    expect(store.submissions.get(work(1))?.review).toBe(JSON.stringify(review))
    expect([stateOf(1), store.submissions.head(work(1))?.state]).toEqual(['accepted', 'accepted'])
  })
})

describe('a receipt [R2]', () => {
  it.each<[string, Partial<ReceiptPayload>, string]>([
    ['other work', { submissionId: work(9) }, 'another submission'],
    ['another task', { taskId: testId('task', 2) }, 'another submission'],
    ['other words', { contentSha256: 'a'.repeat(64) }, 'another content'],
    ['another time', { claimedMs: 30_000 }, 'another working time'],
    ['another expert', { expertId: testId('expert', 9) }, 'another expert'],
  ])('for %s puts the lane aside and proves nothing', (_, changes, words) => {
    const row = finish(1)
    markSent(store, [row])
    answer([row], { id: work(1), outcome: 'done', receipt: sign(1, changes) })
    expect(rowOf(work(1))).toMatchObject({ state: 'quarantined', reason: expect.stringContaining(words) })
    expect(store.submissions.head(work(1))).toMatchObject({ state: 'sent', receipt: null, verified: null })
  })

  it('is kept as it first came; a later one takes its place for nobody', () => {
    const row = finish(1)
    const first = sign(1)
    answer([row], { id: work(1), outcome: 'done', receipt: first })
    expect(stateOf(1)).toBe('received')
    store.outbox.reopen(work(1))
    feed([report(1, reported(1, 1, { receipt: sign(1, { late: true }, 'signed.anew.1') }))])
    expect(store.submissions.get(work(1))).toMatchObject({ receipt: first, receivedAt: AT + 1_000, late: 0 })
    expect(rowOf(work(1)).state).toBe('done')
    store.outbox.reopen(work(1))
    feed([report(2, reported(1, 1, { receipt: first }))])
    expect(rowOf(work(1)).state).toBe('done')
  })
})

describe('what leaves and does not arrive [O7]', () => {
  it('waits again, its task with it', () => {
    const row = finish(1)
    markSent(store, [row])
    expect([rowOf(work(1)).state, store.submissions.head(work(1))?.state, stateOf(1)]).toEqual(['sent', 'sent', 'sent'])
    markUnsent(store, [row])
    expect([rowOf(work(1)).state, store.submissions.head(work(1))?.state, stateOf(1)]).toEqual([
      'waiting',
      'ready',
      'ready',
    ])
  })

  it('stays sent where it had left before, and where it has a receipt of old; a task in writing is left alone', () => {
    markSent(store, [finish(1)])
    markUnsent(store, [rowOf(work(1))])
    expect(rowOf(work(1)).state).toBe('sent')
    answer([finish(2)], { id: work(2), outcome: 'done', receipt: sign(2) })
    store.outbox.reopen(work(2))
    store.tasks.setState(noOf(2), 'drafting')
    const again = rowOf(work(2))
    markSent(store, [again])
    expect(stateOf(2)).toBe('drafting')
    markUnsent(store, [again])
    expect(rowOf(work(2)).state).toBe('sent')
  })
})

describe('an answer', () => {
  it('that says later is waited for as long as it asks, an hour at most; so is what it does not speak of [O8]', () => {
    const rows = [finish(1), finish(2), finish(3)]
    store.files.want('f'.repeat(64), 5, noOf(1))
    store.files.setAtHub(hub().id, 'f'.repeat(64), true)
    answer(
      rows,
      { id: work(1), outcome: 'later', code: 'files-missing', missing: ['f'.repeat(64)], retryAfterMs: 900_000 },
      { id: work(2), outcome: 'later', code: 'busy', retryAfterMs: 90 * 86_400_000 },
    )
    const waits = rows.map(({ id }) => rowOf(id)).map(({ attempts, nextAt, code }) => [attempts, nextAt - AT, code])
    expect(waits.slice(0, 2)).toEqual([
      [1, 900_000, 'files-missing'],
      [1, LONGEST_WAIT_MS, 'busy'],
    ])
    expect(waits[2]).toEqual([1, expect.any(Number), 'busy'])
    expect(store.files.get('f'.repeat(64))?.atHub).toBe(false)
    const first = rowOf(work(3)).nextAt
    answer([rowOf(work(3))])
    expect(rowOf(work(3)).attempts).toBe(2)
    expect(rowOf(work(3)).nextAt).toBeGreaterThan(first)
    expect(hub().lastContactAt).toBe(AT)
  })

  it('to an older version leaves the task to the newer one that waits [S3]', () => {
    const row = finish(1)
    markSent(store, [row])
    finish(2, 1)
    answer([row], { id: work(1), outcome: 'done', receipt: sign(1) })
    expect([store.submissions.head(work(1))?.state, stateOf(1)]).toEqual(['received', 'ready'])
  })

  it('that comes after the review puts nothing back [S5]', () => {
    const row = finish(1)
    markSent(store, [row])
    feed([report(1, reported(1, 1, { state: 'returned', receipt: sign(1) }))])
    answer([row], { id: work(1), outcome: 'done', receipt: sign(1) })
    expect([store.submissions.head(work(1))?.state, stateOf(1)]).toEqual(['returned', 'returned'])
  })

  it('says how the task is assigned only where the feed has not brought something newer', () => {
    const due = (): unknown => JSON.parse(store.tasks.assignment(noOf(1)) ?? '').dueAt
    store.tasks.setAssignment(noOf(1), { ...taken, dueAt: AT + 5 })
    const later = (n: number, revision: number): OperationResult => {
      return { id: testId('session', n), outcome: 'done', assignment: { ...taken, revision, dueAt: AT + revision } }
    }
    answer([decide(11, 'take', 1)], later(11, 4))
    answer([decide(12, 'take', 1)], later(12, 5))
    expect(due()).toBe(AT + 5)
    answer([decide(13, 'take', 1)], later(13, 6))
    expect(due()).toBe(AT + 6)
    expect([11, 12, 13].map((n) => rowOf(testId('session', n)).state)).toEqual(['done', 'done', 'done'])
    const withdrawn: Assignment = { ...taken, state: 'withdrawn', revision: 7 }
    answer([decide(14, 'take', 1)], { id: testId('session', 14), outcome: 'done', assignment: withdrawn })
    expect(stateOf(1)).toBe('withdrawn')
  })

  it('that refuses a decision is let be once work that was sent after it is taken [V2]', () => {
    const take = decide(11, 'take', 1)
    const row = finish(1)
    answer(
      [take, row],
      { id: take.id, outcome: 'refused', code: 'not-possible', message: 'It has gone on.' },
      { id: work(1), outcome: 'done', receipt: sign(1) },
    )
    expect(rowOf(take.id)).toMatchObject({ state: 'undone', reason: null })
    // Another that comes later stands by itself.
    const extend = decide(12, 'extend', 1, JSON.stringify({ backBy: AT }))
    answer([extend], { id: extend.id, outcome: 'refused', code: 'not-possible', message: 'Not now.' })
    expect(rowOf(extend.id)).toMatchObject({ state: 'quarantined', reason: expect.stringContaining('Not now.') })
  })
})

it('what was answered before the hub was restored settles nothing, also where that is heard while it is stored [P9]', async () => {
  feed([])
  finish(1)
  const { timers } = createFakeTime()
  const gate = createGate(timers)
  const stop = new AbortController()
  const wire = async (request: Request): Promise<Response> => {
    const { operations } = (await request.json()) as { operations: { id: string }[] }
    // It is to send as soon as the first has been answered.
    if (store.outbox.get(work(2)) === undefined) finish(2)
    const results = operations.map(({ id }) => ({ id, outcome: 'done', receipt: sign(id === work(1) ? 1 : 2) }))
    return Response.json({ results })
  }
  const loop = runPushLoop(
    {
      store,
      client: createHubClient({ timers, wire }, 'http://127.0.0.1/', 'token'),
      log: () => undefined,
      stopping: stop.signal,
      line: () => stop.signal,
      renewLine: () => undefined,
      random: () => 0.5,
      now: () => AT + 10,
      hub,
      connection: () => ({ state: 'connected' }),
      checkReceipts: async () => {
        if (hub().epoch === EPOCH) beginHistory(store, hub(), testId('session', 9))
        return check
      },
      mayCall: () => true,
      reached: () => undefined,
      failed: () => undefined,
      storeFailed: () => undefined,
      calm: () => undefined,
      calms: () => 0,
      isCalm: () => true,
    },
    gate,
    { onLanes: () => undefined, onAnswerLost: () => undefined, onFilesLacking: () => undefined },
  )
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  stop.abort()
  gate.open()
  await loop
  const settled = [1, 2].map((n) => [
    rowOf(work(n)).attempts,
    rowOf(work(n)).state,
    store.submissions.head(work(n))?.receipt,
  ])
  expect(settled).toEqual([
    [1, 'sent', null],
    [1, 'sent', null],
  ])
})
