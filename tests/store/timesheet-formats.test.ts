import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { sheetToCalendar } from '../../src/core/billing/formats/icalendar.ts'
import { sheetToJson } from '../../src/core/billing/formats/timesheet-json.ts'
import {
  sheetToClockify,
  sheetToHarvest,
  sheetToKimai,
  sheetToSolidtime,
  sheetToToggl,
} from '../../src/core/billing/formats/tracker-csv.ts'
import { createSheet, type Sheet } from '../../src/core/billing/sheet.ts'
import { sheetToCsv } from '../../src/core/billing/timesheet.ts'
import { TimesheetFile } from '../../src/shared/contract/timesheet-file.ts'
import { A, B, C, MADE_AT, nastySheet, nastyTasks, nastyWorker } from '../support/billing/nasty-ledger.ts'
import { readGolden } from '../support/golden.ts'
import { sharedData } from '../support/shared-data.ts'

const MINUTE = 60_000
const asWorked = { worker: nastyWorker, isRounded: false }
const asRounded = { worker: nastyWorker, isRounded: true }
const ledger = { entries: 9_002, head: 'ab'.repeat(32) }
const sheet = nastySheet()

const layouts: Record<string, (sheet: Sheet) => string> = {
  'understudy.csv': sheetToCsv,
  'understudy.json': (sheet) => sheetToJson(sheet, nastyWorker, ledger, MADE_AT),
  'toggl.csv': (sheet) => sheetToToggl(sheet, asWorked),
  'toggl-rounded.csv': (sheet) => sheetToToggl(sheet, asRounded),
  'clockify-12-hours.csv': (sheet) => sheetToClockify(sheet, asWorked, 12),
  'clockify-24-hours.csv': (sheet) => sheetToClockify(sheet, asWorked, 24),
  'harvest.csv': (sheet) => sheetToHarvest(sheet, asWorked),
  'harvest-rounded.csv': (sheet) => sheetToHarvest(sheet, asRounded),
  'solidtime.csv': (sheet) => sheetToSolidtime(sheet, asWorked),
  'kimai.csv': (sheet) => sheetToKimai(sheet, asWorked),
  'calendar.ics': (sheet) => sheetToCalendar(sheet, asWorked, MADE_AT),
}
const read = (csv: string) => parse(csv, { bom: true, columns: true }) as Record<string, string>[]
const seconds = (clock = '') => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
const workSeconds = (taskId: string) => sumOf(sheet.rows.filter((row) => row.taskId === taskId).map((r) => r.workMs))
const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0)

describe('the nasty ledger', () => {
  it('has the times that a clock on the wall and a pencil come to', () => {
    const days = (taskId: string) => sheet.rows.filter((row) => row.taskId === taskId).map((r) => [r.date, r.workMs])
    expect(days(A)).toEqual([
      ['2026-03-28', 20 * MINUTE],
      ['2026-03-29', (20 + 75) * MINUTE + 700],
      ['2026-03-30', 30 * MINUTE],
    ])
    expect(days(B)).toEqual([['2026-10-25', (135 - 10) * MINUTE]])
    expect(sheet.rows.find((row) => row.taskId === C)).toMatchObject({ workMs: 11 * MINUTE, awayMs: 60 * MINUTE })
    // 15 minutes up, each day: 30, 105 and 30. 6 minutes to the nearest, one stretch of 125 minutes: 126, paid to its cap.
    expect(sumOf(sheet.rows.filter(({ taskId }) => taskId === A).map((r) => r.roundedMs))).toBe(165 * MINUTE)
    const minor = (taskId: string) => sumOf(sheet.entries.filter((e) => e.taskId === taskId).map((e) => e.minor))
    expect([minor(A), minor(B), minor(C)]).toEqual([33_000, 9_999, 18_500])
  })
})

