import type { LedgerTable } from '../../../src/core/store/ledger-table.ts'
import type { LedgerEntry } from '../../../src/shared/domain/ledger.ts'

/** A ledger's table without a database. @param entries where what is added stands */
export function memoryLedgerTable(entries: LedgerEntry[]): LedgerTable {
  return {
    add: (entry) => void entries.push(entry),
    last: () => entries.at(-1),
    events: () => entries.values(),
    after: (seq, limit) => entries.slice(seq, seq + limit),
    seqsOf: () => [],
    pulse: () => undefined,
    setPulse: () => {},
  }
}
