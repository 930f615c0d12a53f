import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { settleSync } from '../../disk/durable-rename.ts'

/** Series of invoice numbers → the highest number that was ever given in it on this computer. */
const IssuedNumbers = z.record(z.string(), z.int().min(1))

const pathOf = (folder: string): string => join(folder, 'desk.numbers')

/**
 * The highest number of a series, kept beside the store: a store that is put back from an older backup does not know
 * which numbers have gone out since. 0 where none is known.
 */
export function highestNumber(folder: string, series: string): number {
  return read(folder)[series] ?? 0
}

/** To be called once an invoice with this number is in the store. */
export function noteNumber(folder: string, series: string, no: number): void {
  const known = read(folder)
  if ((known[series] ?? 0) >= no) return
  const path = pathOf(folder)
  writeFileSync(`${path}.new`, JSON.stringify({ ...known, [series]: no }), { mode: 0o600 })
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
