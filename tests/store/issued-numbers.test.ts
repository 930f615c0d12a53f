import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { safe } from '@orpc/client'
import { afterAll, describe, expect, it } from 'vitest'
import { highestNumber, noteNumbers } from '../../src/core/store/issued-numbers.ts'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly, issueDraft, testBuyer, testSeller } from '../support/billing/invoices.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

/** A desk with the draft of its first invoice. */
async function withDraft() {
  const folder = makeTempFolder('issued-numbers')
  const store = openTestStore(folder, [testTask(1, { title: 'Rotation', rate: hourly(10_000) })])
  addAcceptedWork(store, 1, HOUR)
  store.close()
  const first = await openTestCore({ folder })
  await first.desk.invoices.saveSeller(testSeller())
  const customer = await first.desk.invoices.saveCustomer({ buyer: testBuyer() })
  const wish = { customerId: customer.id, taskIds: [testId('task', 1)], note: '' }
  return { folder, first, draft: await first.desk.invoices.saveDraft({ wish }) }
}

it('The highest number of each series stays noted, whatever a store knows that was put back', () => {
  const folder = makeTempFolder('issued-numbers')
  noteNumbers(folder, [{ series: '2026-', no: 7 }])
  noteNumbers(folder, [{ series: '2027-', no: 1 }])
  noteNumbers(folder, [
    { series: '2026-', no: 3 },
    { series: '2027-', no: 2 },
  ])
  expect(['2026-', '2027-', '2028-'].map((series) => highestNumber(folder, series))).toEqual([7, 2, 0])
})

it('The number of a credit note is not given a second time either when an older backup is put back', async () => {
  const { folder, first, draft } = await withDraft()
  const { id } = draft.row
  await issueDraft(first.desk, id)
  const backup = await first.desk.backup.make({})
  const reason = 'The rate was wrong.'
  expect(await first.desk.invoices.takeBack({ id, reason })).toMatchObject({ row: { number: '2026-0002' } })
  await first.desk.backup.restore({ id: backup.id })
  await first.stop()

  const { desk, stop } = await openTestCore({ folder })
  expect((await safe(desk.invoices.takeBack({ id, reason }))).error).toMatchObject({
    code: 'REFUSED',
    data: { text: expect.stringMatching(/^Invoice 2026-0002 was issued .* another series/) },
  })
  await stop()
})

describe('a number that could not be noted beside the store', () => {
  it('is on an invoice that is issued, and does not come again when an older backup is put back', async () => {
    const { folder, first, draft } = await withDraft()
    const backup = await first.desk.backup.make({})
    // Nothing can be written there, as on a full disk.
    mkdirSync(join(folder, 'desk.numbers.new'))
    expect(await issueDraft(first.desk, draft.row.id)).toMatchObject({ row: { state: 'issued', number: '2026-0001' } })
    rmSync(join(folder, 'desk.numbers.new'), { recursive: true })
    await first.desk.backup.restore({ id: backup.id })
    await first.stop()

    const { desk, stop } = await openTestCore({ folder })
    expect((await safe(issueDraft(desk, draft.row.id))).error).toMatchObject({
      code: 'REFUSED',
      // The same draft in another series would charge the customer for the same work a second time.
      data: { text: expect.stringMatching(/^Invoice 2026-0001 was issued .* another series.* charged/) },
    })
    await stop()
  })
})
