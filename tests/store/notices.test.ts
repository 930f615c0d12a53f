import { afterAll, expect, it } from 'vitest'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { testId } from '../support/core/tasks.ts'

afterAll(removeTempFolders)

it('All notices are put away at once, also those beyond what a window is shown; what is told after that stays', async () => {
  const folder = makeTempFolder()
  const store = openTestStore(folder)
  const tell = (n: number): void =>
    store.meta.addNotice({ id: testId('session', n), at: n, tone: 'info', text: `Notice ${n}` })
  for (let n = 1; n <= 120; n += 1) tell(n)
  store.close()
  const { desk, stop } = await openTestCore({ folder })
  const { notices, noticesInAll } = await desk.app.status({})
  expect(notices.map(({ at }) => at)).toEqual(Array.from({ length: notices.length }, (_, i) => 120 - i))
  expect(noticesInAll).toBe(120)
  await desk.app.dismissNotices({ upTo: 119 })
  const left = await desk.app.status({})
  expect(left).toMatchObject({ notices: [{ text: 'Notice 120' }], noticesInAll: 1 })
  await desk.app.dismissNotice({ id: testId('session', 120) })
  expect(await desk.app.status({})).toMatchObject({ notices: [], noticesInAll: 0 })
  await stop()
})
