import type { Rate, Rounding } from '../../shared/domain/money.ts'
import { readReceipt } from '../../sealed/verify-receipt.ts'
import type { Queryable } from './db.ts'

/** What a submission claims, and by which terms it is paid. */
export type ClaimRow = {
  readonly id: string
  /** Working time by the desk's ledger. */
  readonly workMs: number
  /** The same by the programme's rule, where the desk has said it. */
  readonly roundedMs: number | undefined
  /** The one that the hub has signed for; the programme's may be another by now. */
  readonly rate: Rate
  readonly rounding: Rounding
}

/**
 * The time in a submission's text, as JSON text. To find it Postgres reads every string before it, and gives up at a U+0000
 * or half a surrogate pair, which JSON may hold; so all escapes are taken out first. What is asked for here has none.
 */
const time = `(replace(replace(replace(s.content, E'\\\\\\\\', '??'), E'\\\\"', '?'), E'\\\\', '?')::json -> 'time')::text`

/** By the submissions' ids. */
export async function readClaims(db: Queryable, ids: readonly string[]): Promise<Map<string, ClaimRow>> {
  const rows = await db.query<{ id: string; time: string; receipt: string; rounding: string }>(
    `select s.id, ${time} as time, s.receipt, m.rounding
     from submissions s join tasks t on t.id = s.task_id join batches b on b.id = t.batch_id
       join programmes m on m.id = b.programme_id where s.id = any($1::uuid[])`,
    [ids],
  )
  // Time and rounding were checked when they came in; the receipt is the hub's own.
  const claims = rows.map(({ id, time, receipt, rounding }): ClaimRow => {
    const { workMs, roundedMs } = JSON.parse(time) as { workMs: number; roundedMs?: number }
    const said = readReceipt(receipt)
    if (said === undefined) throw new Error(`the receipt of ${id} cannot be read`)
    return { id, workMs, roundedMs, rate: said.rate, rounding: JSON.parse(rounding) as Rounding }
  })
  return new Map(claims.map((claim) => [claim.id, claim]))
}
