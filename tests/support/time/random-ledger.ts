import fc from 'fast-check'
import type { LedgerEntry, LedgerEvent, Reading } from '../../../src/shared/domain/ledger.ts'

export const A = '019af000-0000-7000-8000-00000000000a'
export const B = '019af000-0000-7000-8000-00000000000b'
export const T0 = Date.UTC(2026, 10, 23, 8, 0, 0)

export type Step = { wall: number; mono: number; what: string; back: number; section: string }

/** Anything that can happen next, with both clocks going as they like. */
export const anyStep: fc.Arbitrary<Step> = fc.record({
  wall: fc.oneof(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: -100_000, max: 200_000 })),
  mono: fc.integer({ min: 0, max: 60_000 }),
  what: fc.constantFrom(
    'beat',
    'idle',
    'returned',
    'suspended',
    'resumed',
    'locked',
    'unlocked',
    'switch',
    'crash',
    'keep',
    'split',
    'drop',
    'section',
    'section',
    'beat',
    'correct',
    'clock-changed',
    'zone-changed',
    'stray',
  ),
  back: fc.integer({ min: 0, max: 300_000 }),
  section: fc.constantFrom('brief', 'field:plan', 'material:soil', 'other'),
})

/** A ledger of two tasks that a time keeper could have written, or a broken one. */
export function stepsToLedger(steps: readonly Step[]): LedgerEntry[] {
  const entries: LedgerEntry[] = []
  let mono = 5_000
  let wall = T0
  let boot = 1
  let offsetMinutes = 60
  let task = A
  const push = (event: LedgerEvent): void => {
    const at: Reading = { wall, mono, boot: `b${boot}`, zone: 'Europe/Berlin', offsetMinutes }
    entries.push({ ...event, seq: entries.length + 1, at, prevHash: '', hash: '' })
  }
  push({ kind: 'started', taskId: A, data: { by: 'hand' } })
  for (const { what, back, section, ...step } of steps) {
    mono += step.mono
    wall = Math.max(0, wall + step.wall)
    const taskId = task
    const returned = Math.max(1, entries.length - (back % 3))
    if (what === 'idle') {
      push({ kind: 'idle', taskId, data: { since: Math.max(0, wall - back), sinceMono: Math.max(0, mono - back) } })
    } else if (what === 'switch') {
      push({ kind: 'stopped', taskId, data: { by: 'other-task' } })
      task = task === A ? B : A
      push({ kind: 'started', taskId: task, data: { by: 'work' } })
    } else if (what === 'crash') {
      const last = entries.at(-1)
      const seen = last === undefined ? {} : { seen: { wall: last.at.wall + 3_000, mono: last.at.mono + 3_000 } }
      mono += 3_000
      if (back % 2 === 0) boot += 1
      push({ kind: 'crashed', taskId, data: { lastSeq: entries.length, ...seen } })
      push({ kind: 'started', taskId, data: { by: 'hand' } })
    } else if (what === 'keep' || what === 'drop') push({ kind: 'answered', taskId, data: { returned, choice: what } })
    else if (what === 'split') push({ kind: 'answered', taskId, data: { returned, choice: 'split', keptMs: back } })
    else if (what === 'section') push({ kind: 'section', taskId, data: { section } })
    else if (what === 'beat') push({ kind: 'heartbeat', taskId, data: {} })
    else if (what === 'stray') push({ kind: 'heartbeat', taskId: task === A ? B : A, data: {} })
    else if (what === 'clock-changed') push({ kind: 'clock-changed', taskId, data: { byMs: step.wall - step.mono } })
    else if (what === 'zone-changed') {
      const before = offsetMinutes
      offsetMinutes = before === 60 ? 120 : 60
      push({ kind: 'zone-changed', taskId, data: { zone: 'Europe/Berlin', offsetMinutes: before } })
    } else if (what === 'correct') {
      push({ kind: 'corrected', taskId, data: { change: 'add', date: '2026-11-23', ms: 60_000, reason: 'a call' } })
    } else push({ kind: what as 'returned', taskId, data: {} })
  }
  return entries
}
