import Database from 'better-sqlite3'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { safe } from '@orpc/client'
import { afterAll, describe, expect, it } from 'vitest'
import { Buyer, Seller } from '../../src/shared/domain/invoice.ts'
import type { Rate } from '../../src/shared/domain/money.ts'
import { testId, testProgramme, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, openTestCore, removeTempFolders, type TestCore } from '../support/core/test-core.ts'
import { createLedger } from '../../src/core/time/ledger.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { addAcceptedWork } from '../support/billing/accepted-work.ts'
import { HOUR, hourly, issueDraft, testBuyer, testSeller } from '../support/billing/invoices.ts'

afterAll(removeTempFolders)

const fixed: Rate = { type: 'fixed', perTask: { minor: 18_000, currency: 'EUR' } }

/** A desk with four tasks: hourly and capped accepted, fixed accepted, one in dollars accepted, one only received. */
async function openDesk(): Promise<TestCore & { folder: string }> {
  const folder = makeTempFolder('invoices')
  const store = openTestStore(folder, [
    testTask(1, { title: 'Rotation, "wet" land', rate: hourly(10_000, 'EUR', 2 * HOUR) }),
    testTask(2, { title: '=Rubric', rate: fixed }),
    testTask(3, { title: 'Dispatch', rate: hourly(12_000, 'USD') }),
    testTask(4, { title: 'Not looked at yet', rate: hourly(10_000) }),
  ])
  store.feed.putProgramme(testId('hub'), testProgramme({ rounding: { minutes: 15, mode: 'up', per: 'task' } }))
  addAcceptedWork(store, 1, 2 * HOUR + 20 * 60_000)
  addAcceptedWork(store, 2, HOUR)
  addAcceptedWork(store, 3, HOUR + 1)
  addAcceptedWork(store, 4, HOUR, 'received')
  store.close()
  return openTestCore({ folder })
}

async function withDraft() {
  const core = await openDesk()
  const { desk } = core
  await desk.invoices.saveSeller(testSeller())
  const customer = await desk.invoices.saveCustomer({ buyer: testBuyer() })
  const wish = { customerId: customer.id, taskIds: [testId('task', 1), testId('task', 2)], note: '' }
  const draft = await desk.invoices.saveDraft({ wish })
  return { ...core, customer, draft, wish }
}

describe('the number of an invoice', () => {
  it('is not given a second time when an older backup is put back', async () => {
    const first = await withDraft()
    const { folder, draft } = first
    await first.stop()
    copyFileSync(join(folder, 'desk.db'), join(folder, 'older.db'))
    const second = await openTestCore({ folder })
    expect(await issueDraft(second.desk, draft.row.id)).toMatchObject({ row: { number: '2026-0001' } })
    await second.stop()
    copyFileSync(join(folder, 'older.db'), join(folder, 'desk.db'))

    const { desk, stop } = await openTestCore({ folder })
    const again = await safe(issueDraft(desk, draft.row.id))
    expect(again.error).toMatchObject({
      code: 'REFUSED',
      data: { text: expect.stringMatching(/^Invoice 2026-0001 was issued .* another series/) },
    })
    await desk.invoices.saveSeller({ ...testSeller(), series: '2026-B-' })
    expect(await issueDraft(desk, draft.row.id)).toMatchObject({ row: { number: '2026-B-0001' } })
    await stop()
  })
})

