import { createHash } from 'node:crypto'
import type { LedgerEntry, LedgerEvent, Reading } from '../../shared/domain/ledger.ts'
import { canonicalJson } from '../../shared/rules/canonical-json.ts'
import { FIRST_HASH, type LedgerTable } from '../store/ledger-table.ts'

export type Ledger = {
  append(event: LedgerEvent, at: Reading): LedgerEntry
  last(): LedgerEntry | undefined
  entries(): IterableIterator<LedgerEntry>
}

/** The ledger: entries are added, never changed, and each carries the hash of the one before. */
export function createLedger(table: LedgerTable): Ledger {
  let last = table.last()
  return {
    append: (event, at) => {
      const seq = (last?.seq ?? 0) + 1
      const prevHash = last?.hash ?? FIRST_HASH
      const entry: LedgerEntry = { ...event, seq, at, prevHash, hash: entryHash(event, seq, at, prevHash) }
      table.add(entry)
      last = entry
      return entry
    },
    last: () => last,
    entries: () => table.all(),
  }
}

/** SHA-256 of the entry in canonical JSON (RFC 8785), the hash of the entry before it included. */
function entryHash(event: LedgerEvent, seq: number, at: Reading, prevHash: string): string {
  const { kind, taskId, data } = event
  return createHash('sha256').update(canonicalJson({ seq, kind, taskId, data, at, prevHash })).digest('hex')
}

/** @returns the number of the first entry whose hash or link is wrong, or undefined when the chain is whole. */
export function firstBrokenLink(entries: Iterable<LedgerEntry>): number | undefined {
  let prevHash = FIRST_HASH
  let seq = 0
  for (const entry of entries) {
    seq += 1
    if (entry.seq !== seq || entry.prevHash !== prevHash) return seq
    if (entryHash(entry, entry.seq, entry.at, prevHash) !== entry.hash) return seq
    prevHash = entry.hash
  }
  return undefined
}
