import { safe } from '@orpc/client'
import { afterAll, expect, it } from 'vitest'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly, issueDraft, testBuyer, testSeller } from '../support/billing/invoices.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'

afterAll(removeTempFolders)

async function openDesk() {
  const folder = makeTempFolder('invoice-series')
  const store = openTestStore(folder, [testTask(1, { rate: hourly(10_000) }), testTask(2, { rate: hourly(10_000) })])
  for (const n of [1, 2]) addAcceptedWork(store, n, HOUR)
  store.close()
  const core = await openTestCore({ folder })
  const { invoices } = core.desk
  const customer = await invoices.saveCustomer({ buyer: testBuyer() })
  const draftOf = (n: number) =>
    invoices.saveDraft({ wish: { customerId: customer.id, taskIds: [testId('task', n)], note: '' } })
  return { ...core, draftOf }
}

it('The first draft of a new year says that its number is of the old one’s series, and what to do about it', async () => {
  const { desk, time, stop, draftOf } = await openDesk()
  const said = async (id: string): Promise<string[]> =>
    (await desk.invoices.get({ id })).problems.flatMap((problem) => (problem.id === 'BT-1' ? [problem.text] : []))
  await desk.invoices.saveSeller({ ...testSeller(), series: '2026-' })
  const first = (await draftOf(1)).row.id
  time.setWall(Date.UTC(2026, 11, 31, 22, 59))
  expect(await said(first)).toEqual([])
  await issueDraft(desk, first)

  const { id } = (await draftOf(2)).row
  expect(await said(id)).toEqual([])
  // Midnight in Berlin.
  time.setWall(Date.UTC(2026, 11, 31, 23, 1))
  expect(await said(id)).toEqual([
    'Its number will be 2026-0002, in the series of 2026. If your numbers begin anew each year, write 2027- under “Your details”, and 1 as the first number.',
  ])
  for (const series of ['2026/27-', 'RE-', 'RE2026/2027-', '2027-'])
    expect([series, (await desk.invoices.saveSeller({ ...testSeller(), series }), await said(id))]).toEqual([
      series,
      [],
    ])
  // Who has invoiced nothing for years hears of it all the same; a number that is no year is left alone.
  time.setWall(Date.UTC(2029, 5, 1))
  for (const [series, ...years] of [
    ['2026-', '2026'],
    ['RE2026-', '2026'],
    ['2022-', '2022'],
    ['1001-'],
    ['2029-'],
  ] as const) {
    await desk.invoices.saveSeller({ ...testSeller(), series })
    const named = (await said(id)).map((text) => /in the series of (\d+)\./.exec(text)?.[1])
    expect([series, ...named]).toEqual([series, ...years])
  }
  time.setWall(Date.UTC(2026, 11, 31, 23, 1))
  // It is advice: who goes on, goes on.
  await desk.invoices.saveSeller({ ...testSeller(), series: '2026-' })
  expect((await safe(issueDraft(desk, id))).data?.row.number).toBe('2026-0002')
  await stop()
})

it('A series whose figures were never the year of its beginning is not taken for one of a year', async () => {
  const { desk, time, stop, draftOf } = await openDesk()
  await desk.invoices.saveSeller({ ...testSeller(), series: 'K2019-', firstNumber: 1 })
  await issueDraft(desk, (await draftOf(1)).row.id)
  time.setWall(Date.UTC(2028, 5, 1))
  const { problems } = await draftOf(2)
  expect(problems.filter(({ id }) => id === 'BT-1')).toEqual([])
  await stop()
})

it('A number that another series has given is not given again, and the expert reads what to do', async () => {
  const { desk, stop, draftOf } = await openDesk()
  await desk.invoices.saveSeller({ ...testSeller(), series: '2026-1', firstNumber: 1 })
  await issueDraft(desk, (await draftOf(1)).row.id)
  await desk.invoices.saveSeller({ ...testSeller(), series: '2026-', firstNumber: 10_001 })
  const { row, problems } = await draftOf(2)
  const { id } = row
  // Said before the press, too, which would be in vain.
  const said = { id: 'BT-1', place: 'you', isAdvice: false, text: expect.stringMatching(/another series/) }
  expect(problems).toEqual([said])
  const again = await safe(issueDraft(desk, id))
  expect(again.error).toMatchObject({
    code: 'REFUSED',
    data: { text: expect.stringMatching(/invoice 2026-10001 already.* another series/) },
  })
  await desk.invoices.saveSeller({ ...testSeller(), series: '2026-B-', firstNumber: 1 })
  expect((await desk.invoices.get({ id })).problems).toEqual([])
  expect(await issueDraft(desk, id)).toMatchObject({ row: { number: '2026-B-0001' } })
  await stop()
})