describe('what can be charged', () => {
  it('is accepted work, by its time as the programme rounds it, up to its cap', async () => {
    const { desk, stop } = await openDesk()
    const billable = await desk.invoices.billable({})
    expect(billable.map(({ title, amount, workMs, roundedMs }) => [title, amount, workMs, roundedMs])).toEqual([
      ['Dispatch', { minor: 15_000, currency: 'USD' }, HOUR + 1, 1.25 * HOUR],
      ['=Rubric', { minor: 18_000, currency: 'EUR' }, HOUR, HOUR],
      ['Rotation, "wet" land', { minor: 20_000, currency: 'EUR' }, 2 * HOUR + 20 * 60_000, 2.5 * HOUR],
    ])
    await stop()
  })

  it('is on one invoice only, and in one currency', async () => {
    const { desk, wish, draft, stop } = await withDraft()
    expect(await desk.invoices.billable({})).toMatchObject([{ title: 'Dispatch' }])
    const again = await safe(desk.invoices.saveDraft({ wish }))
    expect(again.error).toMatchObject({
      code: 'REFUSED',
      data: { text: expect.stringContaining('is on another draft already') },
    })
    const mixed = { ...wish, taskIds: [...wish.taskIds, testId('task', 3)] }
    const both = await safe(desk.invoices.saveDraft({ id: draft.row.id, wish: mixed }))
    expect(both.error).toMatchObject({ data: { text: expect.stringContaining('several currencies') } })
    await stop()
  })

  it('is refused in words where it is more than one invoice holds', async () => {
    const { desk, wish, stop } = await withDraft()
    const taskIds = Array.from({ length: 501 }, (_, n) => testId('task', n + 1))
    const many = await safe(desk.invoices.saveDraft({ wish: { ...wish, taskIds } }))
    expect(many.error).toMatchObject({ code: 'REFUSED', data: { text: expect.stringContaining('at most 500 tasks') } })
    await stop()
  })

  it('stays to be charged where a draft over several currencies is refused, and a draft stays as it was', async () => {
    const { desk, wish, draft, stop } = await withDraft()
    const mixed = { ...wish, taskIds: [...wish.taskIds, testId('task', 3)] }
    await safe(desk.invoices.saveDraft({ id: draft.row.id, wish: mixed }))
    expect(await desk.invoices.get({ id: draft.row.id })).toMatchObject({ wish })
    await desk.invoices.dropDraft({ id: draft.row.id })
    const refused = await safe(desk.invoices.saveDraft({ wish: mixed }))
    expect(refused.error).toMatchObject({ code: 'REFUSED' })
    expect(await desk.invoices.billable({})).toHaveLength(3)
    expect(await desk.invoices.saveDraft({ wish })).toMatchObject({ row: { state: 'draft' } })
    await stop()
  })
})

describe('work that was handed in twice', () => {
  it('stands as its last submission does, also where the clock was set back between the two', async () => {
    const { folder, stop } = await openDesk()
    await stop()
    const store = openTestStore(folder)
    const first = store.submissions.get(testId('submission', 4))
    const taskNo = store.tasks.head(testId('task', 4))?.no ?? 0
    const finishedAt = (first?.finishedAt ?? 0) - 20_000
    store.submissions.setState(testId('submission', 4), 'returned')
    const again = { id: testId('submission', 14), taskNo, content: '{"values":{}}', sha256: 'y', finishedAt }
    store.submissions.add({ ...again, claimedMs: HOUR, supersedes: testId('submission', 4), state: 'accepted' }, [])
    store.tasks.setState(taskNo, 'accepted')
    store.close()
    const { desk, stop: end } = await openTestCore({ folder })
    const { tasks } = await desk.invoices.earnings({})
    expect(tasks.find(({ title }) => title === 'Not looked at yet')?.state).toBe('accepted')
    expect((await desk.invoices.billable({})).map(({ title }) => title)).toContain('Not looked at yet')
    await end()
  })
})

