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
})
