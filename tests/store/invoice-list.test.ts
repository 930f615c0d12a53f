import { afterAll, describe, expect, it, vi } from 'vitest'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly, testBuyer, testSeller } from '../support/billing/invoices.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

const worked = vi.hoisted(() => ({ out: 0 }))
vi.mock(import('../../src/core/billing/statement/task-work.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    workByTask: (input) => {
      worked.out += 1
      return real.workByTask(input)
    },
  }
})

const asked = vi.hoisted(() => ({ one: 0, many: 0 }))
vi.mock(import('../../src/core/store/task-list-table.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    createTaskListTable: (db) => {
      const table = real.createTaskListTable(db)
      const row: typeof table.row = (no) => {
        asked.one += 1
        return table.row(no)
      }
      const billable: typeof table.billable = (taskIds) => {
        asked.many += 1
        return table.billable(taskIds)
      }
      return { ...table, row, billable }
    },
  }
})

afterAll(removeTempFolders)

describe('the list of invoices', () => {
  it('works out once what was handed in, however many drafts there are', async () => {
    const folder = makeTempFolder('invoice-list')
    const tasks = Array.from({ length: 8 }, (_, i) => testTask(i + 1, { rate: hourly(10_000) }))
    const store = openTestStore(folder, tasks)
    for (let n = 1; n <= tasks.length; n++) addAcceptedWork(store, n, HOUR)
    store.close()
    const { desk, stop } = await openTestCore({ folder })
    await desk.invoices.saveSeller(testSeller())
    const customer = await desk.invoices.saveCustomer({ buyer: testBuyer() })
    for (let n = 1; n <= tasks.length; n++) {
      await desk.invoices.saveDraft({ wish: { customerId: customer.id, taskIds: [testId('task', n)], note: '' } })
    }
    worked.out = 0
    expect((await desk.invoices.list({})).map(({ gross }) => gross.minor)).toEqual(tasks.map(() => 11_900))
    expect(worked.out).toBe(1)
    await stop()
  })

  it('reads thousands of tasks in one go, and so do earnings, exports and appeals: typing waits for it', async () => {
    const folder = makeTempFolder('invoice-list')
    const store = openTestStore(folder, [testTask(1), testTask(2), testTask(3)])
    for (const n of [1, 2, 3]) addAcceptedWork(store, n, HOUR)
    store.close()
    const { desk, stop } = await openTestCore({ folder })
    const dates = { first: '1970-01-01', last: '2026-12-31' }
    for (const [ask, times] of [
      [() => desk.invoices.earnings({}), 1],
      [() => desk.invoices.billable({}), 1],
      [() => desk.appeal.tasks({}), 1],
      [() => desk.time.report({ from: 0, to: Date.UTC(2027, 0, 1) }), 1],
      [() => desk.exports.make({ dates, format: 'csv' }), 1],
      // As rounded, and not.
      [() => desk.exports.preview({ dates }), 1],
    ] as const) {
      Object.assign(asked, { one: 0, many: 0 })
      await ask()
      expect(asked).toEqual({ one: 0, many: times })
    }
    await stop()
  })
})