describe('work done while the clock was ahead', () => {
  it.each([
    ['when it was right again', 2 * HOUR],
    ['while it was ahead', 86_400_000 + 2 * HOUR],
  ])('and handed in %s: counts as it was claimed, and what was worked after that does not', async (_, finished) => {
    const folder = makeTempFolder('ahead')
    const store = openTestStore(folder, [testTask(1, { title: 'Rotation', rate: hourly(10_000) })])
    const taskId = testId('task', 1)
    const right = Date.UTC(2026, 10, 2, 10)
    const ledger = createLedger(store.ledger)
    const run = (from: number, at: number, ms: number): string | undefined => {
      const reading = (past: number) => ({
        wall: from + past,
        mono: at + past,
        boot: 'b',
        zone: 'Europe/Berlin',
        offsetMinutes: 60,
      })
      ledger.append({ kind: 'started', taskId, data: { by: 'hand' } }, reading(0))
      for (let past = 30_000; past < ms; past += 30_000)
        ledger.append({ kind: 'heartbeat', taskId, data: {} }, reading(past))
      ledger.append({ kind: 'stopped', taskId, data: { by: 'hand' } }, reading(ms))
      return ledger.last()?.hash
    }
    const ledgerHead = run(right + 86_400_000, 1_000, HOUR)
    const taskNo = store.tasks.head(taskId)?.no ?? 0
    const content = JSON.stringify({ values: {}, time: { workMs: HOUR, ledgerHead } })
    const work = { id: testId('submission', 1), taskNo, content, sha256: 'x', finishedAt: right + finished }
    store.submissions.add({ ...work, claimedMs: HOUR, supersedes: null, state: 'accepted' }, [])
    store.tasks.setState(taskNo, 'accepted')
    run(right + 3 * HOUR, 3 * HOUR, HOUR / 2)
    store.close()
    const { desk, stop } = await openTestCore({ folder })
    expect(await desk.invoices.billable({})).toMatchObject([{ workMs: HOUR, amount: { minor: 10_000 } }])
    await stop()
  })
})

describe('a draft', () => {
  it('follows the forms until it is issued, and says what is missing', async () => {
    const core = await openDesk()
    const { desk, stop } = core
    const customer = await desk.invoices.saveCustomer({ buyer: Buyer.parse({ name: 'Oakridge' }) })
    const draft = await desk.invoices.saveDraft({
      wish: { customerId: customer.id, taskIds: [testId('task', 2)], note: '' },
    })
    expect(draft.problems.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['BR-08', 'BR-09', 'BR-CO-26', 'BR-10', 'BR-11', 'BT-49']),
    )
    const refused = await safe(issueDraft(desk, draft.row.id))
    expect(refused.error).toMatchObject({ code: 'INCOMPLETE' })
    await desk.invoices.saveSeller(testSeller())
    await desk.invoices.saveCustomer({ id: customer.id, buyer: testBuyer() })
    expect(await desk.invoices.get({ id: draft.row.id })).toMatchObject({
      problems: [],
      nextNumber: '2026-0001',
      content: { vat: { category: 'S', rate: 1900 }, totals: { net: 18_000, vat: 3_420, gross: 21_420 } },
    })
    await stop()
  })

  it('can be dropped and taken back, but not when its tasks are charged meanwhile', async () => {
    const { desk, wish, draft, stop } = await withDraft()
    await desk.invoices.dropDraft({ id: draft.row.id })
    expect(await desk.invoices.list({})).toEqual([])
    await desk.invoices.undoDrop({ id: draft.row.id })
    expect(await desk.invoices.list({})).toMatchObject([{ id: draft.row.id, state: 'draft' }])
    await desk.invoices.dropDraft({ id: draft.row.id })
    await desk.invoices.saveDraft({ wish })
    expect((await safe(desk.invoices.undoDrop({ id: draft.row.id }))).error).toMatchObject({ code: 'REFUSED' })
    await stop()
  })
})

describe('work that is no longer accepted when its draft is issued', () => {
  it('is not on the invoice, and can be charged once it is accepted again', async () => {
    const { folder, draft, stop } = await withDraft()
    await stop()
    const decide = (state: 'accepted' | 'returned'): void => {
      const db = new Database(join(folder, 'desk.db'))
      db.prepare('UPDATE submissions SET state = ? WHERE id = ?').run(state, testId('submission', 2))
      db.close()
    }
    decide('returned')
    const second = await openTestCore({ folder })
    const issued = await issueDraft(second.desk, draft.row.id)
    expect(issued.content.lines.map(({ basis }) => basis?.taskId)).toEqual([testId('task', 1)])
    await second.stop()
    decide('accepted')
    const { desk, stop: end } = await openTestCore({ folder })
    expect((await desk.invoices.billable({})).map(({ title }) => title)).toContain('=Rubric')
    const { tasks } = await desk.invoices.earnings({})
    expect(tasks.find(({ title }) => title === '=Rubric')?.invoice).toBeUndefined()
    await end()
  })
})