describe('each layout', () => {
  for (const [name, make] of Object.entries(layouts)) {
    it(`${name} is the same to the last byte as it was agreed on`, () => {
      const made = make(sheet)
      expect(made).toBe(readGolden(`timesheets/${name}`, made))
    })
  }

  it('begins with a byte order mark where its reader wants one, and ends its lines by CR and LF', () => {
    for (const [name, make] of Object.entries(layouts)) {
      if (!name.endsWith('.csv')) continue
      const made = make(sheet)
      expect([name, made.startsWith('\u{feff}')]).toEqual([name, /^(toggl|understudy)/.test(name)])
      expect([name, made.endsWith('\r\n')]).toEqual([name, true])
    }
  })
})

describe('read back by another parser', () => {
  it('Toggl Track: wall times by the offset that was seen, lengths that are their difference, amounts by currency', () => {
    const rows = read(sheetToToggl(sheet, asWorked))
    expect(rows.map((row) => [row['Start date'], row['Start time'], row['End time'], row['Duration']])).toEqual([
      ['2026-03-28', '23:40:00', '00:00:00', '00:20:00'],
      ['2026-03-29', '00:00:00', '00:20:00', '00:20:00'],
      ['2026-03-29', '01:30:00', '02:00:00', '00:30:00'],
      ['2026-03-29', '03:00:00', '03:45:00', '00:45:00'],
      ['2026-03-30', '12:00:00', '12:30:00', '00:30:00'],
      ['2026-10-25', '01:30:00', '03:00:00', '01:30:00'],
      ['2026-10-25', '02:00:00', '02:35:00', '00:35:00'],
      ['2026-10-26', '12:00:00', '12:10:00', '00:10:00'],
      ['2026-10-26', '13:10:00', '13:11:00', '00:01:00'],
    ])
    expect(rows[0]?.['End date']).toBe('2026-03-29')
    expect(rows[0]).toMatchObject({ User: nastyWorker.name, Email: nastyWorker.email, Billable: 'Yes' })
    expect(rows[0]).toMatchObject({ Client: `'+Oakridge, Data`, Project: 'Fields, barns & "stalls"' })
    expect(rows[5]).toMatchObject({ Description: expect.stringContaining('תוכנית השקיה (irrigation)\nשורה שנייה') })
    expect(rows.at(-1)).toMatchObject({ Billable: 'No', 'Amount (KWD)': '' })
    const sum = (column: string) => sumOf(rows.map((row) => Math.round(Number(row[column]) * 100)))
    expect([sum('Amount (EUR)'), sum('Amount (JPY)')]).toEqual([33_000, 999_900])
  })

  it('Clockify: dates as MM/DD/YYYY, the clock of twelve or of 24 hours', () => {
    const twelve = read(sheetToClockify(sheet, asWorked, 12))
    expect(twelve.slice(0, 2).map((row) => [row['Start Date'], row['Start Time']])).toEqual([
      ['03/28/2026', '11:40:00 PM'],
      ['03/29/2026', '12:00:00 AM'],
    ])
    expect(read(sheetToClockify(sheet, asWorked, 24))[0]?.['Start Time']).toBe('23:40:00')
    expect(sumOf(twelve.map((row) => seconds(row['Duration (h)'])))).toBe(
      Math.floor((workSeconds(A) + workSeconds(B) + workSeconds(C)) / 1000),
    )
  })

  it('Harvest: a line for each day and task, hours with a decimal point, the name in two', () => {
    const rows = read(sheetToHarvest(sheet, asWorked))
    expect(rows.map((row) => [row['Date'], row['Hours']])).toEqual([
      ['2026-03-28', '0.33'],
      ['2026-03-29', '1.58'],
      ['2026-03-30', '0.50'],
      ['2026-10-25', '2.08'],
      ['2026-10-26', '0.18'],
    ])
    expect(rows[0]).toMatchObject({ 'First name': 'Ada "Barley"', 'Last name': 'O’Fields' })
    expect(read(sheetToHarvest(sheet, asRounded)).map((row) => row['Hours'])).toEqual([
      '0.50',
      '1.75',
      '0.50',
      '2.10',
      '0.18',
    ])
  })

  it('solidtime: instants with Z to the second, true and false, tags that no comma parts', () => {
    const rows = read(sheetToSolidtime(sheet, asWorked))
    expect(rows.every((row) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(row['start'] ?? ''))).toBe(true)
    const lasted = rows.map((row) => (Date.parse(row['end'] ?? '') - Date.parse(row['start'] ?? '')) / MINUTE)
    expect(lasted).toEqual([20, 20, 30, 45, 30, 90, 35, 10, 1])
    expect(rows.map((row) => row['billable'])).toEqual([...Array<string>(7).fill('true'), 'false', 'false'])
    expect(rows[4]?.['tags']?.split(',')).toEqual(['Farmers Ranchers and Other Agricultural Managers', ' corrected'])
  })

  it('Kimai: its 25 columns in their order', () => {
    const [header = ''] = sheetToKimai(sheet, asWorked).split('\r\n')
    expect(header).toBe(
      'date,begin,end,duration,currency,rate,internal_rate,hourly_rate,fixed_rate,user.alias,user.name,user.email,user.account_number,customer.name,project.name,activity.name,description,billable,tags,type,category,customer.number,project.number,customer.vat_id,project.order_number',
    )
    expect(read(sheetToKimai(sheet, asWorked))[5]).toMatchObject({
      currency: 'JPY',
      hourly_rate: '9999',
      billable: '1',
    })
  })

  it('Kimai: pays for each line what is paid, since it works out anew what has an hourly rate alone and has a fixed one for each line', () => {
    // https://github.com/kimai/kimai/blob/main/src/Timesheet/RateService.php
    const inKimai = (row: Record<string, string>): number =>
      row['fixed_rate'] === ''
        ? (Number(row['hourly_rate']) * seconds(row['duration'])) / 3600
        : Number(row['fixed_rate'])
    const sums = (rows: Record<string, string>[], of: (row: Record<string, string>) => number) =>
      ['EUR', 'JPY', 'KWD'].map((currency) => sumOf(rows.filter((row) => row['currency'] === currency).map(of)))
    for (const options of [asWorked, asRounded]) {
      const rows = read(sheetToKimai(sheet, options))
      expect(sums(rows, inKimai)).toEqual([330, 9_999, 0])
      expect(sums(rows, (row) => Number(row['rate']))).toEqual([330, 9_999, 0])
    }
  })

  it('our CSV: heading and reason of what is not accepted, the rule of rounding, what was corrected', () => {
    const rows = read(sheetToCsv(sheet))
    expect(rows.map((row) => [row['Heading'], row['Rounded (h:mm:ss)'], row['Corrected by (h:mm:ss)']])).toEqual([
      ['Accepted work', '0:30:00', ''],
      ['Accepted work', '1:45:00', ''],
      ['Accepted work', '0:30:00', '0:30:00 added'],
      ['Begun', '2:06:00', '0:10:00 taken off'],
      ['Not accepted', '', ''],
    ])
    expect(rows.at(-1)?.['Reason']).toBe('Sources, "as agreed", are missing.')
    expect(rows[2]?.['Why corrected']).toBe(`'=phone, "no desk"`)
    expect(rows[0]).toMatchObject({ Zone: 'Europe/Berlin', Rounding: 'up to whole 15 minutes, each day of a task' })
  })

  it('our JSON: it passes its schema, and its sums are those of its parts', () => {
    const file = TimesheetFile.parse(JSON.parse(sheetToJson(sheet, nastyWorker, ledger, MADE_AT)))
    expect(file.totals.workMs).toBe(sumOf(file.entries.map((entry) => entry.ms)))
    expect(file.totals.roundedMs).toBe(sumOf(file.entries.map((entry) => entry.roundedMs)))
    for (const { currency, minor } of file.totals.amounts) {
      const parts = file.entries.filter((entry) => entry.amount.currency === currency)
      expect(sumOf(parts.map((entry) => entry.amount.minor))).toBe(minor)
    }
    expect(file.corrections.map(({ ms }) => ms)).toEqual([30 * MINUTE, -10 * MINUTE])
    expect(file.tasks.map(({ title }) => title)).toEqual([A, B, C].map((id) => nastyTasks[id]?.title))
    expect(file.entries.flatMap(({ notes }) => notes)).toEqual(['read "the" guideline, on paper'])
  })

  it('iCalendar: every stretch once, also when it is taken in twice', () => {
    const calendar = new ICAL.Component(ICAL.parse(sheetToCalendar(sheet, asWorked, MADE_AT)))
    const again = new ICAL.Component(ICAL.parse(sheetToCalendar(nastySheet(), asRounded, MADE_AT + MINUTE)))
    const events = (from: ICAL.Component) => from.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
    const uids = events(calendar).map((event) => event.uid)
    expect(new Set(uids).size).toBe(9)
    expect(new Set([...uids, ...events(again).map((event) => event.uid)]).size).toBe(9)
    expect(calendar.getFirstPropertyValue('version')).toBe('2.0')
    expect(calendar.getFirstPropertyValue('x-wr-timezone')).toBe('Europe/Berlin')
    const lasted = events(calendar).map((event) => event.duration.toSeconds() / 60)
    expect(lasted).toEqual([20, 20, 30, 45, 30, 90, 35, 10, 1])
    expect(events(calendar)[0]?.startDate.toJSDate().getTime()).toBe(Date.UTC(2026, 2, 28, 22, 40))
    expect(events(calendar)[5]?.summary).toBe(nastyTasks[B]?.title)
    expect(events(calendar)[0]?.summary).toBe(nastyTasks[A]?.title)
  })

  it('iCalendar: what was added by hand is the same event when more work lands on its day', () => {
    const at = Date.UTC(2026, 10, 23, 8)
    const stretch = { kind: 'work' as const, zone: 'UTC', offsetMinutes: 0, ms: MINUTE }
    const segments = [0, 60].map((minute) => {
      const start = at + minute * MINUTE
      return { ...stretch, taskId: A, start, end: start + MINUTE }
    })
    const corrections = [1, 2].map((seq) => {
      return { seq, taskId: A, date: '2026-11-23', ms: MINUTE, reason: 'on paper', at }
    })
    const uidsOf = (known: typeof segments): string[] => {
      const period = { from: at, to: at + 60 * MINUTE, zone: 'UTC', taskOf: (id: string) => nastyTasks[id] }
      const calendar = sheetToCalendar(createSheet({ segments: known, corrections, ...period }), asWorked, MADE_AT)
      const events = new ICAL.Component(ICAL.parse(calendar)).getAllSubcomponents('vevent')
      return events.map((event) => new ICAL.Event(event).uid)
    }
    const before = uidsOf(segments.slice(0, 1))
    const after = uidsOf(segments)
    expect(new Set(after).size).toBe(4)
    expect(before.filter((uid) => !after.includes(uid))).toEqual([])
  })

  it('iCalendar: two stretches that began at the same time of day, since the clock was set back, are two events', () => {
    const start = Date.UTC(2026, 10, 23, 8)
    const segments = [10, 20].map((minutes) => {
      const ms = minutes * MINUTE
      return { taskId: A, kind: 'work' as const, start, end: start + ms, ms, zone: 'UTC', offsetMinutes: 0 }
    })
    const period = { from: start, to: start + 60 * MINUTE, zone: 'UTC', taskOf: (id: string) => nastyTasks[id] }
    const calendar = sheetToCalendar(createSheet({ segments, ...period }), asWorked, MADE_AT)
    const events = new ICAL.Component(ICAL.parse(calendar)).getAllSubcomponents('vevent')
    expect(new Set(events.map((event) => new ICAL.Event(event).uid)).size).toBe(2)
  })

  it('iCalendar: no sign that it cannot hold, and each line ended (RFC 5545 §3.1)', () => {
    const notes = ['read\u{0}on\u{7}paper\r\nand on']
    const made = sheetToCalendar(
      { ...sheet, entries: sheet.entries.map((one) => ({ ...one, notes })) },
      asWorked,
      MADE_AT,
    )
    expect(made.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u)
    expect(made.replaceAll('\r\n ', '')).toContain('Idle time kept: read on paper\\nand on')
    expect(made.endsWith('END:VCALENDAR\r\n')).toBe(true)
  })
})

