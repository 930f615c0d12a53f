import { createHash } from 'node:crypto'
import type { LedgerLine, OpenLine } from '../../../shared/contract/appeal-file.ts'
import { type Correction, type LedgerEntry, LedgerEvent, type Segment } from '../../../shared/domain/ledger.ts'
import { err, ok, type Result } from '../../../shared/domain/result.ts'
import { canonicalJson } from '../../../shared/rules/canonical-json.ts'
import { addCorrection, addWork, type DaySums, sumOfDays } from '../../../shared/rules/day-sums.ts'
import { createSegmentBuilder } from '../../../shared/rules/segments.ts'

const FIRST_HASH = '0'.repeat(64)

/** An entry as a pack holds it: whole where it belongs to a chosen task, else its link alone. */
export function entryToLine(entry: LedgerEntry, chosen: ReadonlySet<string>): LedgerLine {
  const { seq, prevHash, hash } = entry
  if (!isOf(entry, chosen)) return { seq, prevHash, hash }
  const { kind, taskId, data, at } = entry
  return { seq, prevHash, hash, kind, taskId, data: { ...data }, at: { ...at } }
}

/** A correction that moves time to a chosen task speaks of it as well. */
function isOf(entry: LedgerEntry, chosen: ReadonlySet<string>): boolean {
  if (chosen.has(entry.taskId)) return true
  return entry.kind === 'corrected' && entry.data.to !== undefined && chosen.has(entry.data.to.taskId)
}

export function isOpen(line: LedgerLine): line is OpenLine {
  return 'kind' in line
}

/** SHA-256 of an open entry in canonical JSON (RFC 8785): what makes the chain. */
function lineHash({ seq, kind, taskId, data, at, prevHash }: OpenLine): string {
  return createHash('sha256').update(canonicalJson({ seq, kind, taskId, data, at, prevHash })).digest('hex')
}

export type ChainFlaw = {
  /** The number of the first entry that does not hold. */
  readonly seq: number
  readonly why: 'missing' | 'unlinked' | 'changed'
}

/** Follows the chain line by line. */
export function createChain(): {
  /** @returns what is wrong with this entry; from then on nothing more is looked at */
  add(line: LedgerLine): ChainFlaw | undefined
  readonly entries: number
  readonly head: string | undefined
} {
  let seq = 0
  let head = FIRST_HASH
  let flaw: ChainFlaw | undefined
  return {
    add: (line) => {
      if (flaw !== undefined) return flaw
      if (line.seq !== seq + 1) flaw = { seq: seq + 1, why: 'missing' }
      else if (line.prevHash !== head) flaw = { seq: line.seq, why: 'unlinked' }
      else if (isOpen(line) && lineHash(line) !== line.hash) flaw = { seq: line.seq, why: 'changed' }
      if (flaw !== undefined) return flaw
      seq = line.seq
      head = line.hash
      return undefined
    },
    get entries() {
      return seq
    },
    get head() {
      return seq === 0 ? undefined : head
    },
  }
}

export type Derived = { readonly segments: readonly Segment[]; readonly corrections: readonly Correction[] }

/**
 * The time that the open entries of a pack tell of, by the same rules as on the desk.
 * @returns the number of an entry that is none that this program knows
 */
export function deriveTime(lines: Iterable<LedgerLine>): Result<Derived, number> {
  const builder = createSegmentBuilder()
  for (const line of lines) {
    if (!isOpen(line)) continue
    const { kind, taskId, data } = line
    const event = LedgerEvent.safeParse({ kind, taskId, data })
    if (!event.success) return err(line.seq)
    builder.add({ ...event.data, seq: line.seq, at: line.at })
  }
  return ok({ segments: builder.segments, corrections: builder.corrections })
}

/** Working time of a task in milliseconds, with what was added and taken away; of no day less than nothing. */
export function correctedMs(segments: readonly Segment[], corrections: readonly Correction[]): number {
  const days: DaySums = new Map()
  for (const segment of segments) addWork(days, segment)
  for (const correction of corrections) addCorrection(days, correction)
  return sumOfDays(days)
}
