import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { settleSync } from '../../disk/durable-rename.ts'

/** Series of invoice numbers → the highest number that was ever given in it on this computer. */
const IssuedNumbers = z.record(z.string(), z.int().min(1))

export type NewestNumber = { readonly series: string; readonly no: number }

const pathOf = (folder: string): string => join(folder, 'desk.numbers')

/**
 * The highest number of a series, kept beside the store: a store that is put back from an older backup does not know
 * which numbers have gone out since. 0 where none is known.
 */
export function highestNumber(folder: string, series: string): number {
  return read(folder)[series] ?? 0
}

/**
 * Notes the newest numbers that a store has given. To be called once an invoice is in the store, and wherever it was not
 * possible then: at the next start, and before the store is replaced by one that may not know them.
 */
export function noteNumbers(folder: string, newest: readonly NewestNumber[]): void {
  const known = read(folder)
  const higher = newest.filter(({ series, no }) => no > (known[series] ?? 0))
  if (higher.length === 0) return
  const path = pathOf(folder)
  const noted = { ...known, ...Object.fromEntries(higher.map(({ series, no }) => [series, no])) }
  writeFileSync(`${path}.new`, JSON.stringify(noted), { mode: 0o600 })
  settleSync(`${path}.new`, path)
}

/** A file that is missing or spoilt says nothing; the store's own numbers go before it in any case. */
function read(folder: string): Readonly<Record<string, number>> {
  try {
    return IssuedNumbers.parse(JSON.parse(readFileSync(pathOf(folder), 'utf8')))
  } catch {
    return {}
  }
}
