import { createHash } from 'node:crypto'
import type { LedgerEntry, LedgerEvent, Reading, TimedEvent } from '../../shared/domain/ledger.ts'
import { canonicalJson } from '../../shared/rules/canonical-json.ts'
import { FIRST_HASH, type LedgerTable } from '../store/ledger-table.ts'

export type Ledger = {
  append(event: LedgerEvent, at: Reading): LedgerEntry
  last(): LedgerEntry | undefined
  /** All that happened, in order, without the chain. */
  events(): IterableIterator<TimedEvent>
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
    events: () => table.events(),
  }
}

/** SHA-256 of the entry in canonical JSON (RFC 8785), the hash of the entry before it included. */
function entryHash(event: LedgerEvent, seq: number, at: Reading, prevHash: string): string {
  const { kind, taskId, data } = event
  return createHash('sha256').update(canonicalJson({ seq, kind, taskId, data, at, prevHash })).digest('hex')
}

/** The chain up to an entry, as far as it has been followed. */
type Link = { seq: number; hash: string }

/** Follows the chain by one entry. @returns undefined where its number, its link or its hash is wrong */
function follow(link: Link, entry: LedgerEntry): Link | undefined {
  const { seq, prevHash, hash, at } = entry
  if (seq !== link.seq + 1 || prevHash !== link.hash) return undefined
  return entryHash(entry, seq, at, prevHash) === hash ? { seq, hash } : undefined
}

/** So many entries are checked at a time; between, others have their turn. */
const PAGE = 500

export type Verifier = {
  /**
   * Holds every entry against its hash and the one before, oldest first.
   * @param again from the first entry on; else only what has come since the last check that found all well
   */
  check(again: boolean): Promise<{ entries: number; head?: string; broken?: { seq: number; at?: number } }>
}

/** Reads the ledger in pages, so that a long one keeps nobody waiting. @param pause gives others their turn */
export function createVerifier(table: Pick<LedgerTable, 'after'>, pause: () => Promise<void>): Verifier {
  const start: Link = { seq: 0, hash: FIRST_HASH }
  let known = start

  return {
    check: async (again) => {
      let link = again ? start : known
      known = start
      for (;;) {
        const page = table.after(link.seq, PAGE)
        for (const entry of page) {
          const next = follow(link, entry)
          if (next === undefined) return { entries: link.seq, broken: { seq: link.seq + 1, at: entry.at.wall } }
          link = next
        }
        if (page.length < PAGE) break
        await pause()
      }
      known = link
      return { entries: link.seq, ...(link.seq === 0 ? {} : { head: link.hash }) }
    },
  }
}
