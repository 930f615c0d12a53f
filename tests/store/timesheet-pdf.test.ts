import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AppealTask } from '../../src/shared/contract/appeal-file.ts'
import { NO_ROUNDING } from '../../src/shared/domain/money.ts'
import { packToPaper } from '../../src/core/billing/appeal/pack-paper.ts'
import { sheetToPaper } from '../../src/core/billing/formats/timesheet-pdf.ts'
import { type Paper, renderPdf } from '../../src/core/billing/pdf/render-pdf.ts'
import { createSheet, type SheetInput } from '../../src/core/billing/sheet.ts'
import type { Correction, Segment } from '../../src/shared/domain/ledger.ts'
import type { TaskState } from '../../src/shared/domain/work.ts'
import { HOUR, hourly } from '../support/billing/invoices.ts'
import { testId } from '../support/core/tasks.ts'

const fontFolder = join(import.meta.dirname, '..', '..', 'resources', 'fonts')
const MINUTE = 60_000
const DAY = 24 * HOUR
/** Nine o'clock in Emden. */
const MONDAY = Date.UTC(2026, 10, 2, 8)

async function textOf(paper: Paper): Promise<string> {
  const data = new Uint8Array(await renderPdf(paper, fontFolder))
  const document = await getDocument({ data, verbosity: 0 }).promise
  const texts: string[] = []
  for (let n = 1; n <= document.numPages; n++) {
    const { items } = await (await document.getPage(n)).getTextContent()
    texts.push(...items.map((item) => ('str' in item ? item.str : '')))
  }
  return texts.join(' ')
}

function paperOf(
  segments: readonly Segment[],
  {
    state = 'accepted',
    reason = '',
    corrections = [],
  }: { state?: TaskState; reason?: string; corrections?: Correction[] },
): Paper {
  const taskOf: SheetInput['taskOf'] = () => {
    return { title: 'Plan', programme: 'Fields', occupation: 'Farmers', state, reason, rate: hourly(10_000) }
  }
  const zone = 'Europe/Berlin'
  const sheet = createSheet({ segments, corrections, from: MONDAY - 9 * HOUR, to: MONDAY + 20 * DAY, zone, taskOf })
  const period = { first: '2026-11-02', last: '2026-11-21' }
  return sheetToPaper(sheet, { name: 'Ada', email: '' }, { entries: 1 }, period, MONDAY)
}

/** So many stretches of two minutes on each of some days, four minutes from one to the next. */
function stretches(days: number, each: number): Segment[] {
  return Array.from({ length: days * each }, (_, i) => {
    const start = MONDAY + Math.floor(i / each) * DAY + (i % each) * 4 * MINUTE
    const place = { zone: 'Europe/Berlin', offsetMinutes: 60 }
    return { taskId: testId('task', 1), kind: 'work', start, end: start + 2 * MINUTE, ms: 2 * MINUTE, ...place }
  })
}

const long = (words: number): string => Array.from({ length: words }, (_, i) => `word${i}`).join(' ')

describe('what is higher than a page', () => {
  it.each([
    ['a week of five days with many pauses', 5, 16],
    ['a single day with very many', 1, 90],
    ['days with very many, in a long table', 9, 70],
  ])('is on the paper whole: %s', async (_, days, each) => {
    const text = await textOf(paperOf(stretches(days, each), {}))
    expect([...text.matchAll(/\d\d:\d\d – \d\d:\d\d/g)]).toHaveLength(days * each)
    expect([...text.matchAll(/2026-11-\d\d Plan|2026-11-\d\d\s+Plan/g)]).toHaveLength(days)
  })

  it('is on the paper whole: what an operator wrote at length, and why time was corrected', async () => {
    const reason = `${long(1_500)} the very end`
    expect(await textOf(paperOf(stretches(1, 1), { state: 'rejected', reason }))).toContain('very end')
    const corrections = Array.from({ length: 6 }, (_, i): Correction => {
      return {
        seq: i + 1,
        taskId: testId('task', 1),
        date: '2026-11-02',
        ms: MINUTE,
        reason: `${long(250)} end ${i}.`,
        at: MONDAY,
      }
    })
    const text = await textOf(paperOf(stretches(1, 1), { corrections }))
    for (const { reason: why } of corrections) expect(text).toContain(why.slice(-6))
  })

  it('is in an appeal pack whole', async () => {
    const why = `${'MOWING MEADOWS '.repeat(128)}the very end`
    const task: AppealTask = {
      id: testId('task', 1),
      title: 'Plan',
      programme: 'Fields',
      operator: 'Oakridge',
      occupation: 'Farmers',
      state: 'rejected',
      rate: hourly(10_000),
      rounding: NO_ROUNDING,
      clockMs: HOUR,
      workMs: HOUR + MINUTE,
      segments: [],
      corrections: [{ seq: 1, taskId: testId('task', 1), date: '2026-11-02', ms: MINUTE, reason: why, at: MONDAY }],
      submissions: [],
    }
    const paper = packToPaper({
      format: 'understudy-appeal',
      version: 1,
      madeAt: MONDAY,
      zone: 'Europe/Berlin',
      worker: { name: 'Ada', email: '' },
      ledger: { entries: 1, open: 1 },
      hubs: [],
      tasks: [task],
    })
    expect(await textOf(paper)).toContain('very end')
  })
})