describe('time that was added to a day whose work went on to midnight, or nearly', () => {
  it.each([0, 10])('is on that day in trackers too (%i minutes before)', (minutes) => {
    const start = Date.UTC(2026, 10, 30, 21)
    const end = Date.UTC(2026, 10, 30, 23) - minutes * MINUTE
    const piece = { taskId: A, kind: 'work' as const, ms: end - start, zone: 'Europe/Berlin', offsetMinutes: 60 }
    const added = [1, 2].map((seq) => {
      return { seq, taskId: A, date: '2026-11-30', ms: 30 * MINUTE, reason: 'on paper', at: MADE_AT }
    })
    const november = createSheet({
      segments: [{ ...piece, start, end }],
      corrections: added,
      from: Date.UTC(2026, 9, 31, 23),
      to: Date.UTC(2026, 10, 30, 23),
      zone: 'Europe/Berlin',
      taskOf: (id) => nastyTasks[id],
    })
    const rows = read(sheetToToggl(november, asWorked))
    expect(rows.map((row) => [row['Start date'], row['Duration']])).toEqual(
      expect.arrayContaining([
        ['2026-11-30', minutes === 0 ? '02:00:00' : '01:50:00'],
        ['2026-11-30', '00:30:00'],
        ['2026-11-30', '00:30:00'],
      ]),
    )
  })
})

