import { existsSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import type { LedgerEntry, LedgerEvent } from '../../src/shared/domain/ledger.ts'
import { localDate, localTime, splitAtMidnight } from '../../src/shared/rules/days.ts'
import { workMs } from '../../src/shared/rules/segments.ts'
import { entriesToSegments } from '../support/time/entries-to-segments.ts'
import { sharedData } from '../support/shared-data.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'
import { A } from '../support/time/random-ledger.ts'

const path = sharedData('timezone/transitions_2024_2030.csv.gz')
const isThere = existsSync(path)

type Row = { zone: string; utc: string; local_before_after: string; utoff_s_before: string; utoff_s_after: string }
const rows = isThere ? (parse(gunzipSync(readFileSync(path)), { columns: true }) as Row[]) : []

/** Work from ten minutes before a transition to twenty after it, with a heartbeat every 30 seconds that never falls on it. */
function workAcross({ zone, utc, utoff_s_before, utoff_s_after }: Row): LedgerEntry[] {
  const at = Date.parse(utc)
  const start = at - 600_000 - 7_000
  const entries: LedgerEntry[] = []
  let offsetMinutes = Number(utoff_s_before) / 60
  const push = (wall: number, event: LedgerEvent): void => {
    const mono = 1_000 + wall - start
    const reading = { wall, mono, boot: 'b', zone, offsetMinutes }
    entries.push({ ...event, seq: entries.length + 1, at: reading, prevHash: '', hash: '' })
  }
  push(start, { kind: 'started', taskId: A, data: { by: 'hand' } })
  for (let wall = start + 30_000; wall < at + 1_200_000; wall += 30_000) {
    const before = offsetMinutes
    if (wall >= at) offsetMinutes = Number(utoff_s_after) / 60
    // As the time keeper does: first what the clocks show, then the entry itself.
    if (before !== offsetMinutes) push(wall, { kind: 'zone-changed', taskId: A, data: { zone, offsetMinutes: before } })
    push(wall, { kind: 'heartbeat', taskId: A, data: {} })
  }
  push(at + 1_200_000, { kind: 'stopped', taskId: A, data: { by: 'hand' } })
  return entries
}

describe('every change of an offset from 2024 to 2030', () => {
  it('is in the data, on a quarter of an hour', (context) => {
    if (!isThere) skipAloud(context, `${path} is not there`)
    expect(rows).toHaveLength(1_458)
    expect(rows.filter(({ utc }) => Date.parse(utc) % 900_000 !== 0)).toEqual([])
  })

  it('gives the right local times before and after it, and counts each minute once', (context) => {
    if (!isThere) skipAloud(context, `${path} is not there`)
    const wrong: string[] = []
    for (const row of rows) {
      const at = Date.parse(row.utc)
      const segments = entriesToSegments(workAcross(row))
      const [before, after] = row.local_before_after.split(' -> ')
      const isChange = row.utoff_s_before !== row.utoff_s_after
      const atChange = segments.find(({ start }) => start === at)
      const last = segments.findLast(({ end }) => end === at)
      const said = (instant: number, offset: number): string =>
        `${localDate(instant, offset)}T${localTime(instant, offset)}`
      const isRight =
        workMs(segments) === 1_807_000 &&
        (!isChange ||
          (atChange !== undefined &&
            last !== undefined &&
            said(at - 1, last.offsetMinutes) === before &&
            said(at, atChange.offsetMinutes) === after))
      if (!isRight) wrong.push(`${row.zone} ${row.utc}: ${JSON.stringify(segments)}`)
    }
    expect(wrong).toEqual([])
  })

  it('puts each part of the work into the local day it was done in', (context) => {
    if (!isThere) skipAloud(context, `${path} is not there`)
    const wrong: string[] = []
    for (const row of rows) {
      const at = Date.parse(row.utc)
      // A second calculation, instant by instant, that knows nothing of segments.
      const expected = new Map<number, number>()
      for (let wall = at - 607_000; wall < at + 1_200_000; wall += 1_000) {
        const offset = Number(wall < at ? row.utoff_s_before : row.utoff_s_after)
        const day = Math.floor((wall + offset * 1_000) / 86_400_000)
        expected.set(day, (expected.get(day) ?? 0) + 1_000)
      }
      const found = new Map<number, number>()
      for (const { start, offsetMinutes, ms } of splitAtMidnight(entriesToSegments(workAcross(row)))) {
        const day = Date.parse(localDate(start, offsetMinutes)) / 86_400_000
        found.set(day, (found.get(day) ?? 0) + ms)
      }
      if (!isDeepStrictEqual(found, expected)) wrong.push(`${row.zone} ${row.utc}`)
    }
    expect(wrong).toEqual([])
  })
})
