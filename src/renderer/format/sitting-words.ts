import type { SittingReason } from '../../shared/contract/desk-sitting.ts'
import { count, duration } from './amounts.ts'

const MINUTE = 60_000

/** Why a task fits into a while: `about 15 minutes left`, `two comments to answer`. */
export function sittingWords(reason: SittingReason): string {
  switch (reason.kind) {
    case 'left':
      return `about ${minutes(reason.ms)} left`
    case 'whole':
      return `new, about ${minutes(reason.ms)} in all`
    case 'comments':
      return `${reason.count === 1 ? 'one comment' : reason.count === 2 ? 'two comments' : `${reason.count} comments`} to answer`
    case 'answered':
      return 'every comment is done: read it once more and send it'
    case 'over':
      return 'longer than its estimate already: perhaps only the end is missing'
  }
}

function minutes(ms: number): string {
  const whole = Math.max(1, Math.round(ms / MINUTE))
  return whole < 60 ? count(whole, 'minute', 'minutes') : duration(whole * MINUTE)
}
