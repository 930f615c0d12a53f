import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createExports } from '../../src/renderer/state/exports.ts'
import { createToday } from '../../src/renderer/state/new-day.ts'
import { createResource } from '../../src/renderer/state/resource.ts'
import { createToasts } from '../../src/renderer/state/toasts.ts'
import { createToastQueue } from '../../src/renderer/ui/toast-queue.ts'
import { openTestCore, removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { eventually } from '../support/eventually.ts'

/** A window whose zone is another one than the desk's: a browser that tells none, or a desk in WSL or a container. */

const HOUR = 3_600_000
const zone = process.env['TZ']
let core: TestCore | undefined

beforeAll(() => {
  process.env['TZ'] = 'America/New_York'
})
afterEach(async () => {
  await core?.stop()
  core = undefined
  removeTempFolders()
})
afterAll(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

test('exports the days that were chosen, each once, also where the window has another zone than the desk', async () => {
  // In Berlin.
  core = await openTestCore()
  const { desk, time } = core
  await desk.setup.openSample({})
  const { rows } = await desk.tasks.list({ sort: 'title' })
  const taskId = rows[0]?.id ?? ''
  await desk.tasks.take({ taskId })
  // Sunday, 22 November, and Monday, 23 November.
  for (const at of [Date.UTC(2026, 10, 22, 10), Date.UTC(2026, 10, 23, 10)]) {
    time.setWall(at)
    await desk.time.start({ taskId })
    await time.advance(60_000)
    await desk.time.stop({ by: 'hand' })
  }
  time.setWall(Date.UTC(2026, 10, 26, 12))
  const names: string[] = []
  const status = createResource(() => desk.app.status({}))
  const exports = createExports(
    desk,
    createToasts(createToastQueue()),
    createToday(() => time.now(), status),
    (name) => void names.push(name),
  )
  exports.watch()
  const previewed = async (choice: 'this-week' | 'last-week'): Promise<number | undefined> => {
    exports.choose({ choice })
    const monday = choice === 'this-week' ? 23 : 16
    await eventually(() => {
      const from = exports.preview.store.getState().value?.from ?? 0
      expect(Math.abs(from - Date.UTC(2026, 10, monday))).toBeLessThan(8 * HOUR)
    })
    await exports.make()
    return exports.preview.store.getState().value?.workMs
  }
  expect([await previewed('last-week'), await previewed('this-week')]).toEqual([60_000, 60_000])
  expect(names).toEqual([
    'understudy-timesheet-2026-11-16-to-2026-11-22.csv',
    'understudy-timesheet-2026-11-23-to-2026-11-29.csv',
  ])
})
