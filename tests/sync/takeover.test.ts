import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import type { TestCore } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { contents, HUB_ADDRESS, stateOf, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { hubForEachTest, world } from '../support/sync/for-each-test.ts'
import { MINUTE, workFor } from '../support/sync/worked-time.ts'

hubForEachTest()
let farm: TestCore
let home: TestCore
let taskId: string
beforeEach(async () => {
  farm = await world.openDesk()
  home = await world.openDesk()
  await world.hub.operator.importTasks(contents(1))
  const [task] = await world.enrol(farm.desk, 1)
  taskId = task?.id ?? ''
  const { code } = await world.hub.operator.makeCode(world.expertId)
  await home.desk.setup.enrol({ address: HUB_ADDRESS, code })
  await until(home.desk, 'the task is at home too', async () => (await home.desk.tasks.list({})).total === 1)
})

const textOf = async ({ desk }: TestCore): Promise<unknown> => (await desk.drafts.open({ taskId })).fields['answer']
const lanesAreEmpty = async ({ desk }: TestCore): Promise<void> => {
  await until(desk, 'nothing waits', async () => (await desk.sync.overview({})).lanes.length === 0)
}

/** The farm takes the task and writes; home hears that it is held there. */
async function beginAtTheFarm(): Promise<void> {
  await farm.desk.tasks.take({ taskId })
  await write(farm.desk, taskId, 'Clover, then wheat.')
  await untilState(home.desk, taskId, 'elsewhere')
}

/** Until a desk has read all that the hub has to tell. */
async function hasHeardAll({ desk, folder }: TestCore): Promise<void> {
  const [newest] = await world.hub.db.query<{ seq: number }>('select max(seq) as seq from feed')
  const store = new Database(join(folder, 'desk.db'), { readonly: true })
  const cursor = store.prepare<[], number>('SELECT cursor FROM hubs').pluck()
  await until(desk, 'all is heard', async () => (cursor.get() ?? 0) >= Number(newest?.seq), world.time)
  store.close()
}

describe('two devices of one expert', () => {
  it('one writes, and the other says where the task is continued and keeps writing closed [T1] [T2]', async () => {
    await beginAtTheFarm()
    const detail = await home.desk.tasks.get({ taskId })
    expect(detail.writable).toEqual({ yes: false, because: 'elsewhere' })
    expect(detail.assignment.holder).toMatchObject({ name: expect.any(String) })
    await expect(write(home.desk, taskId, 'Twice.')).rejects.toMatchObject({ code: 'WRONG_STATE' })
    await expect(home.desk.work.send({ taskId })).rejects.toMatchObject({ code: 'WRONG_STATE' })
  })

  it('takes a task over by an explicit step; draft, time and clock of the other stay, and stop [T2] [T3]', async () => {
    await beginAtTheFarm()
    await farm.desk.time.start({ taskId })
    await world.time.advance(60_000)
    await home.desk.tasks.take({ taskId })
    expect(await stateOf(home.desk, taskId)).toBe('taken')
    await untilState(farm.desk, taskId, 'elsewhere')
    expect((await farm.desk.time.state({})).running).toBeUndefined()
    expect(await textOf(farm)).toMatchObject({ text: 'Clover, then wheat.' })
    expect((await farm.desk.tasks.get({ taskId })).row.workMs).toBeGreaterThanOrEqual(60_000)
    await expect(write(farm.desk, taskId, 'Barley.')).rejects.toMatchObject({ code: 'WRONG_STATE' })

    // And back again, to the words that were written there.
    await farm.desk.tasks.take({ taskId })
    expect(await stateOf(farm.desk, taskId)).toBe('drafting')
    await untilState(home.desk, taskId, 'elsewhere')
    await lanesAreEmpty(farm)
    expect(await stateOf(farm.desk, taskId)).toBe('drafting')
    await write(farm.desk, taskId, 'Clover, then barley.')
  })

  it('pays the time that was claimed, and the other says that its own is not, with no amount [T3] [T4]', async () => {
    await beginAtTheFarm()
    await workFor(farm, world, taskId, 30)
    const dates = { first: '2026-11-23', last: '2026-11-23' }
    const standing = async () => (await farm.desk.time.span(dates)).tasks
    await home.desk.tasks.take({ taskId })
    await untilState(farm.desk, taskId, 'elsewhere', world.time)
    const begun = /goes on at another computer, which claims its own time alone.*Add this time there/
    expect(await standing()).toMatchObject([{ heading: 'Begun', reason: expect.stringMatching(begun) }])
    await write(home.desk, taskId, 'Rye, then clover.')
    await workFor(home, world, taskId, 10)
    const { submissionId } = await home.desk.work.send({ taskId })
    await untilState(home.desk, taskId, 'received', world.time)
    await world.hub.operator.review({ submissionId, decision: 'accepted' })
    await untilState(home.desk, taskId, 'accepted', world.time)
    await untilState(farm.desk, taskId, 'accepted', world.time)

    expect(await home.desk.exports.preview({ dates })).toMatchObject({ amounts: [{ minor: 2_000 }] })
    const here = await farm.desk.exports.preview({ dates })
    expect(here).toMatchObject({ workMs: 30 * MINUTE, apartMs: 30 * MINUTE, amounts: [] })
    const reason = expect.stringMatching(/^It was handed in from another computer.* paid as it was claimed there/)
    expect(await standing()).toMatchObject([{ heading: 'Handed in elsewhere', reason, isBillable: false }])
  })

  it('takes a task over without a network, and is told there that the other has handed it in meanwhile [P7] [T2]', async () => {
    await beginAtTheFarm()
    await home.desk.sync.setOffline({ offline: true })
    await home.desk.tasks.take({ taskId })
    await write(home.desk, taskId, 'Rye, then wheat.')
    await farm.desk.work.send({ taskId })
    await untilState(farm.desk, taskId, 'received')
    // The feed is heard before the answer to the taking over.
    world.wire.answer('/v1/operations', () => new Response('', { status: 502 }))
    await home.desk.sync.setOffline({ offline: false })
    const notice = async () => (await home.desk.app.status({})).notices[0]
    const { text } = await until(home.desk, 'it is told', notice)
    expect(text).toMatch(/Task 0001.*What you send from here takes its place/)
    expect(await stateOf(home.desk, taskId)).toBe('drafting')
    world.wire.answer('/v1/operations', undefined)
    const isAnswered = async () => (await home.desk.sync.overview({})).lanes.length === 0
    await until(home.desk, 'it is taken over', isAnswered, world.time)
    expect(await stateOf(home.desk, taskId)).toBe('drafting')
    expect((await home.desk.app.status({})).notices).toHaveLength(1)
    expect((await farm.desk.app.status({})).notices).toEqual([])
  })

  it('has its window told at once of work that the other handed in, and not with the next sending [P7]', async () => {
    await beginAtTheFarm()
    await lanesAreEmpty(farm)
    await farm.desk.sync.setOffline({ offline: true })
    await farm.desk.work.send({ taskId })
    await home.desk.tasks.take({ taskId })
    await lanesAreEmpty(home)
    await write(home.desk, taskId, 'Rye, then wheat.')
    const shown: string[] = []
    const stop = new AbortController()
    const events = await home.desk.app.watch({}, { signal: stop.signal })
    const listening = (async () => {
      for await (const { topic } of events) {
        if (topic === 'notices') for (const { text } of (await home.desk.app.status({})).notices) shown.push(text)
      }
    })().catch(() => undefined)
    await farm.desk.sync.setOffline({ offline: false })
    await expect
      .poll(() => shown, { timeout: 5_000 })
      .toContainEqual(expect.stringContaining('What you send from here takes its place'))
    stop.abort()
    await listening
  })

  it('takes in what the other had sent before it heard of the takeover, and both know [T4] [S6]', async () => {
    await beginAtTheFarm()
    await lanesAreEmpty(farm)
    await farm.desk.sync.setOffline({ offline: true })
    const { submissionId } = await farm.desk.work.send({ taskId })
    await home.desk.tasks.take({ taskId })
    await lanesAreEmpty(home)
    await write(home.desk, taskId, 'Rye, then wheat.')
    await farm.desk.sync.setOffline({ offline: false })
    await untilState(farm.desk, taskId, 'received')
    expect((await farm.desk.tasks.get({ taskId })).submissions[0]).toMatchObject({ receipt: { verified: true } })
    // What home goes on to write is a newer submission, not a second copy.
    expect(await stateOf(home.desk, taskId)).toBe('drafting')
    await home.desk.work.send({ taskId })
    await untilState(home.desk, taskId, 'received')
    expect(await submissionsAtHub(world.hub, taskId)).toBe(2)
    // The older one cannot be changed where the task no longer is.
    await expect(farm.desk.work.revise({ taskId })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    await expect(
      world.hub.operator.review({ submissionId, decision: 'returned', reason: 'Which clover?' }),
    ).rejects.toThrow(/handed in this task again/)
  })

  it('what a reviewer says of the other’s work is told once where the task is gone on with [T4] [P7]', async () => {
    await beginAtTheFarm()
    await lanesAreEmpty(farm)
    const { submissionId } = await farm.desk.work.send({ taskId })
    await untilState(farm.desk, taskId, 'received')
    // Heard of while it is written in, the other's work would be told by itself.
    await hasHeardAll(home)
    await home.desk.tasks.take({ taskId })
    await lanesAreEmpty(home)
    await write(home.desk, taskId, 'Rye, then wheat.')
    const comments = [{ field: 'answer', text: 'Which clover?\nRed or white.' }, { text: 'z'.repeat(900) }]
    const notices = async () => (await home.desk.app.status({})).notices.map(({ text }) => text)
    const before = await notices()
    await world.time.advance(1_000)
    await world.hub.operator.review({ submissionId, decision: 'returned', reason: 'Too short.', comments })
    const told = await until(home.desk, 'it is told', async () => {
      const all = await notices()
      return all.length > before.length && all.filter((text) => !before.includes(text))
    })
    expect(told).toEqual([
      expect.stringMatching(/Task 0001.*has come back.*“Too short.”, “Which clover\? Red or white.”, “z{400}…”/),
    ])
    expect(await stateOf(home.desk, taskId)).toBe('drafting')
    await untilState(farm.desk, taskId, 'elsewhere')
    expect((await farm.desk.app.status({})).notices).toEqual([])
  })

  it('who takes the same offer on both while offline keeps it where the hub heard of it first [T1] [T5]', async () => {
    for (const { desk } of [farm, home]) {
      await until(desk, 'it is connected', async () => (await desk.sync.overview({})).hubs[0]?.state === 'connected')
      await desk.sync.setOffline({ offline: true })
      await desk.tasks.take({ taskId })
      await write(desk, taskId, 'Clover, then wheat.')
    }
    await farm.desk.sync.setOffline({ offline: false })
    await lanesAreEmpty(farm)
    await home.desk.sync.setOffline({ offline: false })
    await untilState(home.desk, taskId, 'elsewhere')
    expect(await textOf(home)).toMatchObject({ text: 'Clover, then wheat.' })
    expect((await home.desk.sync.overview({})).lanes).toEqual([])
    expect(await stateOf(farm.desk, taskId)).toBe('drafting')
  })

  it('a device that does not hold the task cannot give back what the other is writing [T5]', async () => {
    await beginAtTheFarm()
    await lanesAreEmpty(farm)
    await farm.desk.sync.setOffline({ offline: true })
    await farm.desk.tasks.decline({ taskId })
    await home.desk.tasks.take({ taskId })
    await lanesAreEmpty(home)
    await write(home.desk, taskId, 'Rye, then wheat.')
    await farm.desk.sync.setOffline({ offline: false })
    await untilState(farm.desk, taskId, 'elsewhere')
    await lanesAreEmpty(farm)
    expect(await stateOf(home.desk, taskId)).toBe('drafting')
  })

  it('work is taken although the hub refused to hear of the task being taken on [O4] [S2]', async () => {
    await farm.desk.tasks.take({ taskId })
    await untilState(home.desk, taskId, 'elsewhere')
    await home.desk.sync.setOffline({ offline: true })
    await farm.desk.tasks.decline({ taskId })
    await lanesAreEmpty(farm)
    // At home the task is taken over and written, without a word of its having been given back.
    await home.desk.tasks.take({ taskId })
    await write(home.desk, taskId, 'Rye, then wheat.')
    await home.desk.work.send({ taskId })
    await home.desk.sync.setOffline({ offline: false })
    await untilState(home.desk, taskId, 'received')
    await lanesAreEmpty(home)
    expect(await submissionsAtHub(world.hub, taskId)).toBe(1)
  })
})

describe('a guideline that changes while a draft is written', () => {
  it('is told, and the submission names the one the draft began under [G1] [G2]', async () => {
    const { programmeId } = (await farm.desk.tasks.get({ taskId })).batch
    await farm.desk.tasks.take({ taskId })
    await write(farm.desk, taskId, 'Clover, then wheat.')
    expect((await farm.desk.tasks.get({ taskId })).writtenUnder).toBe(1)
    await world.hub.operator.changeGuideline(programmeId, 'Name every source.')
    const detail = await until(farm.desk, 'the guideline is here', async () => {
      const found = await farm.desk.tasks.get({ taskId })
      return found.programme.guideline.version === 2 && found
    })
    expect(detail.writtenUnder).toBe(1)
    await farm.desk.work.send({ taskId })
    await untilState(farm.desk, taskId, 'received')
    expect(await versionsAtHub()).toEqual([1])
  })

  it('and the new one once the expert says so [G2]', async () => {
    const { programmeId } = (await farm.desk.tasks.get({ taskId })).batch
    await farm.desk.tasks.take({ taskId })
    await write(farm.desk, taskId, 'Clover, then wheat.')
    await world.hub.operator.changeGuideline(programmeId, 'Name every source.')
    await until(farm.desk, 'the guideline is here', async () => {
      return (await farm.desk.tasks.get({ taskId })).programme.guideline.version === 2
    })
    await farm.desk.tasks.acceptGuideline({ taskId })
    expect((await farm.desk.tasks.get({ taskId })).writtenUnder).toBe(2)
    await farm.desk.work.send({ taskId })
    await untilState(farm.desk, taskId, 'received')
    expect(await versionsAtHub()).toEqual([2])
  })
})

async function versionsAtHub(): Promise<number[]> {
  const rows = await world.hub.db.query<{ content: string }>('select content from submissions where task_id = $1', [
    taskId,
  ])
  return rows.map(({ content }) => JSON.parse(content).guidelineVersion)
}
