import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestCore, removeTempFolders, type TestCore } from '../support/core/test-core.ts'

const MINUTE = 60_000
const TODAY = '2026-11-23'

let core: TestCore
let a: string
let b: string

beforeEach(async () => {
  core = await openTestCore()
  await core.desk.setup.openSample({})
  const { rows } = await core.desk.tasks.list({ sort: 'title' })
  ;[a = '', b = ''] = rows.map(({ id }) => id)
  for (const taskId of [a, b]) await core.desk.tasks.take({ taskId })
})
afterEach(async () => {
  await core.stop()
  removeTempFolders()
})

async function work(taskId: string, minutes: number): Promise<void> {
  for (let i = 0; i < minutes * 6; i++) {
    await core.desk.time.activity({ taskId, kind: 'typing' })
    await core.time.advance(10_000)
  }
}

describe('a day of which more was taken off than it has, since some of it turned out to be idle', () => {
  beforeEach(async () => {
    await work(b, 10)
    await work(a, 5)
    await core.time.advance(2 * MINUTE)
    const id = '01900000-0000-7000-8000-000000000001'
    await core.desk.time.correct({ id, taskId: a, change: 'remove', date: TODAY, ms: 7 * MINUTE, reason: 'on paper' })
    // Silence for longer than the limit: what was seen as work until then is idle from its beginning on.
    await core.time.advance(10 * MINUTE)
    await core.desk.time.stop({ by: 'hand' })
  })

  it('takes nothing from other tasks of that day', async () => {
    const { tasks } = await core.desk.time.day({ date: TODAY })
    expect(tasks.find(({ taskId }) => taskId === a)).toMatchObject({ correctedMs: -7 * MINUTE, workMs: 0 })
    expect(await core.desk.time.state({})).toMatchObject({ todayMs: 10 * MINUTE, weekMs: 10 * MINUTE })
    const { workMs } = await core.desk.time.span({ first: TODAY, last: TODAY })
    expect(workMs).toBe(10 * MINUTE)
  })

  it('takes nothing from other days of its task', async () => {
    await core.time.advance(24 * 60 * MINUTE)
    await core.desk.time.start({ taskId: a })
    await work(a, 10)
    await core.desk.time.stop({ by: 'hand' })
    const { tasks } = await core.desk.time.span({ first: TODAY, last: '2026-11-24' })
    expect(tasks.find(({ taskId }) => taskId === a)).toMatchObject({ workMs: 10 * MINUTE, totalMs: 10 * MINUTE })
    expect((await core.desk.appeal.tasks({})).find(({ taskId }) => taskId === a)?.workMs).toBe(10 * MINUTE)
    expect((await core.desk.time.state({})).weekMs).toBe(20 * MINUTE)
  })
})
