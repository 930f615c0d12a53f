import { linesToPage } from '../../src/shared/rules/feed-lines.ts'
import { describe, expect, it } from 'vitest'
import { type FeedPage, PROTOCOL_HEADER } from '../../src/shared/contract/hub.ts'
import { newId, submission, submitOperation, takeOperation, taskContent } from '../support/hub/fixtures.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { address, bodiesOf, enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'
import { type TestHub } from '../support/hub/test-hub.ts'

hubForFile()

async function newDesk(occupation = '11-9013.00'): Promise<TestDesk & { expertId: string }> {
  const { code, expertId } = await hub.operator.enrolExpert({ occupations: [occupation] })
  return { ...(await enrolledDesk(hub.fetch, code)), expertId }
}

describe('what a page holds', () => {
  it('gives each thing once, in its newest state, in the order of its last change [P3]', async () => {
    const desk = await newDesk()
    const { programmeId } = await hub.operator.importTasks(
      [taskContent({ title: 'first' }), taskContent({ title: 'second' })],
      {
        onlyExpert: desk.expertId,
      },
    )
    const before = await desk.pull()
    expect(before.map((change) => change.kind)).toEqual(['expert', 'occupations', 'programme', 'batch', 'task', 'task'])
    const [firstTask = ''] = [...bodiesOf(before, 'task').keys()]
    await desk.push([takeOperation(firstTask)])
    await expect(hub.operator.changeGuideline(programmeId, ' \n')).rejects.toThrow('the one before stays in force')
    await hub.operator.changeGuideline(programmeId, 'Say which clover.')

    const after = await desk.pull()
    expect(after.map((change) => change.kind)).toEqual(['expert', 'occupations', 'batch', 'task', 'task', 'programme'])
    expect(bodiesOf(after, 'task').get(firstTask)?.assignment.state).toBe('taken')
    expect(bodiesOf(after, 'programme').get(programmeId)?.guideline).toMatchObject({
      version: 2,
      text: 'Say which clover.',
    })
    const news = await desk.pull(before.at(-1)?.seq)
    expect(news.map((change) => change.kind)).toEqual(['task', 'programme'])
  })

  it('keeps about to the size that was asked for, but always gives something', async () => {
    const desk = await newDesk()
    const long = 'word '.repeat(2000)
    await hub.operator.importTasks(
      Array.from({ length: 12 }, () => taskContent({ brief: long })),
      { onlyExpert: desk.expertId },
    )
    const first = await desk.feed({ maxBytes: 1 })
    expect(first.changes).toHaveLength(1)
    expect(first).toMatchObject({ more: true, cursor: first.changes[0]?.seq })
    const page = await desk.feed({ after: first.cursor, maxBytes: 40_000 })
    expect(page.changes.length).toBeGreaterThan(3)
    expect(page.changes.length).toBeLessThan(9)
    expect(await desk.pull()).toHaveLength(16)
  })

  it('shows nothing of other experts', async () => {
    const [one, other] = [await newDesk(), await newDesk()]
    await hub.operator.importTasks([taskContent()], { onlyExpert: one.expertId })
    expect((await other.pull()).map((change) => change.kind)).toEqual(['expert', 'occupations'])
  })

  it('carries every character of an operator unharmed', async () => {
    const desk = await newDesk()
    const hard = 'quote " backslash \\ tab \t line\u2028 emoji 👩🏽‍🌾 nul \u0000 half \ud83d end'
    await hub.operator.importTasks([taskContent({ brief: hard, persona: { situation: hard } })], {
      onlyExpert: desk.expertId,
    })
    const [task] = [...bodiesOf(await desk.pull(), 'task').values()]
    expect(task?.task.brief).toBe(hard)
    expect(task?.task.persona).toEqual({ situation: hard })
  })
})

