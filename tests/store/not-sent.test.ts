import { ChangeSet } from '@codemirror/state'
import { afterAll, describe, expect, it } from 'vitest'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { failStatements } from '../support/store/failing-statements.ts'
import { stateOf } from '../support/sync/desk-and-hub.ts'

afterAll(removeTempFolders)
const taskId = testId('task')

/** A desk whose clock runs only when it is told to, with a text of a task of a hub that takes `requestBytes`. */
async function written(length: number, requestBytes: number): Promise<TestCore> {
  const folder = makeTempFolder('not-sent')
  const store = openTestStore(folder, [testTask()])
  const hub = store.hubs.get(testId('hub'))
  if (hub === undefined) throw new Error('no hub')
  store.hubs.put({ ...hub, requestBytes })
  store.close()
  const core = await openTestCore({ folder })
  await core.desk.app.saveSettings({ autoStartClock: false })
  const changes = ChangeSet.of({ from: 0, insert: 'word '.repeat(length / 5) }, 0).toJSON()
  const edits = [{ change: { changes }, origin: 'typed' as const }]
  await core.desk.drafts.edit({ taskId, field: 'plan', version: 0, session: testId('session'), edits })
  await core.desk.time.start({ taskId })
  await core.time.advance(60_000)
  return core
}

describe('the clock of work that is not sent after all goes on', () => {
  it('where the hub takes no text as long', async () => {
    const { desk, stop } = await written(20_000, 10_000)
    await expect(desk.work.send({ taskId })).rejects.toMatchObject({ code: 'INCOMPLETE' })
    expect((await desk.time.state({})).running).toMatchObject({ taskId })
    await stop()
  })

  it('where the disk has no room for it at any statement', async () => {
    const { desk, stop } = await written(100, 100_000)
    const faults = failStatements()
    try {
      for (let k = 1; (await stateOf(desk, taskId)) !== 'ready'; k++) {
        faults.arm(k, 'refused')
        await desk.work.send({ taskId }).catch(() => undefined)
        const failed = faults.disarm()
        const { running } = await desk.time.state({})
        expect(running?.taskId === taskId, `statement ${k}: ${failed}`).toBe((await stateOf(desk, taskId)) !== 'ready')
      }
    } finally {
      faults.restore()
    }
    expect((await desk.time.verify({ again: true })).broken).toBeUndefined()
    await stop()
  })
})
