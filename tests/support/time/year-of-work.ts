import { createLedger } from '../../../src/core/time/ledger.ts'
import type { Store } from '../../../src/core/store/open-store.ts'
import type { LedgerEvent, Reading } from '../../../src/shared/domain/ledger.ts'

const DAY = 86_400_000

/**
 * A year at the desk: working days from eight o'clock on, several tasks a day, a heartbeat every half minute, changes
 * from part to part, idle times, locks at noon and now and then a correction.
 * @param entries how many entries the ledger gets
 */
export function fillYearOfWork(store: Store, taskIds: readonly string[], entries: number): void {
  const ledger = createLedger(store.ledger)
  let wall = Date.UTC(2026, 0, 5, 7, 0, 0)
  let mono = 1_000
  const written = { count: 0 }
  const push = (afterMs: number, event: LedgerEvent): void => {
    wall += afterMs
    mono += afterMs
    const at: Reading = { wall, mono, boot: 'year', zone: 'Europe/Berlin', offsetMinutes: 60 }
    ledger.append(event, at)
    written.count += 1
  }
  store.transaction(() => {
    for (let day = 0; written.count < entries; day++) {
      wall = Date.UTC(2026, 0, 5, 7, 0, 0) + (Math.floor(day / 5) * 7 + (day % 5)) * DAY
      for (let part = 0; part < 4 && written.count < entries; part++) {
        const taskId = taskIds[(day + part * 7) % taskIds.length] ?? ''
        push(60_000, { kind: 'started', taskId, data: { by: 'work' } })
        push(0, { kind: 'section', taskId, data: { section: 'brief' } })
        for (let beat = 0; beat < 180 && written.count < entries; beat++) {
          push(30_000, { kind: 'heartbeat', taskId, data: {} })
          if (beat % 15 === 7)
            push(1_000, { kind: 'section', taskId, data: { section: beat % 2 === 0 ? 'brief' : 'field:plan' } })
          if (beat === 100) {
            push(0, { kind: 'idle', taskId, data: { since: wall - 180_000, sinceMono: mono - 180_000 } })
            push(20_000, { kind: 'returned', taskId, data: {} })
            push(5_000, {
              kind: 'answered',
              taskId,
              data: { returned: written.count, choice: day % 2 === 0 ? 'keep' : 'drop' },
            })
          }
        }
        if (part === 1) {
          push(5_000, { kind: 'locked', taskId, data: {} })
          push(60_000, { kind: 'unlocked', taskId, data: {} })
        }
        push(10_000, { kind: 'stopped', taskId, data: { by: 'hand' } })
      }
      if (day % 10 === 0) {
        const date = new Date(wall).toISOString().slice(0, 10)
        push(0, {
          kind: 'corrected',
          taskId: taskIds[0] ?? '',
          data: { change: 'add', date, ms: 600_000, reason: 'a call' },
        })
      }
    }
  })
}
