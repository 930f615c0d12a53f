import type Database from 'better-sqlite3'
import type { Json } from '../../shared/domain/primitives.ts'
import { Jws } from '../../shared/domain/work.ts'
import { alteredError } from './altered-error.ts'

/** Values of `meta` that are JSON. An empty one says that there is none. */
export const jsonKeys = [
  'settings',
  'person',
  'away-habits',
  'carry-settings',
  'offline-trip',
  'lost-files',
  'rescue',
] as const
export type JsonKey = (typeof jsonKeys)[number]

type StoredColumn = {
  readonly table: string
  readonly column: string
  /** Whether a text is what the column holds; JSON where it is left out. */
  readonly isWhole?: (text: string) => boolean
  /** What a row is worth without it: it is let go. Any other row that lacks its own cannot be read by anybody. */
  readonly isOptional?: true
  /** Whether an empty text stands for none. */
  readonly mayBeEmpty?: true
  /** Only in rows that have one of these values. */
  readonly only?: { readonly column: string; readonly values: readonly string[] }
}

/** Everything that the store keeps as JSON, signed or not, and that has no check sum. */
const storedColumns: readonly StoredColumn[] = [
  { table: 'programmes', column: 'rate' },
  { table: 'programmes', column: 'content' },
  { table: 'batches', column: 'content' },
  { table: 'tasks', column: 'rate', isOptional: true },
  { table: 'task_contents', column: 'content' },
  { table: 'task_contents', column: 'assignment' },
  { table: 'draft_views', column: 'window' },
  { table: 'version_names', column: 'versions' },
  { table: 'submissions', column: 'receipt', isOptional: true, isWhole: isJws },
  { table: 'submissions', column: 'review', isOptional: true },
  { table: 'submission_contents', column: 'content' },
  { table: 'outbox', column: 'body', mayBeEmpty: true },
  { table: 'ledger', column: 'data' },
  { table: 'billing_profile', column: 'content' },
  { table: 'customers', column: 'content' },
  { table: 'invoices', column: 'content' },
  { table: 'meta', column: 'value', mayBeEmpty: true, only: { column: 'key', values: jsonKeys } },
]

const columnsOf = Map.groupBy(storedColumns, ({ table }) => table)

/** Characters looked at before others have their turn. */
const CHARACTERS_A_STEP = 1_000_000

/** Whether a text is JSON (RFC 8259). Zeros in it, as a page that is gone leaves them, are none, nor are any behind it. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Whether a text has the form of a JWS. Whether it is signed is another question. */
function isJws(text: string): boolean {
  return Jws.safeParse(text).success
}

/**
 * A receipt as the store keeps it.
 * @throws as `parseStored` where it is none
 */
export function wholeReceipt(jws: string): string {
  if (isJws(jws)) return jws
  throw alteredError('the store')
}

/**
 * A text that the store keeps as JSON.
 * @throws as SQLite does at a damaged page where it is none: only damage makes that, and a rescue mends it
 */
export function parseStored(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    throw alteredError('the store')
  }
}

/** Looks at some of it a step, and gives whether that holds what should be JSON or a JWS and is none. */
export function* lookForUnreadable(db: Database.Database): Generator<boolean, undefined> {
  let characters = 0
  for (const { table, column, isWhole = isJson, mayBeEmpty, only } of storedColumns) {
    const besides = `${mayBeEmpty ? `AND "${column}" <> ''` : ''} ${
      only === undefined ? '' : `AND "${only.column}" IN (SELECT value FROM json_each(?))`
    }`
    const texts = db
      .prepare<string[], string>(`SELECT "${column}" FROM "${table}" WHERE "${column}" IS NOT NULL ${besides}`)
      .pluck()
    for (const text of texts.iterate(...(only === undefined ? [] : [JSON.stringify(only.values)]))) {
      const isDamaged = !isWhole(text)
      characters += text.length
      if (!isDamaged && characters < CHARACTERS_A_STEP) continue
      characters = 0
      yield isDamaged
    }
  }
}

export type RowState = 'readable' | 'unreadable' | { readonly withoutOptional: readonly string[] }

/** What of a row should be JSON or a JWS and is none: so much that nobody can read it, or columns that it can do without. */
export function rowState(table: string, row: Readonly<Record<string, unknown>>): RowState {
  const damaged = columnsOf.get(table)?.filter((one) => isDamagedIn(row, one)) ?? []
  if (damaged.length === 0) return 'readable'
  if (damaged.some(({ isOptional }) => isOptional !== true)) return 'unreadable'
  return { withoutOptional: damaged.map(({ column }) => column) }
}

function isDamagedIn(
  row: Readonly<Record<string, unknown>>,
  { column, isWhole = isJson, mayBeEmpty, only }: StoredColumn,
): boolean {
  const text = row[column]
  if (typeof text !== 'string' || (mayBeEmpty && text === '')) return false
  if (only !== undefined && !only.values.includes(String(row[only.column]))) return false
  return !isWhole(text)
}
