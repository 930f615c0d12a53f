import type { ReceiptPayload } from '../../shared/domain/work.ts'
import type { Result } from '../../shared/domain/result.ts'
import { type ReceiptCheck, verifyReceipt, verifyReceiptAside } from '../../sealed/verify-receipt.ts'
import type { HubRow } from '../store/hubs-table.ts'

/** So few are checked before another thread has been asked. */
const AT_ONCE = 8
/** A receipt comes with the answer and with the feed, mostly within a moment. */
const REMEMBERED = 2_000

/** @returns the check of these receipts, which then takes no time; of others, too */
export type ReceiptChecks = (hub: HubRow, receipts: readonly string[]) => Promise<ReceiptCheck>

/**
 * Checks the receipts of a hub, many of them on other threads, so that whoever types meanwhile does not wait, and each
 * only once although it comes twice.
 */
export function createReceiptChecks(): ReceiptChecks {
  const recent = new Map<string, Promise<Result<ReceiptPayload, string>>>()

  return async (hub, receipts) => {
    const now = receiptCheckOf(hub)
    if (receipts.length <= AT_ONCE) return now
    const asked = receipts.map(async (jws) => {
      const answer = recent.get(jws) ?? verifyReceiptAside(jws, hub.publicKey, hub.id)
      recent.set(jws, answer)
      return [jws, await answer] as const
    })
    const checked = new Map(await Promise.all(asked))
    for (const jws of recent.keys()) {
      if (recent.size <= REMEMBERED) break
      recent.delete(jws)
    }
    return (jws) => checked.get(jws) ?? now(jws)
  }
}

/** The check of a receipt by the key that was pinned when the desk enrolled with the hub. */
export function receiptCheckOf(hub: HubRow): ReceiptCheck {
  return (jws) => verifyReceipt(jws, hub.publicKey, hub.id)
}
