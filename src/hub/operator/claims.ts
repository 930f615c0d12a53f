import type { Money } from '../../shared/domain/money.ts'
import { pay } from '../../shared/rules/pay.ts'
import { isRounded, roundDuration } from '../../shared/rules/rounding.ts'
import type { ClaimRow } from '../store/claims.ts'

/** What a submission comes to, as the operator sees it. */
export type Claim = {
  readonly workMs: number
  /** By the programme's rule; undefined where only the desk can know it, and has not said it. */
  readonly roundedMs: number | undefined
  readonly amount: Money | undefined
  /** What the rule changes, in money. */
  readonly difference: Money | undefined
}

/**
 * Works out what is claimed. A rule for each task is worked out here; one for each entry or day needs the single
 * stretches of work, which stay on the desk, so the desk's word is taken for it.
 */
export function workOutClaim({ workMs, roundedMs: said, rate, rounding }: ClaimRow): Claim {
  const roundedMs = !isRounded(rounding) ? workMs : rounding.per === 'task' ? roundDuration(workMs, rounding) : said
  if (roundedMs === undefined) return { workMs, roundedMs, amount: undefined, difference: undefined }
  const amount = pay(rate, roundedMs)
  return { workMs, roundedMs, amount, difference: { ...amount, minor: amount.minor - pay(rate, workMs).minor } }
}
