import { safe } from '@orpc/client'
import { afterAll, describe, expect, it } from 'vitest'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly, testBuyer, testSeller } from '../support/billing/invoices.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

describe('what is asked again because its answer was lost', () => {
  it('is one draft, one invoice and one credit note', async () => {
    const folder = makeTempFolder('invoices-again')
    const store = openTestStore(folder, [testTask(1, { title: 'Rotation', rate: hourly(10_000) })])
    addAcceptedWork(store, 1, HOUR)
    store.close()
    const { desk, stop } = await openTestCore({ folder })
    await desk.invoices.saveSeller(testSeller())
    const customer = await desk.invoices.saveCustomer({ buyer: testBuyer() })
    const wish = { customerId: customer.id, taskIds: [testId('task', 1)], note: '' }
    const id = testId('session', 9)
    const made = await desk.invoices.saveDraft({ id, wish })
    expect(await desk.invoices.saveDraft({ id, wish })).toEqual(made)
    const { seen } = made
    if (seen === undefined) throw new Error('a draft says what is seen')
    const issued = await desk.invoices.issue({ id, seen })
    expect(issued).toMatchObject({ row: { state: 'issued', number: '2026-0001' } })
    expect(await desk.invoices.issue({ id, seen })).toEqual(issued)
    // What was seen of something else is no such question.
    expect((await safe(desk.invoices.issue({ id, seen: { ...seen, sha256: '0'.repeat(64) } }))).error).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect((await safe(desk.invoices.saveDraft({ id, wish }))).error).toMatchObject({ code: 'NOT_FOUND' })
    // Nor is a press too many a reason for a credit note, whose number cannot be taken back.
    expect((await safe(desk.invoices.takeBack({ id, reason: ' \n' }))).error).toMatchObject({
      code: 'REFUSED',
      data: { text: 'Say why it is taken back: it stands on the credit note.' },
    })
    const reason = 'The rate was wrong.'
    const note = await desk.invoices.takeBack({ id, reason })
    expect(await desk.invoices.takeBack({ id, reason })).toEqual(note)
    expect((await desk.invoices.list({})).map(({ number }) => number)).toEqual(['2026-0002', '2026-0001'])
    await stop()
  })
})