describe('a cell that a spreadsheet would take for a formula', () => {
  const own = ['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠x']
  const attacks = (): string[] => {
    const path = sharedData('hostile/csv-injection.txt')
    if (existsSync(path))
      return [
        ...own,
        ...readFileSync(path, 'utf8')
          .split(/\r?\n/)
          .filter((line) => line !== ''),
      ]
    console.log(`skipped ${path}: the shared data is not here; ${own.length} cells of our own are tried`)
    return own
  }

  it('is guarded in every layout, and else read back as it was', () => {
    for (const attack of attacks()) {
      const one = createSheet({
        segments: [{ taskId: A, kind: 'work', start: 0, end: MINUTE, ms: MINUTE, zone: 'UTC', offsetMinutes: 0 }],
        from: 0,
        to: MADE_AT,
        zone: attack,
        taskOf: () => ({
          title: attack,
          programme: attack,
          operator: attack,
          occupation: attack,
          state: 'rejected',
          reason: attack,
          rate: { type: 'hourly', perHour: { minor: 1, currency: 'EUR' } },
        }),
      })
      const worker = { name: attack, email: attack }
      const options = { worker, isRounded: false }
      const made = [
        sheetToCsv(one),
        sheetToToggl(one, options),
        sheetToClockify(one, options, 12),
        sheetToSolidtime(one, options),
        sheetToKimai(one, options),
      ]
      for (const csv of made) {
        const cells = parse(csv, { bom: true }).slice(1).flat()
        expect(cells.filter((cell) => /^[=+\-@\t\r\n＝＋－＠]/u.test(cell))).toEqual([])
        const said = (cell: string): string => cell.replaceAll("'", '')
        expect(cells.some((cell) => said(cell) === said(attack))).toBe(true)
      }
    }
  })
})
