import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Change, LEFT_OUT } from '../../src/shared/contract/hub.ts'
import { SubmissionReport } from '../../src/shared/domain/work.ts'
import { nurse, submission, submitOperation, takeOperation, taskContent } from '../support/hub/fixtures.ts'
import { createFeedReader, readFresh, rewriteTask } from '../support/hub/feed-reader.ts'
import { hub, hubForFile, importedTasks } from '../support/hub/for-each-test.ts'
import { bodiesOf, enrolledDesk, type TestDesk } from '../support/hub/test-desk.ts'

hubForFile()

const deskOfNurse = (n: number) => deskWithTasks(n, undefined, nurse.code)

async function deskWithTasks(n: number, brief = 'Plan the rotation.', occupation = '11-9013.00') {
  const { code, expertId } = await hub.operator.enrolExpert({ occupations: [occupation] })
  const desk = await enrolledDesk(hub.fetch, code)
  const tasks = Array.from({ length: n }, () => taskContent({ brief }))
  const { batchId } = await hub.operator.importTasks(tasks, { onlyExpert: expertId })
  const { cursor } = await desk.feed({ maxBytes: 8_000_000 })
  const taskIds = [...bodiesOf(await desk.pull(), 'task').keys()]
  return { desk, expertId, cursor, taskIds, batchId }
}

function bodyless(changes: readonly Change[]): string[] {
  return changes.filter(({ content }) => content === LEFT_OUT).map(({ id }) => id)
}

describe('the body of a task of which only the assignment has changed [P11]', () => {
  it('is left out for a desk that was at the end of the feed since, and for no other', async () => {
    const { desk, cursor, taskIds } = await deskWithTasks(1)
    const [taskId = ''] = taskIds
    await desk.push([takeOperation(taskId)])
    const short = await desk.feed({ after: cursor, wholeTo: cursor })
    expect(bodyless(short.changes)).toEqual([taskId])
    expect(short.changes[0]?.assignment).toMatchObject({ state: 'taken', holder: { deviceId: desk.deviceId } })
    // One of before this was agreed, and one that is still reading.
    expect(bodyless((await desk.feed({ after: cursor })).changes)).toEqual([])
    expect(bodyless((await desk.feed({ after: cursor, wholeTo: cursor - 1 })).changes)).toEqual([])
  })

  it('comes with a task that moved on while the desk was still reading towards it', async () => {
    const { desk, taskIds } = await deskWithTasks(4)
    const first = await desk.feed({ maxBytes: 1 })
    expect(first.more).toBe(true)
    const last = taskIds.at(-1) ?? ''
    // What stood ahead of the desk is at the end now: it never saw it.
    await desk.push([takeOperation(last)])
    const rest = await desk.feed({ after: first.cursor, maxBytes: 8_000_000 })
    expect(rest.changes.at(-1)?.id).toBe(last)
    expect(bodyless(rest.changes)).toEqual([])
    // Nor may it be left out once the desk has read beyond the number that it had.
    const past = await desk.feed({ after: rest.cursor - 1, wholeTo: first.cursor })
    expect(past.changes.map(({ id }) => id)).toEqual([last])
    expect(bodyless(past.changes)).toEqual([])
  })

  it('comes with a task that it has not seen, wherever the same task stands in the feed of another expert', async () => {
    const [, late] = [await deskOfNurse(1), await deskOfNurse(9)]
    const [taskId = ''] = await importedTasks([taskContent({ occupation: nurse })], { copies: 2 })
    const second = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(late.expertId)).code)
    await second.push([takeOperation(taskId)])
    const { changes } = await late.desk.feed({ after: late.cursor, wholeTo: late.cursor })
    expect(changes.map(({ id }) => id)).toContain(taskId)
    expect(bodyless(changes)).toEqual([])
  })

  it('is left out also when the operator takes the task back', async () => {
    const { desk, cursor, taskIds } = await deskWithTasks(1)
    const [taskId = ''] = taskIds
    await hub.operator.withdrawTask(taskId, 'No longer needed.')
    const { changes } = await desk.feed({ after: cursor, wholeTo: cursor })
    expect(bodyless(changes)).toEqual([taskId])
    expect(changes[0]?.assignment).toMatchObject({ state: 'withdrawn', reason: 'No longer needed.' })
  })

  it('comes when it has changed as well, however often the assignment changed since', async () => {
    const { desk, cursor, taskIds } = await deskWithTasks(1)
    const [taskId = ''] = taskIds
    await rewriteTask(hub, taskId)
    await desk.push([takeOperation(taskId)])
    expect(bodyless((await desk.feed({ after: cursor, wholeTo: cursor })).changes)).toEqual([])
    expect(bodyless((await desk.feed({ after: cursor, wholeTo: cursor + 1 })).changes)).toEqual([taskId])
  })

  it('takes no room on a page', async () => {
    const { desk, cursor, taskIds } = await deskWithTasks(20, 'word '.repeat(2000))
    await desk.push(taskIds.map((taskId) => takeOperation(taskId)))
    const page = await desk.feed({ after: cursor, wholeTo: cursor, maxBytes: 40_000 })
    expect(page).toMatchObject({ more: false })
    expect(bodyless(page.changes)).toHaveLength(20)
  })
})

