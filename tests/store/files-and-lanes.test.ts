import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contentSum } from '../../src/core/store/checksums.ts'
import type { Store } from '../../src/core/store/open-store.ts'
import { putTask } from '../../src/core/sync/apply-feed.ts'
import { taskToEntry } from '../../src/shared/rules/check-feed.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { typeInto } from '../support/store/full-store.ts'

/** Which rows count: what is given up or asked for by these questions is lost or sent when they are wrong. */

let store: Store
const hubId = testId('hub')
const otherHub = testId('hub', 2)
const OTHER = 6
beforeEach(() => {
  const tasks = [1, 2, 3, 4, 5].map((n) => testTask(n))
  store = openTestStore(undefined, tasks)
  const hub = store.hubs.get(hubId)
  if (hub === undefined) throw new Error('no hub')
  store.hubs.put({ ...hub, id: otherHub, name: 'Other hub', address: 'http://127.0.0.1:2/' })
  const task = testTask(OTHER)
  putTask(store, otherHub, taskToEntry(task), JSON.stringify(task), { state: 'taken', offeredAt: AT }, AT)
})
afterEach(() => {
  store.close()
  removeTempFolders()
})

const hash = (letter: string): string => letter.repeat(64)
const lettersOf = (files: readonly { sha256: string }[]): string => files.map(({ sha256 }) => sha256[0]).join('')
const noOf = (task: number): number => store.tasks.head(testId('task', task))?.no ?? 0

/** Work `n` of a task, with the files that it names. */
function finish(n: number, task: number, files = '', at = AT): void {
  const content = JSON.stringify({ n })
  const named = Array.from(files, (letter) => ({ sha256: hash(letter), size: 10 }))
  store.submissions.add(
    {
      id: testId('submission', n),
      taskNo: noOf(task),
      content,
      sha256: contentSum(content),
      finishedAt: at,
      claimedMs: 60_000,
      supersedes: null,
      state: 'ready',
    },
    named,
  )
  const hub = task === OTHER ? otherHub : hubId
  store.outbox.add({ id: testId('submission', n), hubId: hub, taskNo: noOf(task), kind: 'submit', body: '', at })
}

function decide(n: number, kind: 'take' | 'decline' | 'extend', task: number): string {
  const id = testId('session', n)
  const hub = task === OTHER ? otherHub : hubId
  store.outbox.add({ id, hubId: hub, taskNo: noOf(task), kind, body: '{}', at: AT })
  return id
}

describe('files that may be given up [F8]', () => {
  it('are those of tasks that are over and settled, 90 days after the work was handed in, and never one’s own', () => {
    const spare = () => lettersOf(store.files.spare(AT))
    for (const [letter, task] of Array.from('abcde', (one, i) => [one, i + 1] as const)) {
      store.files.want(hash(letter), 10, noOf(task))
      store.files.setHere(hash(letter), 10)
    }
    expect(spare()).toBe('')
    finish(1, 1, '', AT)
    finish(2, 2, '', AT - 1)
    for (const task of [1, 2]) store.tasks.setState(noOf(task), 'accepted')
    // Neither is settled.
    expect(spare()).toBe('')
    for (const n of [1, 2]) store.outbox.setDone(testId('submission', n))
    expect(spare()).toBe('b')
    for (const task of [3, 4]) typeInto(store, task, 1)
    for (const [task, state] of [
      [3, 'withdrawn'],
      [4, 'rejected'],
      [5, 'declined'],
    ] as const) {
      store.tasks.setState(noOf(task), state)
    }
    expect(spare()).toBe('bde')
    // What an open task needs as well stays, and so does what the expert has made.
    store.files.want(hash('e'), 10, noOf(OTHER))
    store.files.setMade(hash('d'), 10)
    expect(spare()).toBe('b')
    store.files.setGone(hash('d'))
    store.files.setGone(hash('b'))
    expect([spare(), store.files.get(hash('d'))?.here, store.files.get(hash('b'))?.here]).toEqual(['', true, false])
  })
})

