import { safe } from '@orpc/client'
import { afterAll, describe, expect, it } from 'vitest'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly } from '../support/billing/invoices.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

/** A desk with an accepted task of a programme that pays in dollars. */
async function openDesk(): Promise<TestCore> {
  const folder = makeTempFolder('payments')
  const store = openTestStore(folder, [testTask(1, { rate: hourly(12_000, 'USD') })])
  addAcceptedWork(store, 1, HOUR)
  store.close()
  return openTestCore({ folder })
}

describe('a payment', () => {
  it('counts once where it is noted again because its answer was lost, as it was said last', async () => {
    const { desk, stop } = await openDesk()
    const rest = { date: '2026-12-01', currency: 'USD', reference: 'bank 12', programmeId: testId('programme') }
    const id = testId('session', 1)
    await desk.invoices.addPayment({ id, minor: 14_000, ...rest })
    await desk.invoices.addPayment({ id, minor: 14_000, ...rest })
    expect((await desk.invoices.earnings({})).payments).toMatchObject([{ id, minor: 14_000 }])
    await desk.invoices.addPayment({ id, minor: 15_000, ...rest })
    expect((await desk.invoices.earnings({})).payments).toMatchObject([{ id, minor: 15_000 }])
    await stop()
  })

  it('is refused where a few like it would be too much to be added up, so that Earnings can always be shown', async () => {
    const { desk, stop } = await openDesk()
    const rest = { date: '2026-12-01', currency: 'USD', reference: '', programmeId: testId('programme') }
    const pay = (n: number, minor: number) =>
      safe(desk.invoices.addPayment({ id: testId('session', n), minor, ...rest }))
    expect((await pay(1, Number.MAX_SAFE_INTEGER)).error).toMatchObject({ code: 'BAD_REQUEST' })
    expect((await pay(2, Number.MAX_SAFE_INTEGER)).error).toMatchObject({ code: 'BAD_REQUEST' })
    expect((await pay(3, 1_000_000_000_000)).error).toBeNull()
    const { totals } = await desk.invoices.earnings({})
    expect(totals.find(({ currency }) => currency === 'USD')?.paid).toBe(1_000_000_000_000)
    await stop()
  })
})
