import { afterAll, describe, expect, it } from 'vitest'
import { createLedger } from '../../src/core/time/ledger.ts'
import { HOUR, hourly } from '../support/billing/invoices.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

describe('work begun again just after it was sent', () => {
  it('is none of what was sent', async () => {
    const folder = makeTempFolder('begun-again')
    const store = openTestStore(folder, [testTask(1, { title: 'Rotation', rate: hourly(10_000) })])
    const taskId = testId('task', 1)
    const start = Date.UTC(2026, 10, 2, 10)
    const ledger = createLedger(store.ledger)
    const run = (from: number, ms: number, by: 'sent' | 'hand'): string | undefined => {
      const at = (past: number) => ({
        wall: start + from + past,
        mono: 1_000 + from + past,
        boot: 'b',
        zone: 'Europe/Berlin',
        offsetMinutes: 60,
      })
      ledger.append({ kind: 'started', taskId, data: { by: 'work' } }, at(0))
      for (let past = 30_000; past < ms; past += 30_000)
        ledger.append({ kind: 'heartbeat', taskId, data: {} }, at(past))
      ledger.append({ kind: 'stopped', taskId, data: { by } }, at(ms))
      return ledger.last()?.hash
    }
    const ledgerHead = run(0, HOUR, 'sent')
    const taskNo = store.tasks.head(taskId)?.no ?? 0
    const content = JSON.stringify({ values: {}, time: { workMs: HOUR, ledgerHead } })
    const work = { id: testId('submission', 1), taskNo, content, sha256: 'x', finishedAt: start + HOUR }
    store.submissions.add({ ...work, claimedMs: HOUR, supersedes: null, state: 'accepted' }, [])
    store.tasks.setState(taskNo, 'accepted')
    // One second later, and for two hours.
    run(HOUR + 1_000, 2 * HOUR, 'hand')
    store.close()
    const { desk, stop } = await openTestCore({ folder })
    expect(await desk.invoices.billable({})).toMatchObject([{ workMs: HOUR, amount: { minor: 10_000 } }])
    await stop()
  })
})