describe('files that are fetched', () => {
  it('are those of the open tasks of a hub, in work first, then small ones', () => {
    const want = (letter: string, size: number, task: number) => store.files.want(hash(letter), size, noOf(task))
    want('a', 1, 1)
    want('b', 300, 2)
    want('c', 200, 2)
    want('d', 5, 3)
    want('e', 5, OTHER)
    want('f', 7, 4)
    want('c', 200, 1)
    store.tasks.setState(noOf(1), 'offered')
    store.tasks.setState(noOf(4), 'withdrawn')
    expect(lettersOf(store.files.wanted(hubId, 9))).toBe('dcba')
    expect(lettersOf(store.files.wanted(hubId, 2))).toBe('dc')
    expect(lettersOf(store.files.wanted(hubId, 1, ({ size }) => size > 200))).toBe('b')
    expect(lettersOf(store.files.wanted(otherHub, 9))).toBe('e')
    expect(store.files.missingTotal()).toEqual({ missing: 5, bytes: 511 })
    store.files.setRefused(hash('a'), 3, AT, 'Something else came.')
    store.files.setHere(hash('a'), 2)
    expect(store.files.get(hash('a'))).toMatchObject({ size: 2, here: true, refusals: 0, nextAt: 0, problem: null })
    expect(store.files.missingTotal()).toEqual({ missing: 4, bytes: 510 })
    store.files.setRefused(hash('b'), 1, AT, 'Something else came.')
    store.files.setAllDue()
    expect(store.files.get(hash('b'))?.nextAt).toBe(0)
  })
})

describe('files of finished work', () => {
  it('hold up the lanes of that hub which has not got them, and are brought for what is not put aside [F3]', () => {
    for (const letter of 'abc') store.files.setHere(hash(letter), 10, true)
    finish(1, 1, 'ab')
    finish(2, 2, 'c')
    finish(3, OTHER, 'a')
    const waiting = () => store.outbox.open().map(({ awaitsFiles }) => awaitsFiles)
    expect([lettersOf(store.files.toBring(hubId)), lettersOf(store.files.toBring(otherHub))]).toEqual(['abc', 'a'])
    store.files.setAtHub(hubId, hash('a'), true)
    store.files.setAtHub(hubId, hash('c'), true)
    expect(waiting()).toEqual([1, 0, 1])
    expect(lettersOf(store.files.toBring(hubId))).toBe('b')
    expect(lettersOf(store.submissions.filesOf(testId('submission', 1)))).toBe('b')
    expect(lettersOf(store.submissions.filesOf(testId('submission', 3)))).toBe('a')
    // One hub has lost what another has still.
    store.files.setAtHub(otherHub, hash('a'), true)
    store.files.setAtHub(hubId, hash('a'), false)
    expect([store.files.get(hash('a'))?.atHub, waiting()]).toEqual([true, [1, 0, 0]])
    store.files.setAtHub(otherHub, hash('a'), false)
    expect(store.files.get(hash('a'))?.atHub).toBe(false)
    store.outbox.setQuarantined(testId('submission', 1), 'bad-content', 'Too short.')
    store.outbox.setSent(testId('submission', 2))
    expect(lettersOf(store.files.ofLanes(hubId))).toBe('c')
  })

  it('go on where they were only with the upload that they were in [F4]', () => {
    for (const letter of 'ab') store.files.setHere(hash(letter), 10, true)
    finish(1, 1, 'ab')
    store.files.setLetGo([hash('a')])
    store.files.putUpload(hubId, hash('a'), 'http://127.0.0.1:1/1')
    store.files.putUpload(hubId, hash('b'), 'http://127.0.0.1:1/2')
    store.files.putUpload(otherHub, hash('a'), 'http://127.0.0.1:2/1')
    store.files.setSent(hubId, hash('a'), 7)
    expect(store.files.ofLanes(hubId)).toMatchObject([
      { sent: 7, letGo: true },
      { sent: 0, letGo: false },
    ])
    const others = () => [store.files.upload(hubId, hash('b')), store.files.upload(otherHub, hash('a'))]
    expect(others()).toMatchObject([{ sent: 0 }, { sent: 0 }])
    store.files.putUpload(hubId, hash('a'), 'http://127.0.0.1:1/3')
    expect(store.files.upload(hubId, hash('a'))).toEqual({ url: 'http://127.0.0.1:1/3', sent: 0 })
    store.files.dropUpload(hubId, hash('a'))
    expect(store.files.upload(hubId, hash('a'))).toBe(undefined)
    expect(others()).toMatchObject([{ url: 'http://127.0.0.1:1/2' }, { url: 'http://127.0.0.1:2/1' }])
  })
})

