import { describe, expect, it } from 'vitest'
import type { HubRow } from '../../src/core/store/hubs-table.ts'
import { createReceiptChecks, receiptCheckOf } from '../../src/core/sync/receipt-checks.ts'
import { signReceipt } from '../../src/hub/receipts/receipt.ts'
import { generateKey, readKey, type SigningKey } from '../../src/hub/receipts/signing-key.ts'
import type { ReceiptPayload } from '../../src/shared/domain/work.ts'
import { testId } from '../support/core/tasks.ts'

function newKey(): SigningKey {
  return readKey(generateKey().pkcs8)
}

const hubKey = newKey()
const otherKey = newKey()
const hub = { id: testId('hub'), publicKey: hubKey.publicKey } as HubRow
const said = (n: number, hubId = hub.id): ReceiptPayload => ({
  receipt: 1,
  hubId,
  expertId: testId('expert'),
  taskId: testId('task', n),
  submissionId: testId('submission', n),
  contentSha256: 'a'.repeat(64),
  receivedAt: 1_790_000_000_000 + n,
  guidelineVersion: 1,
  taskRevision: 1,
  rate: { type: 'hourly', perHour: { currency: 'EUR', minor: 12_000 } },
  claimedMs: 60_000,
  late: false,
})

/** One in four is not what it says. */
function receiptOf(n: number): string {
  if (n % 4 === 1) return signReceipt(said(n), otherKey)
  if (n % 8 === 3) return signReceipt(said(n, testId('hub', 2)), hubKey)
  if (n % 8 === 7) return `${signReceipt(said(n), hubKey).slice(0, -4)}AAAA`
  return signReceipt(said(n), hubKey)
}

describe('receipts that come many at once [R2]', () => {
  it.each([3, 100])('%i of them prove what each proves alone, however often they come', async (count) => {
    const checks = createReceiptChecks()
    const receipts = Array.from({ length: count }, (_, n) => receiptOf(n))
    const alone = receipts.map(receiptCheckOf(hub))
    const [first, again] = await Promise.all([checks(hub, receipts), checks(hub, [...receipts, 'no receipt'])])
    expect(receipts.map(first)).toEqual(alone)
    expect(receipts.map(again)).toEqual(alone)
    expect(alone.filter(({ ok }) => ok).length).toBeGreaterThan(count / 3)
    expect(alone.filter(({ ok }) => !ok).length).toBeGreaterThan(0)
    // One that was not among them is checked when it is asked for.
    expect(first(receiptOf(1_000))).toEqual(receiptCheckOf(hub)(receiptOf(1_000)))
    expect(again('no receipt').ok).toBe(false)
  })
})