describe('a draft that has changed since it was looked at', () => {
  it('is not issued, and the expert reads what it comes to now', async () => {
    const { desk, draft, stop } = await withDraft()
    const seen = draft.seen ?? { gross: 0, sha256: '' }
    expect(seen.gross).toBe(45_220)
    // The cap of two hours counts, so an hour taken away leaves 1 h 20, which is rounded to 1 h 30.
    const change = { change: 'remove', date: '2026-11-03', ms: HOUR, reason: 'A call in between' } as const
    await desk.time.correct({ id: testId('session', 1), taskId: testId('task', 1), ...change })
    const refused = await safe(desk.invoices.issue({ id: draft.row.id, seen }))
    expect(refused.error).toMatchObject({
      code: 'REFUSED',
      data: { text: expect.stringMatching(/comes to 392\.70 EUR now, and 452\.20 EUR were shown\. Look at it again/) },
    })
    const { seen: now = seen } = await desk.invoices.get({ id: draft.row.id })
    await desk.invoices.saveSeller(testSeller({ name: 'Ada Meadows' }))
    const renamed = await safe(desk.invoices.issue({ id: draft.row.id, seen: now }))
    expect(renamed.error).toMatchObject({ code: 'REFUSED', data: { text: expect.stringContaining('not as it was') } })
    expect(await desk.invoices.list({})).toMatchObject([{ state: 'draft' }])
    expect(await issueDraft(desk, draft.row.id)).toMatchObject({ row: { number: '2026-0001' } })
    await stop()
  })

  it('is the same one where nothing but the clock went on', async () => {
    const { desk, draft, time, stop } = await withDraft()
    const seen = draft.seen ?? { gross: 0, sha256: '' }
    await time.advance(60_000)
    await desk.time.correct({
      id: testId('session', 1),
      taskId: testId('task', 4),
      change: 'add',
      date: '2026-11-03',
      ms: HOUR,
      reason: 'x',
    })
    expect(await desk.invoices.issue({ id: draft.row.id, seen })).toMatchObject({ row: { number: '2026-0001' } })
    await stop()
  })
})