describe('the receipt of what a device handed in [P11]', () => {
  async function handedIn(): Promise<{ desk: TestDesk; other: TestDesk; cursor: number; id: string }> {
    const { desk, expertId, cursor, taskIds } = await deskWithTasks(1)
    const other = await enrolledDesk(hub.fetch, (await hub.operator.makeCode(expertId)).code)
    const body = submission(taskIds[0] ?? '')
    const results = await desk.push([takeOperation(body.taskId), submitOperation(body)])
    expect(results).toMatchObject([{ outcome: 'done' }, { outcome: 'done', receipt: expect.any(String) }])
    return { desk, other, cursor, id: body.id }
  }
  async function reportTo(desk: TestDesk, query: Record<string, number>, id: string): Promise<SubmissionReport> {
    const change = (await desk.feed(query)).changes.find((one) => one.id === id)
    return SubmissionReport.parse(JSON.parse(change?.content ?? ''))
  }

  it('is left out for that device alone, and only where it says that it can do without', async () => {
    const { desk, other, cursor, id } = await handedIn()
    const whole = { after: cursor, wholeTo: cursor }
    expect(await reportTo(desk, whole, id)).toEqual({ id, taskId: expect.any(String), state: 'received' })
    expect((await reportTo(desk, { after: cursor }, id)).receipt).toEqual(expect.any(String))
    expect((await reportTo(other, whole, id)).receipt).toEqual(expect.any(String))
  })

  it('comes with a review', async () => {
    const { desk, cursor, id } = await handedIn()
    await hub.operator.review({ submissionId: id, decision: 'accepted' })
    const report = await reportTo(desk, { after: cursor, wholeTo: cursor }, id)
    expect(report).toMatchObject({ state: 'accepted', receipt: expect.any(String) })
  })
})

const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('import' as const), tasks: fc.integer({ min: 1, max: 5 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'take' as const,
        'submit' as const,
        'withdraw' as const,
        'rewrite' as const,
        'review' as const,
      ),
      device: fc.nat(1),
      task: fc.nat(20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      device: fc.nat(1),
      pages: fc.integer({ min: 1, max: 6 }),
    }),
  },
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** A take of what a device has whole: among 25 runs by chance there may be none in which something is left out. */
const surelyLeftOut: Step[] = [
  { do: 'import', tasks: 2 },
  { do: 'read', device: 0, pages: 9 },
  { do: 'take', device: 1, task: 0 },
  { do: 'read', device: 0, pages: 9 },
]

it('leaves nothing out that a device does not have, in whatever order it reads and the rest happens [P11]', async () => {
  const seed = Number(process.env['UNDERSTUDY_SEED'] ?? Date.now() % 2 ** 31)
  console.log(`feed property: UNDERSTUDY_SEED=${seed}`)
  let leftOut = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const { code, expertId } = await hub.operator.enrolExpert()
      const codes = [code, (await hub.operator.makeCode(expertId)).code]
      const devices = await Promise.all(
        codes.map(async (own) => {
          const desk = await enrolledDesk(hub.fetch, own)
          const receipts = new Map<string, string>()
          return { desk, receipts, reader: createFeedReader(desk, receipts) }
        }),
      )
      const tasks: string[] = []
      // Of each task the newest submission, the only one that can be reviewed.
      const newest = new Map<string, string>()
      for (const one of steps) {
        if (one.do === 'import') {
          const contents = Array.from({ length: one.tasks }, () => taskContent())
          const { batchId } = await hub.operator.importTasks(contents, { onlyExpert: expertId })
          const rows = await hub.db.query<{ id: string }>('select id from tasks where batch_id = $1', [batchId])
          tasks.push(...rows.map(({ id }) => id))
          continue
        }
        const device = devices[one.device]
        if (device === undefined) throw new Error('there are two')
        if (one.do === 'read') {
          for (let page = 0; page < one.pages; page += 1) await device.reader.read(1)
          continue
        }
        const taskId = tasks[one.task % Math.max(1, tasks.length)]
        if (taskId === undefined) continue
        if (one.do === 'withdraw') await hub.operator.withdrawTask(taskId, 'No longer needed.')
        else if (one.do === 'rewrite') await rewriteTask(hub, taskId)
        else if (one.do === 'review') {
          const submissionId = [...newest.values()][one.task % Math.max(1, newest.size)]
          if (submissionId !== undefined) await hub.operator.review({ submissionId, decision: 'accepted' })
        } else {
          const work = submission(taskId)
          const [result] = await device.desk.push([one.do === 'take' ? takeOperation(taskId) : submitOperation(work)])
          if (result?.outcome !== 'done' || result.receipt === undefined) continue
          device.receipts.set(work.id, result.receipt)
          newest.set(taskId, work.id)
        }
      }
      for (const { desk, reader } of devices) {
        while (!(await reader.read(1))) {}
        expect(reader.known()).toEqual(await readFresh(desk))
        leftOut += reader.leftOut()
      }
    }),
    { seed, numRuns: 25, endOnFailure: true, examples: [[surelyLeftOut]] },
  )
  expect(leftOut).toBeGreaterThan(0)
})
