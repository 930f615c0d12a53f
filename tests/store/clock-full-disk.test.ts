import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { failStatements, type FailingStatements } from '../support/store/failing-statements.ts'

const MINUTE = 60_000
const taskId = testId('task')
let faults: FailingStatements
beforeEach(() => {
  faults = failStatements()
})
afterEach(() => faults.restore())
afterAll(removeTempFolders)

describe('a clock that starts while the disk is full for a statement', () => {
  it('goes on as one whose start was all written: silence becomes idle time', async () => {
    const folder = makeTempFolder('clock')
    openTestStore(folder, [testTask()]).close()
    const { desk, time, stop } = await openTestCore({ folder })
    const sign = () => desk.time.activity({ taskId, kind: 'typing', section: 'field:plan' })
    let failed: string | undefined = ''
    for (let k = 1; failed !== undefined; k++) {
      faults.arm(k, 'refused')
      // The window says it again with the next sign of work.
      await sign().catch(() => undefined)
      failed = faults.disarm()
      await sign()
      // Somebody leaves the desk: three minutes of silence are the programme's limit.
      await time.advance(10 * MINUTE)
      const { running, todayMs } = await desk.time.state({})
      expect({ failed, isIdle: running?.idleSince !== undefined, todayMs }).toEqual({
        failed,
        isIdle: true,
        todayMs: 0,
      })
      await desk.time.stop({ by: 'left', taskId })
    }
    await stop()
  })
})
