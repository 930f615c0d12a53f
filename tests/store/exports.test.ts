import { parse } from 'csv-parse/sync'
import ICAL from 'ical.js'
import { afterEach, describe, expect, it } from 'vitest'
import { makeExport, sheetToPreview } from '../../src/core/billing/make-export.ts'
import type { ExportFormat } from '../../src/shared/contract/desk-exports.ts'
import { localDate } from '../../src/shared/rules/days.ts'
import { TimesheetFile } from '../../src/shared/contract/timesheet-file.ts'
import { MADE_AT, nastySheet, nastyWorker } from '../support/billing/nasty-ledger.ts'
import { openTestCore, removeTempFolders, sampleFolder, type TestCore } from '../support/core/test-core.ts'

const MINUTE = 60_000
let open: TestCore | undefined

afterEach(async () => {
  await open?.stop()
  open = undefined
  removeTempFolders()
})

/** A desk on whose first sample task somebody has worked for half an hour. */
async function openWorkedDesk(): Promise<TestCore> {
  const core = await openTestCore()
  open = core
  await core.desk.setup.openSample({})
  const { rows } = await core.desk.tasks.list({ filter: { states: ['offered'] } })
  const taskId = rows[0]?.id ?? ''
  await core.desk.tasks.take({ taskId })
  await core.desk.time.start({ taskId })
  for (let minute = 0; minute < 30; minute++) {
    await core.time.advance(MINUTE)
    await core.desk.time.activity({ taskId, kind: 'typing' })
  }
  await core.desk.time.stop({ by: 'hand' })
  return core
}

/** By the desk's zone, an hour ahead in winter. */
function lastTwoDays(now: number): { first: string; last: string } {
  return { first: localDate(now - 86_400_000, 60), last: localDate(now, 60) }
}

describe('the exports of a desk', () => {
  it('say before how much they will hold, and hold it', async () => {
    const { desk, time } = await openWorkedDesk()
    const range = { dates: lastTwoDays(time.now()) }
    const preview = await desk.exports.preview(range)
    expect(preview).toMatchObject({ entries: 1, workMs: 30 * MINUTE, corrections: 0 })
    const { bytes, fileName } = await desk.exports.make({ ...range, format: 'json' })
    expect(fileName).toMatch(/^understudy-timesheet-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.json$/)
    const file = TimesheetFile.parse(JSON.parse(Buffer.from(bytes, 'base64').toString('utf8')))
    expect(file.totals).toMatchObject({ workMs: preview.workMs, amounts: preview.amounts })
    expect(file.ledger.head).toMatch(/^[0-9a-f]{64}$/)
  })

  it('tell of time with the sample apart, and put no money on it, since nobody pays for that', async () => {
    const { desk, time } = await openWorkedDesk()
    const range = { dates: lastTwoDays(time.now()) }
    expect(await desk.exports.preview(range)).toMatchObject({ workMs: 30 * MINUTE, apartMs: 30 * MINUTE, amounts: [] })
    const read = async (format: ExportFormat) =>
      Buffer.from((await desk.exports.make({ ...range, format })).bytes, 'base64').toString('utf8')
    const file = TimesheetFile.parse(JSON.parse(await read('json')))
    expect(file.tasks).toMatchObject([{ heading: 'Practice', isBillable: false }])
    expect(file.totals).toMatchObject({ workMs: 30 * MINUTE, amounts: [] })
    expect(file.entries.map(({ amount }) => amount.minor)).toEqual([0])
    const [row] = parse(await read('csv'), { bom: true, columns: true }) as Record<string, string>[]
    expect(row).toMatchObject({ Heading: 'Practice', Amount: '', Currency: '' })
    const report = await desk.time.report({ from: time.now() - 86_400_000, to: time.now() })
    expect(report).toMatchObject({ workMs: 30 * MINUTE, amounts: [] })
    expect((await desk.invoices.earnings({})).totals).toEqual([])
  })

  it('can be made in every format, with the name that stands under About you', async () => {
    const { desk, time } = await openWorkedDesk()
    await desk.exports.savePerson({ name: ' Ada Fields ', email: 'ada@example.org' })
    expect(await desk.exports.person({})).toEqual({ name: 'Ada Fields', email: 'ada@example.org' })
    const range = { dates: lastTwoDays(time.now()) }
    const read = async (format: ExportFormat) => {
      const made = await desk.exports.make({ ...range, format })
      return Buffer.from(made.bytes, 'base64').toString(format === 'pdf' ? 'latin1' : 'utf8')
    }
    for (const format of ['csv', 'toggl', 'clockify', 'harvest', 'solidtime', 'kimai'] as const) {
      expect([format, parse(await read(format), { bom: true, columns: true }).length]).toEqual([format, 1])
    }
    expect(await read('toggl')).toContain('Ada Fields,ada@example.org,')
    const events = new ICAL.Component(ICAL.parse(await read('icalendar'))).getAllSubcomponents('vevent')
    expect(events).toHaveLength(1)
    expect((await read('pdf')).startsWith('%PDF-1.7')).toBe(true)
  })

  it('refuse what is no e-mail address', async () => {
    const { desk } = await openWorkedDesk()
    await expect(desk.exports.savePerson({ name: 'Ada', email: 'nowhere' })).rejects.toThrow('validation')
  })

  it('are empty, and no less whole, where there is no time', async () => {
    open = await openTestCore()
    for (const format of ['csv', 'json', 'pdf', 'icalendar', 'toggl', 'kimai'] as const) {
      const { bytes } = await open.desk.exports.make({ dates: { first: '1970-01-01', last: '1970-01-01' }, format })
      expect([format, Buffer.from(bytes, 'base64').length > 50]).toEqual([format, true])
    }
  })
})

describe('the preview of an export', () => {
  it('tells what rounding changes in time and in money, and what stands apart', () => {
    const plain = nastySheet({ minutes: 0, mode: 'up', per: 'task' })
    const preview = sheetToPreview(nastySheet(), plain)
    expect(preview.rounding).toMatchObject({
      differenceMs: preview.rounding === undefined ? 0 : preview.rounding.roundedMs - preview.workMs,
      // 145 minutes and 0.7 s at 120.00 an hour, against 165.
      amounts: [{ minor: 33_000 - 29_002, currency: 'EUR' }],
      rules: [
        { programme: 'Fields, barns & "stalls"', text: 'up to whole 15 minutes, each day of a task' },
        { programme: 'Waters', text: 'to the nearest whole 6 minutes, each stretch of work' },
      ],
    })
    expect(preview).toMatchObject({ apartMs: 11 * MINUTE, awayMs: 60 * MINUTE, corrections: 2 })
  })
})

describe('a timesheet as PDF', () => {
  it('is the same to the last byte when it is made again, with its fonts inside', async () => {
    const make = () =>
      makeExport(nastySheet(), {
        format: 'pdf',
        isRounded: true,
        clockHours: 12,
        worker: nastyWorker,
        ledger: { entries: 1, head: 'ab'.repeat(32) },
        madeAt: MADE_AT,
        fontFolder: `${sampleFolder}/../fonts`,
      })
    const [first, again] = [await make(), await make()]
    expect(first.fileName).toBe('understudy-timesheet-2026-01-01-to-2027-01-01.pdf')
    expect(Buffer.from(again.content).equals(Buffer.from(first.content))).toBe(true)
    const text = Buffer.from(first.content).toString('latin1')
    expect([...text.matchAll(/\/FontFile2 /g)].length).toBe(new Set(text.match(/\/FontName \/\S+/g)).size)
  })
})