describe('an issued invoice', () => {
  it('has the next number, carries what it rests on, and never changes', async () => {
    const { desk, draft, customer, folder, stop } = await withDraft()
    const issued = await issueDraft(desk, draft.row.id)
    expect(issued).toMatchObject({
      row: { number: '2026-0001', state: 'issued', gross: { minor: 45_220, currency: 'EUR' }, open: { minor: 45_220 } },
      problems: [],
    })
    const [line] = issued.content.lines
    expect(line).toMatchObject({
      quantity: 2_000_000,
      net: 20_000,
      basis: { workMs: 2 * HOUR + 20 * 60_000, roundedMs: 2.5 * HOUR, paidMs: 2 * HOUR, rounding: { minutes: 15 } },
    })
    expect(line?.basis?.entries).toMatchObject([{ date: '2026-11-03', ms: 2 * HOUR + 20 * 60_000 }])
    expect(issued.content.ledger.head).toMatch(/^[0-9a-f]{64}$/)

    await desk.invoices.saveSeller(testSeller({ name: 'Someone else' }))
    await desk.invoices.saveCustomer({ id: customer.id, buyer: testBuyer({ name: 'Another' }) })
    expect((await desk.invoices.get({ id: draft.row.id })).content).toEqual(issued.content)
    expect((await safe(desk.invoices.dropDraft({ id: draft.row.id }))).error).toMatchObject({ code: 'NOT_FOUND' })
    expect((await safe(issueDraft(desk, draft.row.id))).error).toMatchObject({ code: 'NOT_FOUND' })
    await stop()

    const db = new Database(join(folder, 'desk.db'))
    expect(() => db.exec(`UPDATE invoices SET content = '{}'`)).toThrow(/never changes/)
    expect(() => db.exec('DELETE FROM invoices')).toThrow(/never deleted|FOREIGN KEY/)
    expect(() => db.exec('DELETE FROM invoice_tasks')).toThrow(/never changes/)
    db.close()
  })

  it('is written again byte for byte, in every format, by another start of the desk', async () => {
    const { desk, draft, folder, stop } = await withDraft()
    await issueDraft(desk, draft.row.id)
    const formats = ['pdf', 'facturx', 'ubl', 'cii'] as const
    const first = await Promise.all(formats.map((format) => desk.invoices.file({ id: draft.row.id, format })))
    await stop()
    const again = await openTestCore({ folder })
    await again.time.advance(40 * 86_400_000)
    for (const [index, format] of formats.entries()) {
      const file = await again.desk.invoices.file({ id: draft.row.id, format })
      expect(file).toEqual(first[index])
      expect(file.isSame).toBe(true)
    }
    expect(first.map(({ fileName }) => fileName)).toEqual([
      'invoice-2026-0001.pdf',
      'invoice-2026-0001-factur-x.pdf',
      'invoice-2026-0001-ubl.xml',
      'invoice-2026-0001-cii.xml',
    ])
    const hybrid = Buffer.from(first[1]?.bytes ?? '', 'base64').toString('latin1')
    expect(hybrid).toContain('<pdfaid:part>3</pdfaid:part>')
    expect(hybrid).toContain('<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>')
    expect(hybrid).toMatch(/\/AFRelationship \/Alternative/)
    await again.stop()
  })

  it('is taken back by a credit note; its tasks can be charged again, and numbers leave no gap', async () => {
    const { desk, draft, wish, folder, stop } = await withDraft()
    await issueDraft(desk, draft.row.id)
    const credit = await desk.invoices.takeBack({ id: draft.row.id, reason: 'The rate was wrong.' })
    expect(credit).toMatchObject({
      row: { number: '2026-0002', kind: 'credit-note', gross: { minor: -45_220 } },
      content: { corrects: { number: '2026-0001', reason: 'The rate was wrong.' }, totals: { gross: 45_220 } },
    })
    expect(
      (await safe(desk.invoices.takeBack({ id: draft.row.id, reason: 'Again, by mistake.' }))).error,
    ).toMatchObject({
      code: 'REFUSED',
      data: { text: 'This invoice was taken back before.' },
    })
    expect((await desk.invoices.list({})).map(({ number }) => number)).toEqual(['2026-0002', '2026-0001'])
    expect(await desk.invoices.billable({})).toHaveLength(3)
    const next = await desk.invoices.saveDraft({ wish })
    await desk.invoices.saveDraft({ wish: { ...wish, taskIds: [testId('task', 3)] } })
    expect(await issueDraft(desk, next.row.id)).toMatchObject({ row: { number: '2026-0003' } })
    expect(await desk.invoices.get({ id: draft.row.id })).toMatchObject({
      row: { takenBackBy: '2026-0002', open: { minor: 0 } },
    })
    await stop()
    const db = new Database(join(folder, 'desk.db'))
    const gap = `UPDATE invoices SET state = 'issued', series = '2026-', no = 7, number = 'x', issued_at = 1, sha256 = 'x' WHERE state = 'draft'`
    expect(() => db.exec(gap)).toThrow(/follow each other/)
    db.close()
  })

  it('goes on where older numbers of the expert ended', async () => {
    const { desk, draft, stop } = await withDraft()
    await desk.invoices.saveSeller(testSeller({ series: 'A/26-', firstNumber: 17 }))
    expect(await issueDraft(desk, draft.row.id)).toMatchObject({ row: { number: 'A/26-0017' } })
    await stop()
  })
})

