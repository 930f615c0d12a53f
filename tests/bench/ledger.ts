import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createBillableTasks } from '../../src/core/api/billable-tasks.ts'
import { createSheet } from '../../src/core/billing/sheet.ts'
import { sheetToCsv } from '../../src/core/billing/timesheet.ts'
import { createTimeKeeper } from '../../src/core/time/time-keeper.ts'
import { createSegmentBuilder } from '../../src/shared/rules/segments.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { testId, testTask } from '../support/core/tasks.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { fillYearOfWork } from '../support/time/year-of-work.ts'
import { type Bench, median, ms, round } from './measure.ts'

const ENTRIES = 200_000
const TASKS = 60
const MB = 1_000_000

/**
 * A year of work, 200,000 entries: derived into segments, added up and exported as CSV; beside it a bare pass over the
 * same rows in SQLite (every column of every row, nothing done with it), and the same number of rows written as CSV.
 * `pass` = the year over the bare pass; `csv` = the year over the bare CSV; `open` = a time keeper's start over the bare
 * pass. They take turns, the order changes.
 */
export const ledger: Bench = async ({ rounds = 7, say }) => {
  const folder = makeTempFolder('year')
  const taskIds = Array.from({ length: TASKS }, (_, i) => testId('task', i + 1))
  const store = openTestStore(
    folder,
    taskIds.map((_, i) => testTask(i + 1)),
  )
  fillYearOfWork(store, taskIds, ENTRIES)
  const file = join(folder, 'desk.db')
  say(`${ENTRIES} entries, ${(statSync(file).size / MB).toFixed(0)} MB, ${TASKS} tasks`)
  const time = createFakeTime(Date.UTC(2027, 0, 1))
  let heap = 0
  let segments = 0
  const watch = (): void => {
    heap = Math.max(heap, process.memoryUsage().heapUsed)
  }

  function year(): void {
    const builder = createSegmentBuilder()
    for (const event of store.ledger.events()) {
      builder.add(event)
      if (event.seq % 20_000 === 0) watch()
    }
    const taskOf = createBillableTasks(store, new Set(builder.segments.map(({ taskId }) => taskId)))
    const { corrections } = builder
    const whole = { from: 0, to: Date.UTC(2028, 0, 1), zone: 'Europe/Berlin' }
    const csv = sheetToCsv(createSheet({ segments: builder.segments, corrections, ...whole, taskOf }))
    watch()
    segments = builder.segments.length
    writeOut(join(folder, 'year.csv'), [csv])
  }
  const db = new Database(file, { readonly: true })
  const all = db.prepare(
    'SELECT seq, task_id, kind, data, wall, mono, boot, zone, offset_minutes, hash FROM ledger ORDER BY seq',
  )
  function pass(): void {
    let sum = 0
    for (const row of all.iterate() as IterableIterator<{ seq: number }>) sum += row.seq
    if (sum === 0) throw new Error('nothing was read')
  }
  function csv(): void {
    const line = [testId('task', 1), 'heartbeat', 1_795_420_800_000, 1_000_000.5, 'boot', 'Europe/Berlin', 60].join(',')
    writeOut(
      join(folder, 'bare.csv'),
      Array.from({ length: ENTRIES / 1_000 }, (_, i) =>
        Array.from({ length: 1_000 }, (_, j) => `${i}${j},${line}\r\n`).join(''),
      ),
    )
  }
  function open(): void {
    createTimeKeeper(store, time.clock, time.timers, { idleMs: () => 180_000, readingMs: () => 0 }, () => {})
  }

  const turns = [year, pass, csv, open]
  for (const turn of turns) turn()
  const before = heapNow()
  heap = 0
  const times = new Map<() => void, number[]>(turns.map((turn) => [turn, []]))
  for (let i = 0; i < rounds; i++) {
    for (let n = 0; n < turns.length; n++) {
      const turn = turns[(i + n) % turns.length] ?? year
      globalThis.gc?.()
      const start = performance.now()
      turn()
      times.get(turn)?.push(performance.now() - start)
    }
  }
  const [y = 0, p = 0, c = 0, o = 0] = turns.map((turn) => median(times.get(turn) ?? []))
  say(`bare pass ${ms(p)}, bare CSV ${ms(c)}, the year ${ms(y)} (${segments} segments), opening ${ms(o)}`)
  say(
    `heap before ${(before / MB).toFixed(0)} MB, at most ${(heap / MB).toFixed(0)} MB, after ${(heapNow() / MB).toFixed(0)} MB`,
  )
  db.close()
  store.close()
  removeTempFolders()
  return { ratios: { pass: round(y / p), csv: round(y / c), both: round(y / (p + c)), open: round(o / p) }, rounds }
}

function heapNow(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function writeOut(path: string, parts: readonly string[]): void {
  const out = openSync(path, 'w')
  for (const part of parts) writeSync(out, part)
  closeSync(out)
}
