import type { Database } from 'better-sqlite3'
import type { LedgerEntry, LedgerEvent, TimedEvent } from '../../shared/domain/ledger.ts'
import { parseStored } from './stored-json.ts'

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
  /** What happened and when, in order, without the chain: for deriving time, in half the time. */
  events(): IterableIterator<TimedEvent>
  /** At most `limit` entries after number `seq`, in order, with their hashes. */
  after(seq: number, limit: number): LedgerEntry[]
  /** The numbers of the entries with these hashes. All entries are looked through. */
  seqsOf(hashes: readonly string[]): { hash: string; seq: number }[]
  /** The last sign of life of a running clock. */
  pulse(): Pulse | undefined
  setPulse(pulse: Pulse): void
}

/** Read by both clocks while entry `seq` was the newest. */
export type Pulse = { seq: number; wall: number; mono: number; boot: string }

/** The time ledger: added to, never changed. */
export function createLedgerTable(db: Database): LedgerTable {
  const columns = `seq, task_id AS taskId, kind, data, wall, mono, boot, zone, offset_minutes AS offsetMinutes, hash`
  const add = db.prepare<[Row]>(
    `INSERT INTO ledger (seq, task_id, kind, data, wall, mono, boot, zone, offset_minutes, hash)
     VALUES (@seq, @taskId, @kind, @data, @wall, @mono, @boot, @zone, @offsetMinutes, @hash)`,
  )
  const last2 = db.prepare<[], Row>(`SELECT ${columns} FROM ledger ORDER BY seq DESC LIMIT 2`)

  const eventsAfter = db
    .prepare<[number, number], EventRow>(
      'SELECT seq, task_id, kind, data, wall, mono, boot, zone, offset_minutes FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?',
    )
    .raw()
  const after = db.prepare<[number, number], Row>(`SELECT ${columns} FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?`)
  const hashOf = db.prepare<[number], { hash: string }>('SELECT hash FROM ledger WHERE seq = ?')
  const seqsOf = db.prepare<[string], { hash: string; seq: number }>(
    'SELECT hash, seq FROM ledger WHERE hash IN (SELECT value FROM json_each(?))',
  )
  const pulse = db.prepare<[], Pulse>('SELECT seq, wall, mono, boot FROM clock_pulse')
  const setPulse = db.prepare<[Pulse]>(
    'INSERT OR REPLACE INTO clock_pulse (one, seq, wall, mono, boot) VALUES (1, @seq, @wall, @mono, @boot)',
  )

  function* entries(rows: Iterable<Row>, first = FIRST_HASH): IterableIterator<LedgerEntry> {
    let prevHash = first
    for (const row of rows) {
      yield rowToEntry(row, prevHash)
      prevHash = row.hash
    }
  }

  /** In pages: quicker than row by row, and no statement stays open meanwhile. */
  function* events(): IterableIterator<TimedEvent> {
    let last = 0
    for (;;) {
      const rows = eventsAfter.all(last, PAGE)
      for (const row of rows) yield rowToEvent(row)
      last = rows.at(-1)?.[0] ?? last
      if (rows.length < PAGE) return
    }
  }

  return {
    add: ({ seq, taskId, kind, data, at, hash }) =>
      void add.run({ seq, taskId, kind, data: JSON.stringify(data), ...at, hash }),
    last: () => {
      const [row, before] = last2.all()
      return row === undefined ? undefined : rowToEntry(row, before?.hash ?? FIRST_HASH)
    },
    events,
    after: (seq, limit) => [...entries(after.all(seq, limit), hashOf.get(seq)?.hash)],
    seqsOf: (hashes) => (hashes.length === 0 ? [] : seqsOf.all(JSON.stringify(hashes))),
    pulse: () => pulse.get(),
    setPulse: (row) => void setPulse.run(row),
  }
}

/** What the first entry names as the one before it. */
export const FIRST_HASH = '0'.repeat(64)

/** Rows at a time; a page of them is 2 MB. */
const PAGE = 5_000
type EventRow = [
  seq: number,
  taskId: string,
  kind: string,
  data: string,
  wall: number,
  mono: number,
  boot: string,
  zone: string,
  offsetMinutes: number,
]
/** Nine entries of ten say nothing more than that they are there. */
const NOTHING: unknown = Object.freeze({})

function rowToEvent([seq, taskId, kind, data, wall, mono, boot, zone, offsetMinutes]: EventRow): TimedEvent {
  // Only this table writes these rows, from a LedgerEvent.
  const event = { kind, taskId, data: data === '{}' ? NOTHING : parseStored(data) } as LedgerEvent
  return { ...event, seq, at: { wall, mono, boot, zone, offsetMinutes } }
}

function rowToEntry(row: Row, prevHash: string): LedgerEntry {
  // Only this table writes these rows, from a LedgerEvent.
  const event = { kind: row.kind, taskId: row.taskId, data: parseStored(row.data) } as LedgerEvent
  const at = { wall: row.wall, mono: row.mono, boot: row.boot, zone: row.zone, offsetMinutes: row.offsetMinutes }
  return { ...event, seq: row.seq, at, prevHash, hash: row.hash }
}