describe('lanes', () => {
  it('are let go alone, all of a hub, or all that stand aside; a wish for more time is no step of the task', () => {
    const ids = [decide(1, 'take', 1), decide(2, 'take', 2), decide(3, 'extend', 3), decide(4, 'take', OTHER)]
    const [one = '', two = '', wish = '', other = ''] = ids
    expect([1, 3, OTHER].map((task) => store.outbox.hasOpen(noOf(task)))).toEqual([true, false, true])
    for (const id of ids) store.outbox.setLater(id, 1, AT + 5, 'busy', 'Later.')
    store.outbox.setQuarantined(two, 'not-possible', 'No.', 'plan')
    const rows = () => ids.map((id) => store.outbox.get(id)).map((row) => [row?.state, (row?.nextAt ?? 0) - AT])
    const now = -AT
    store.outbox.setAllDue(hubId)
    expect(rows()).toEqual([
      ['waiting', now],
      ['quarantined', 5],
      ['waiting', now],
      ['waiting', 5],
    ])
    store.outbox.releaseAll()
    expect(store.outbox.get(two)).toMatchObject({ state: 'waiting', nextAt: 0, reason: null, field: null, code: null })
    expect(rows()[3]).toEqual(['waiting', 5])
    store.outbox.setSent(other)
    store.outbox.setDue(other)
    expect(rows()[3]).toEqual(['sent', now])
    for (const id of [one, wish, other]) store.outbox.setDone(id)
    store.tasks.setState(noOf(1), 'received')
    store.outbox.reopenDecisions(hubId)
    expect(rows().map(([state]) => state)).toEqual(['done', 'waiting', 'waiting', 'done'])
    store.outbox.reopen(one)
    store.outbox.reopen(two)
    expect(store.outbox.open(hubId).map(({ id }) => id)).toEqual([one, two, wish])
    expect(store.outbox.openOfTask(noOf(1)).map(({ id }) => id)).toEqual([one])
  })

  it('know whether the last step was work that was taken back', () => {
    finish(1, 1)
    expect(store.outbox.isTakenBack(noOf(1))).toBe(false)
    store.outbox.setUndone(testId('submission', 1))
    expect(store.outbox.isTakenBack(noOf(1))).toBe(true)
    store.outbox.setUndone(decide(1, 'decline', 1))
    expect(store.outbox.isTakenBack(noOf(1))).toBe(false)
  })

  it('do not let what left in a file wait again', () => {
    for (const n of [1, 2]) finish(n, n)
    for (const n of [1, 2]) store.outbox.setSent(testId('submission', n))
    store.outbox.keepSent(testId('submission', 1))
    expect([1, 2, 3].map((n) => store.outbox.setUnsent(testId('submission', n)))).toEqual([false, true, false])
    expect(store.outbox.setUnsent(testId('submission', 2))).toBe(false)
  })
})

describe('finished work', () => {
  it('counts by its newest that was not taken back, and proves by the receipt of that one alone', () => {
    for (const n of [1, 2, 3]) finish(n, 1, '', AT + n)
    store.submissions.setState(testId('submission', 3), 'undone')
    const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => Number(id.slice(-3)))
    expect(store.submissions.newest(noOf(1))).toEqual({ id: testId('submission', 2), state: 'ready' })
    expect(store.submissions.newestId()).toBe(testId('submission', 3))
    finish(4, 2, '', AT)
    expect(idsOf(store.submissions.ofTask(noOf(1)))).toEqual([2, 1])
    expect(idsOf(store.submissions.page(2, 0))).toEqual([2, 1])
    expect([idsOf(store.submissions.page(2, 2)), store.submissions.count()]).toEqual([[4], 3])
    expect(idsOf(store.submissions.countedOfAll())).toEqual([2, 4])
    const receipts = () => store.taskList.billable([testId('task', 1)]).map(({ receipt }) => receipt)
    store.submissions.setReceipt(testId('submission', 1), 'a.b.c', AT, false, true)
    expect([receipts(), store.submissions.receiptCount()]).toEqual([[null], 1])
    store.submissions.setReceipt(testId('submission', 2), 'd.e.f', AT, true, false)
    expect(receipts()).toEqual([null])
    store.submissions.setReceipt(testId('submission', 2), 'd.e.f', AT, true, true)
    expect(receipts()).toEqual(['d.e.f'])
  })

  it('is doubted and confirmed hub by hub, where there is a receipt that holds [P9]', () => {
    for (const [n, task] of [
      [1, 1],
      [2, 2],
      [3, 3],
      [4, OTHER],
    ] as const)
      finish(n, task)
    for (const n of [1, 2, 4]) store.submissions.setReceipt(testId('submission', n), 'a.b.c', AT, false, n !== 2)
    store.submissions.doubtAll(otherHub)
    expect(store.submissions.unconfirmed(hubId)).toEqual([])
    store.submissions.doubtAll(hubId)
    expect(store.submissions.unconfirmed(hubId)).toEqual([testId('submission', 1)])
    store.submissions.confirm(testId('submission', 1))
    expect([store.submissions.unconfirmed(hubId), store.submissions.unconfirmed(otherHub)]).toEqual([
      [],
      [testId('submission', 4)],
    ])
  })
})
