import type { Database } from 'better-sqlite3'
import type { LedgerEntry, LedgerEvent } from '../../shared/domain/ledger.ts'

type Row = {
  seq: number
  taskId: string
  kind: string
  data: string
  wall: number
  mono: number
  boot: string
  zone: string
  offsetMinutes: number
  hash: string
}

export type LedgerTable = {
  add(entry: LedgerEntry): void
  last(): LedgerEntry | undefined
  /** All entries in order, read row by row. */
  all(): IterableIterator<LedgerEntry>
}

/** The time ledger: added to, never changed. */
export function createLedgerTable(db: Database): LedgerTable {
  const columns = `seq, task_id AS taskId, kind, data, wall, mono, boot, zone, offset_minutes AS offsetMinutes, hash`
  const add = db.prepare<[Row]>(
    `INSERT INTO ledger (seq, task_id, kind, data, wall, mono, boot, zone, offset_minutes, hash)
     VALUES (@seq, @taskId, @kind, @data, @wall, @mono, @boot, @zone, @offsetMinutes, @hash)`,
  )
  const last2 = db.prepare<[], Row>(`SELECT ${columns} FROM ledger ORDER BY seq DESC LIMIT 2`)
  const all = db.prepare<[], Row>(`SELECT ${columns} FROM ledger ORDER BY seq`)

  function* entries(rows: Iterable<Row>): IterableIterator<LedgerEntry> {
    let prevHash = FIRST_HASH
    for (const row of rows) {
      yield rowToEntry(row, prevHash)
      prevHash = row.hash
    }
  }

  return {
    add: ({ seq, taskId, kind, data, at, hash }) =>
      void add.run({ seq, taskId, kind, data: JSON.stringify(data), ...at, hash }),
    last: () => {
      const [row, before] = last2.all()
      return row === undefined ? undefined : rowToEntry(row, before?.hash ?? FIRST_HASH)
    },
    all: () => entries(all.iterate()),
  }
}

/** What the first entry names as the one before it. */
export const FIRST_HASH = '0'.repeat(64)

function rowToEntry(row: Row, prevHash: string): LedgerEntry {
  // Only this table writes these rows, from a LedgerEvent.
  const event = { kind: row.kind, taskId: row.taskId, data: JSON.parse(row.data) } as LedgerEvent
  const at = { wall: row.wall, mono: row.mono, boot: row.boot, zone: row.zone, offsetMinutes: row.offsetMinutes }
  return { ...event, seq: row.seq, at, prevHash, hash: row.hash }
}
