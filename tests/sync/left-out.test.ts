import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { LEFT_OUT } from '../../src/shared/contract/hub.ts'
import { linesToPage } from '../../src/shared/rules/feed-lines.ts'
import { pageToLines } from '../support/sync/page-to-lines.ts'
import { until } from '../support/core/until.ts'
import { contents, stateOf, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, openDeskAgain, world } from '../support/sync/for-each-test.ts'

/** What the hub leaves out of the feed for a desk that has it, or will have it by an answer. */

deskAndHubForEachTest()
/** Questions for the feed as `after` and `wholeTo`, and what was left out of the answers. */
let asked: { after: number; wholeTo: number }[]
let leftOut: { bodies: number; receipts: number }

beforeEach(() => {
  asked = []
  leftOut = { bodies: 0, receipts: 0 }
  world.wire.answer('/v1/feed', watchFeed)
})

async function watchFeed(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url)
  asked.push({ after: Number(searchParams.get('after')), wholeTo: Number(searchParams.get('wholeTo') ?? 0) })
  const text = await (await world.hub.fetch(request)).text()
  const page = linesToPage(text)
  for (const { kind, content } of page.ok ? page.value.changes : []) {
    if (content === LEFT_OUT) leftOut.bodies += 1
    else if (kind === 'submission' && !content.includes('"receipt"')) leftOut.receipts += 1
  }
  return new Response(text)
}

async function begin(n = 1): Promise<string> {
  await world.hub.operator.importTasks(contents(n))
  const [first] = await world.enrol(core.desk, n)
  return first?.id ?? ''
}

const untilEmpty = () =>
  until(core.desk, 'the hub knows all', async () => (await core.desk.sync.overview({})).lanes.length === 0, world.time)

async function assignmentOf(taskId: string): Promise<string> {
  return (await core.desk.tasks.get({ taskId })).assignment.state
}

describe('of the feed', () => {
  it('neither the body of a task that was taken nor the receipt of own work comes a second time [P11]', async () => {
    const taskId = await begin()
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await core.desk.work.send({ taskId })
    await untilState(core.desk, taskId, 'received', world.time)
    await until(core.desk, 'both were told', async () => leftOut.bodies > 0 && leftOut.receipts > 0, world.time)
    const { submissions, task } = await core.desk.tasks.get({ taskId })
    expect(submissions[0]?.receipt).toMatchObject({ verified: true })
    expect(task.title).toBe('Task 0001')
    expect(await assignmentOf(taskId)).toBe('taken')
    expect((await core.desk.sync.overview({})).refusedChanges).toBe(0)
  })

  it('a desk that lacks a body all the same reads it again from there [P11]', async () => {
    const taskId = await begin(3)
    await core.stop()
    // As after a fault that nobody knows: the row is gone, and the cursor is behind it.
    const db = new Database(join(core.folder, 'desk.db'))
    db.pragma('foreign_keys = OFF')
    db.prepare('DELETE FROM task_contents WHERE task_no = (SELECT no FROM tasks WHERE id = ?)').run(taskId)
    db.prepare('DELETE FROM tasks WHERE id = ?').run(taskId)
    db.close()
    await world.hub.operator.withdrawTask(taskId, 'The customer left.')
    asked = []
    await openDeskAgain()
    await until(core.desk, 'it is here again', async () => (await core.desk.tasks.list({})).total === 3, world.time)
    expect(await assignmentOf(taskId)).toBe('withdrawn')
    // A question that the desk gives up to ask it anew may be answered as well.
    expect(leftOut.bodies).toBeGreaterThan(0)
    // It went back to the one change, and did not read all from the start.
    expect(asked.filter(({ after }) => after === 0)).toEqual([])
  })

  it('what a rescue could not save of a task comes again from the start [K2]', async () => {
    const taskId = await begin()
    await core.stop()
    const db = new Database(join(core.folder, 'desk.db'))
    db.exec('DELETE FROM task_contents; UPDATE hubs SET cursor = 0, whole_to = 0')
    db.close()
    await openDeskAgain()
    const opens = () =>
      core.desk.tasks.get({ taskId }).then(
        () => true,
        () => false,
      )
    await until(core.desk, 'it can be opened again', opens, world.time)
    expect(await assignmentOf(taskId)).toBe('offered')
  })

  it('a body that comes as left out although nobody said that it may is kept aside [P4] [P11]', async () => {
    await world.hub.operator.importTasks(contents(2))
    world.wire.answer('/v1/feed', async (request) => {
      const page = linesToPage(await (await world.hub.fetch(request)).text())
      if (!page.ok) throw new Error(page.error)
      const changes = page.value.changes.map((c) => (c.content.includes('Task 0002') ? { ...c, content: LEFT_OUT } : c))
      return new Response(pageToLines({ ...page.value, changes }))
    })
    await world.enrol(core.desk, 1)
    expect((await core.desk.sync.overview({})).refusedChanges).toBe(1)
  })
})

describe('a receipt that the feed leaves out', () => {
  async function sendWithLostAnswers(lost: number): Promise<string> {
    const taskId = await begin()
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await untilEmpty()
    for (let n = 0; n < lost; n += 1) world.wire.next('/v1/operations', 'lose-answer')
    await core.desk.work.send({ taskId })
    return taskId
  }

  it('comes with the next try when the answer was lost [R3] [P11]', async () => {
    const taskId = await sendWithLostAnswers(1)
    await untilState(core.desk, taskId, 'received', world.time)
    expect((await core.desk.tasks.get({ taskId })).submissions[0]?.receipt).toMatchObject({ verified: true })
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  })

  it('comes with the feed, asked for again, when one answer after the other is lost [R3] [P11]', async () => {
    const taskId = await sendWithLostAnswers(1000)
    await untilState(core.desk, taskId, 'received', world.time)
    expect((await core.desk.tasks.get({ taskId })).submissions[0]?.receipt).toMatchObject({ verified: true })
    expect(leftOut.receipts).toBeGreaterThan(0)
    expect(asked.filter(({ after }) => after === 0)).toHaveLength(1)
  })

  it('shows nothing as received before it is here [R2] [P11]', async () => {
    const taskId = await begin()
    await core.desk.tasks.take({ taskId })
    await write(core.desk, taskId, 'Clover, then wheat.')
    await untilEmpty()
    const late = Promise.withResolvers<void>()
    world.wire.answer('/v1/operations', async (request) => {
      const answer = await world.hub.fetch(request)
      await late.promise
      return answer
    })
    await core.desk.work.send({ taskId })
    await until(core.desk, 'the feed has told of it', async () => leftOut.receipts > 0)
    const past = asked.length
    await core.desk.sync.now({})
    await until(core.desk, 'the page was stored', async () => asked.length > past)
    expect(await stateOf(core.desk, taskId)).toBe('sent')
    late.resolve()
    await untilState(core.desk, taskId, 'received', world.time)
  })
})