describe('waiting for a change', () => {
  it('answers a waiting desk when something happens, whichever process it happens in [P8]', async () => {
    const desk = await newDesk()
    const { cursor } = await desk.feed()
    const second = hub.another()
    const ask = (wire: TestHub['hub']) =>
      wire.fetch(
        new Request(`${address}/v1/feed?after=${cursor}&waitMs=60000`, {
          headers: { [PROTOCOL_HEADER]: '1', authorization: `Bearer ${desk.token}` },
        }),
      )
    const waiting = [ask(hub.hub), ask(second)]
    await hub.operator.importTasks([taskContent()], { onlyExpert: desk.expertId })
    for (const response of await Promise.all(waiting)) {
      const page = linesToPage(await response.text())
      expect(page.ok && page.value.changes.map((change) => change.kind)).toEqual(['programme', 'batch', 'task'])
    }
  })

  it('answers with an empty page when the time is over', async () => {
    const desk = await newDesk()
    const { cursor } = await desk.feed()
    expect(await desk.feed({ after: cursor, waitMs: 30 })).toMatchObject({ changes: [], cursor, more: false })
  })

  it('lets go of a desk that has gone away, and of all when the hub stops', async () => {
    const desk = await newDesk()
    const { cursor } = await desk.feed()
    const gone = new AbortController()
    const other = hub.another()
    const ask = (signal?: AbortSignal) =>
      other.fetch(
        new Request(`${address}/v1/feed?after=${cursor}&waitMs=60000`, {
          headers: { [PROTOCOL_HEADER]: '1', authorization: `Bearer ${desk.token}` },
          ...(signal === undefined ? {} : { signal }),
        }),
      )
    const [left, stays] = [ask(gone.signal), ask()]
    gone.abort()
    await left
    await other.stop()
    expect((await stays).status).toBe(200)
  })

  it('goes on when the connection it listens on is cut', async () => {
    const desk = await newDesk()
    const { cursor } = await desk.feed()
    const waiting = desk.feed({ after: cursor, waitMs: 60_000 })
    const cut = () =>
      hub.db.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()`,
      )
    // Again and again, since the desk may have begun to wait just after a cut.
    let page: FeedPage | undefined
    while (page === undefined) page = await Promise.race([waiting, cut().then(() => undefined)])
    expect(page.changes).toEqual([])
    // A cut may end after the question it answered, and then answers the next one, too: a desk asks again.
    const news = async (): Promise<FeedPage> => {
      const next = await desk.feed({ after: cursor, waitMs: 60_000 })
      return next.changes.length > 0 ? next : news()
    }
    const again = news()
    await hub.operator.importTasks([taskContent()], { onlyExpert: desk.expertId })
    expect((await again).changes).toHaveLength(3)
  })
})

describe('a history that is another one [P5]', () => {
  it('begins again at the start when the epoch of the cursor is not the one of the feed', async () => {
    const desk = await newDesk()
    await hub.operator.importTasks([taskContent()], { onlyExpert: desk.expertId })
    const { cursor, epoch } = await desk.feed()
    expect((await desk.feed({ after: cursor, epoch })).changes).toEqual([])
    expect((await desk.feed({ after: cursor, epoch: newId() })).changes).toHaveLength(5)
  })

  it('gives out a new epoch when a desk has seen more than the hub has given', async () => {
    const desk = await newDesk()
    const { cursor, epoch } = await desk.feed()
    const page = await desk.feed({ after: cursor + 1, epoch })
    expect(page.epoch).not.toBe(epoch)
    expect(page.changes.map((change) => change.kind)).toEqual(['expert', 'occupations'])
    expect((await desk.feed({ after: page.cursor, epoch: page.epoch })).changes).toEqual([])
  })
})

it('reports a submission with its receipt and its newest review', async () => {
  const desk = await newDesk()
  await hub.operator.importTasks([taskContent()], { onlyExpert: desk.expertId })
  const [taskId = ''] = [...bodiesOf(await desk.pull(), 'task').keys()]
  const work = submission(taskId)
  await desk.push([submitOperation(work)])
  await hub.operator.review({ submissionId: work.id, decision: 'rejected', reason: 'Not this farm.' })
  await hub.operator.review({ submissionId: work.id, decision: 'returned', comments: [{ text: 'After all.' }] })
  expect(bodiesOf(await desk.pull(), 'submission').get(work.id)).toMatchObject({
    taskId,
    state: 'returned',
    review: { decision: 'returned', comments: [{ text: 'After all.' }], reviewer: 'Reviewer' },
  })
})