describe('the statement', () => {
  it('sets submitted, accepted, invoiced and paid side by side, and says each difference', async () => {
    const { desk, draft, stop } = await withDraft()
    await issueDraft(desk, draft.row.id)
    const before = await desk.invoices.earnings({})
    expect(before.totals).toMatchObject([
      {
        currency: 'EUR',
        submitted: 48_000,
        accepted: 38_000,
        invoiced: 45_220,
        paid: 0,
        differences: [
          { before: '', minor: 10_000, after: ' handed in and not decided on yet' },
          { before: '2026-0001: ', minor: 45_220, after: ' not paid yet' },
        ],
      },
      {
        currency: 'USD',
        submitted: 15_000,
        accepted: 15_000,
        invoiced: 0,
        differences: [{ before: '', minor: 15_000, after: ' accepted and not invoiced yet' }],
      },
    ])
    const payment = {
      id: testId('session', 1),
      date: '2026-12-01',
      minor: 37_220,
      currency: 'EUR',
      reference: 'bank 12',
      invoiceId: draft.row.id,
    }
    const noted = await desk.invoices.addPayment(payment)
    const after = await desk.invoices.earnings({})
    const [total] = after.totals
    expect(total).toMatchObject({
      paid: 37_220,
      differences: [{ minor: 10_000 }, { minor: 8_000, after: ' less than invoiced' }],
    })
    expect(after.months).toEqual([
      { month: '2026-11', currency: 'EUR', earned: 38_000, paid: 0 },
      { month: '2026-11', currency: 'USD', earned: 15_000, paid: 0 },
      { month: '2026-12', currency: 'EUR', earned: 0, paid: 37_220 },
    ])
    await desk.invoices.dropPayment({ id: noted.id })
    expect((await desk.invoices.earnings({})).totals[0]?.paid).toBe(0)
    await desk.invoices.undoDropPayment({ id: noted.id })
    expect((await desk.invoices.earnings({})).payments).toMatchObject([{ reference: 'bank 12' }])
    await stop()
  })

  it('takes what a programme pays without an invoice', async () => {
    const { desk, stop } = await openDesk()
    await desk.invoices.addPayment({
      id: testId('session', 1),
      date: '2026-12-01',
      minor: 14_000,
      currency: 'USD',
      reference: '',
      programmeId: testId('programme'),
    })
    const { totals, programmes } = await desk.invoices.earnings({})
    const usd = totals.find(({ currency }) => currency === 'USD')
    expect(usd?.differences).toEqual([
      { before: 'Fields and barns: ', minor: 1_000, after: ' less than accepted, paid without an invoice' },
    ])
    expect(programmes.find(({ currency }) => currency === 'USD')).toMatchObject({
      name: 'Fields and barns',
      paid: 14_000,
    })
    const wrong = await safe(
      desk.invoices.addPayment({
        id: testId('session', 2),
        date: '2026-12-01',
        minor: 1,
        currency: 'USD',
        reference: '',
      }),
    )
    expect(wrong.error).toMatchObject({ code: 'REFUSED' })
    await stop()
  })

  it('counts nothing against an invoice that came in another currency, nor against a credit note', async () => {
    const { desk, draft, stop } = await withDraft()
    const { row } = await issueDraft(desk, draft.row.id)
    const payment = {
      id: testId('session', 1),
      date: '2026-11-23',
      minor: 500,
      currency: 'USD',
      reference: '',
      invoiceId: row.id,
    }
    const dollars = await safe(desk.invoices.addPayment(payment))
    expect(dollars.error).toMatchObject({ code: 'REFUSED', data: { text: expect.stringContaining('in EUR') } })
    const note = await desk.invoices.takeBack({ id: row.id, reason: 'wrong' })
    const against = await safe(desk.invoices.addPayment({ ...payment, currency: 'EUR', invoiceId: note.row.id }))
    expect(against.error).toMatchObject({ code: 'REFUSED', data: { text: expect.stringContaining('credit note') } })
    expect(await desk.invoices.list({})).toMatchObject([{ paid: { minor: 0 } }, { paid: { minor: 0 } }])
    await stop()
  })

  it('begins with what is known of the expert', async () => {
    const { desk, stop } = await openDesk()
    expect(await desk.invoices.seller({})).toEqual(
      Seller.parse({ name: 'Ada Fields', contact: { name: 'Ada Fields' }, series: '2026-' }),
    )
    await stop()
  })
})
