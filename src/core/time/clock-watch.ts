import type { LedgerEvent, Reading } from '../../shared/domain/ledger.ts'
import { CLOCK_TOLERANCE_MS, clockStep, LONGEST_SLEEP_MS } from '../../shared/rules/clock-steps.ts'
import type { Clock } from '../ports.ts'

export type ClockWatch = {
  /**
   * What the clocks show to have happened between two readings of a running task, besides time passing.
   * @param isSuspended the shell has said that the computer sleeps
   */
  between(taskId: string, from: Reading, to: Reading, isSuspended: boolean): LedgerEvent[]
}

/**
 * Tells a clock that was set, and a zone that changed, from sleep. A wall clock that went back was set. One that went
 * further than the monotonic clock was set where the system says that the computer did not sleep, or when nobody sleeps
 * that long; else it counts as sleep, which is not paid either.
 */
export function createClockWatch(clock: Clock): ClockWatch {
  let asleepBefore: number | undefined

  function setBy(from: Reading, to: Reading, isSuspended: boolean): number {
    const { beyondMs, sameBoot } = clockStep(from, to)
    const asleep = clock.asleepMs?.()
    const slept = asleep === undefined || asleepBefore === undefined ? undefined : Math.max(0, asleep - asleepBefore)
    asleepBefore = asleep
    if (!sameBoot || Math.abs(beyondMs) <= CLOCK_TOLERANCE_MS) return 0
    if (slept !== undefined) return Math.round(beyondMs - slept)
    const isSleep = beyondMs > 0 && (isSuspended || beyondMs <= LONGEST_SLEEP_MS)
    return isSleep ? 0 : beyondMs
  }

  return {
    between: (taskId, from, to, isSuspended) => {
      const byMs = setBy(from, to, isSuspended)
      const events: LedgerEvent[] = []
      if (Math.abs(byMs) > CLOCK_TOLERANCE_MS) events.push({ kind: 'clock-changed', taskId, data: { byMs } })
      const { zone, offsetMinutes } = from
      if (zone !== to.zone || offsetMinutes !== to.offsetMinutes) {
        events.push({ kind: 'zone-changed', taskId, data: { zone, offsetMinutes } })
      }
      return events
    },
  }
}
