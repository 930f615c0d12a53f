import { safe } from '@orpc/client'
import { afterAll, expect, it } from 'vitest'
import { testId } from '../support/core/tasks.ts'
import { openTestCore, removeTempFolders } from '../support/core/test-core.ts'

const TODAY = '2026-11-23'

afterAll(removeTempFolders)

it('Seconds that were counted by mistake can be taken away by the minute, and asked again it is done once', async () => {
  const { desk, time, stop } = await openTestCore()
  await desk.setup.openSample({})
  const taskId = (await desk.tasks.list({ sort: 'title' })).rows[0]?.id ?? ''
  await desk.tasks.take({ taskId })
  await desk.time.start({ taskId })
  await time.advance(40_000)
  await desk.time.stop({ by: 'hand' })
  const wish = { taskId, change: 'remove' as const, date: TODAY, reason: 'another task was meant' }
  const counted = async (): Promise<number | undefined> => (await desk.time.day({ date: TODAY })).tasks[0]?.workMs

  const twice = { ...wish, id: testId('session', 1), ms: 120_000 }
  expect((await safe(desk.time.correct(twice))).error).toMatchObject({
    code: 'REFUSED',
    data: { text: 'So much time does not count on this day.' },
  })
  const once = { ...wish, id: testId('session', 2), ms: 60_000 }
  await desk.time.correct(once)
  await desk.time.correct(once)
  expect(await counted()).toBe(0)
  expect((await safe(desk.time.correct({ ...once, id: testId('session', 3) }))).error).toMatchObject({
    code: 'REFUSED',
  })
  expect((await safe(desk.time.correct({ ...once, ms: 120_000 }))).error).toMatchObject({ code: 'REFUSED' })
  await stop()
})

it('Time that was corrected is told with the days that it was corrected on, and with no others', async () => {
  const { desk, time, stop } = await openTestCore()
  await desk.setup.openSample({})
  const taskId = (await desk.tasks.list({ sort: 'title' })).rows[0]?.id ?? ''
  await desk.tasks.take({ taskId })
  await desk.time.start({ taskId })
  await time.advance(60_000)
  await desk.time.stop({ by: 'hand' })
  const add = { taskId, change: 'add' as const, ms: 600_000, reason: 'on paper' }
  await desk.time.correct({ ...add, id: testId('session', 1), date: '2026-11-22' })
  const tasksOf = async (first: string, last: string) => (await desk.time.span({ first, last })).tasks
  expect(await tasksOf(TODAY, TODAY)).toMatchObject([{ workMs: 60_000, correctedMs: 0, totalMs: 660_000 }])
  expect(await tasksOf('2026-11-22', '2026-11-22')).toMatchObject([{ workMs: 600_000, correctedMs: 600_000 }])
  expect(await tasksOf('2026-11-22', TODAY)).toMatchObject([{ workMs: 660_000, correctedMs: 600_000 }])
  expect(await tasksOf('2026-11-20', '2026-11-21')).toEqual([])
  await stop()
})
