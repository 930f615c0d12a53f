import type { Database } from 'better-sqlite3'
import { alteredError } from './altered-error.ts'
import { checkpointSum, editColumns, type EditRow, editSum, isAsWritten, type SummedRow } from './checksums.ts'

export type FieldRow = { no: number; field: string; kind: 'text' | 'value' }
export type LoggedRow = {
  version: number
  session: string
  origin: number
  wall: number
  anchor: number | null
  head: number | null
  change: string
  source: string | null
}
export type ViewRow = {
  field: string | null
  anchor: number | null
  head: number | null
  window: string
  at: number
}

export type DraftsTable = {
  /** The fields of a task, each in the way that is current, under the field's own name. */
  fields(taskNo: number): FieldRow[]
  field(taskNo: number, field: string): FieldRow | undefined
  /** Whether anything of the work was written; `besides` names a field that is none of it. */
  hasWork(taskNo: number, besides: string): boolean
  /** The first way of a field, or another one of the same task by its number. */
  way(taskNo: number, field: string, branch: number | undefined): FieldRow | undefined
  addField(taskNo: number, field: string, kind: 'text' | 'value'): FieldRow
  session(id: string): number | undefined
  addSession(id: string, at: number, boot: string): number
  addEdit(edit: EditRow): void
  /** Number of edits of the field. */
  version(fieldNo: number): number
  /** Changes of the edits `from` ≤ version < `to`, in order, read row by row. What is not as it was written is not read. */
  changes(fieldNo: number, from: number, to: number): IterableIterator<{ change: string }>
  logged(fieldNo: number, from: number, to?: number): LoggedRow[]
  /** When the task's newest edit of a boot was written, by both clocks. */
  lastEditOf(taskNo: number, boot: string): { wall: number; mono: number } | undefined
  lastEdit(fieldNo: number): { anchor: number | null; head: number | null; wall: number } | undefined
  /** The newest checkpoint that is not above `version`. */
  checkpoint(fieldNo: number, version: number): { version: number; text: string } | undefined
  addCheckpoint(fieldNo: number, version: number, text: string): void
  /** Versions that have a checkpoint, newest first. */
  checkpointVersions(fieldNo: number): number[]
  dropCheckpoint(fieldNo: number, version: number): void
  view(taskNo: number): ViewRow | undefined
  putView(taskNo: number, view: ViewRow): void
  editCount(): number
}

/** @throws where a row is not as it was written */
function* asWritten<Row extends SummedRow>(rows: Iterable<Row>): Generator<Row, undefined> {
  for (const row of rows) {
    if (!isAsWritten(row)) throw alteredError('edits')
    yield row
  }
}

/** The edit log. An edit is one small row at the end of its field; nothing already written is touched. */
export function createDraftsTable(db: Database): DraftsTable {
  const fields = db.prepare<[number], FieldRow>(
    `SELECT f.no, coalesce(b.field, f.field) AS field, f.kind FROM draft_fields f
     LEFT JOIN draft_branches b ON b.field_no = f.no
     WHERE f.task_no = ? AND coalesce(b.is_current, instr(f.field, '#') = 0) = 1 ORDER BY f.no`,
  )
  const field = db.prepare<[number, string], FieldRow>(
    `SELECT f.no, coalesce(b.field, f.field) AS field, f.kind FROM draft_fields f
     LEFT JOIN draft_branches b ON b.field_no = f.no
     WHERE f.task_no = ? AND coalesce(b.field, f.field) = ? AND coalesce(b.is_current, 1) = 1`,
  )
  const firstWay = db.prepare<[number, string], FieldRow>(
    'SELECT no, field, kind FROM draft_fields WHERE task_no = ? AND field = ?',
  )
  const otherWay = db.prepare<[number, number, string], FieldRow>(
    `SELECT f.no, b.field, f.kind FROM draft_fields f JOIN draft_branches b ON b.field_no = f.no
     WHERE f.task_no = ? AND f.no = ? AND b.field = ? AND f.field <> b.field`,
  )
  const addField = db.prepare<[number, string, string], FieldRow>(
    'INSERT INTO draft_fields (task_no, field, kind) VALUES (?, ?, ?) RETURNING no, field, kind',
  )
  const work = db.prepare<[number, string], { n: number }>(
    'SELECT count(*) AS n FROM draft_fields WHERE task_no = ? AND field <> ?',
  )
  const session = db.prepare<[string], { no: number }>('SELECT no FROM edit_sessions WHERE id = ?')
  const addSession = db.prepare<[string, number, string], { no: number }>(
    'INSERT INTO edit_sessions (id, began_at, boot) VALUES (?, ?, ?) RETURNING no',
  )
  const addEdit = db.prepare<
    [number, number, number, number, number, number, number | null, number | null, string, string | null, number]
  >(
    'INSERT INTO edits (field_no, version, session_no, origin, wall, mono, anchor, head, change, source, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const version = db.prepare<[number], { version: number | null }>(
    'SELECT max(version) AS version FROM edits WHERE field_no = ?',
  )
  const changes = db.prepare<[number, number, number], SummedRow>(
    `SELECT ${editColumns}, crc FROM edits WHERE field_no = ? AND version >= ? AND version < ? ORDER BY version`,
  )
  const logged = db.prepare<[number, number, number], SummedRow & LoggedRow>(
    `SELECT ${editColumns}, crc, id AS session FROM edits JOIN edit_sessions ON no = session_no
     WHERE field_no = ? AND version >= ? AND version < ? ORDER BY version`,
  )
  const lastEdit = db.prepare<[number], { anchor: number | null; head: number | null; wall: number }>(
    'SELECT anchor, head, wall FROM edits WHERE field_no = ? ORDER BY version DESC LIMIT 1',
  )
  const lastEditOf = db.prepare<[number, string], { wall: number; mono: number }>(
    // The newest edit of each field by its key; the edits themselves have no index by time.
    `SELECT e.wall, e.mono FROM draft_fields f
     JOIN edits e ON e.field_no = f.no AND e.version = (SELECT max(version) FROM edits WHERE field_no = f.no)
     JOIN edit_sessions s ON s.no = e.session_no WHERE f.task_no = ? AND s.boot = ? ORDER BY e.mono DESC LIMIT 1`,
  )
  const checkpoint = db.prepare<[number, number], { version: number; text: string; crc: number | null }>(
    'SELECT version, text, crc FROM checkpoints WHERE field_no = ? AND version <= ? ORDER BY version DESC LIMIT 1',
  )
  const addCheckpoint = db.prepare<[number, number, string, number]>(
    'INSERT OR REPLACE INTO checkpoints (field_no, version, text, crc) VALUES (?, ?, ?, ?)',
  )
  const checkpointVersions = db.prepare<[number], { version: number }>(
    'SELECT version FROM checkpoints WHERE field_no = ? ORDER BY version DESC',
  )
  const dropCheckpoint = db.prepare<[number, number]>('DELETE FROM checkpoints WHERE field_no = ? AND version = ?')
  const view = db.prepare<[number], ViewRow>(
    'SELECT field, anchor, head, window, at FROM draft_views WHERE task_no = ?',
  )
  const putView = db.prepare<[ViewRow & { taskNo: number }]>(
    `INSERT INTO draft_views (task_no, field, anchor, head, window, at) VALUES (@taskNo, @field, @anchor, @head, @window, @at)
     ON CONFLICT (task_no) DO UPDATE SET field = excluded.field, anchor = excluded.anchor, head = excluded.head,
       window = excluded.window, at = excluded.at`,
  )
  const editCount = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM edits')

  return {
    fields: (taskNo) => fields.all(taskNo),
    field: (taskNo, name) => field.get(taskNo, name),
    way: (taskNo, name, branch) =>
      branch === undefined ? firstWay.get(taskNo, name) : otherWay.get(taskNo, branch, name),
    addField: (taskNo, name, kind) => {
      const row = addField.get(taskNo, name, kind)
      if (row === undefined) throw new Error('a draft field was not added')
      return row
    },
    hasWork: (taskNo, besides) => (work.get(taskNo, besides)?.n ?? 0) > 0,
    session: (id) => session.get(id)?.no,
    addSession: (id, at, boot) => addSession.get(id, at, boot)?.no ?? 0,
    addEdit: (e) =>
      void addEdit.run(
        e.fieldNo,
        e.version,
        e.sessionNo,
        e.origin,
        e.wall,
        e.mono,
        e.anchor,
        e.head,
        e.change,
        e.source,
        editSum(e),
      ),
    version: (fieldNo) => {
      const newest = version.get(fieldNo)?.version ?? null
      return newest === null ? 0 : newest + 1
    },
    changes: (fieldNo, start, end) => asWritten(changes.iterate(fieldNo, start, end)),
    logged: (fieldNo, start, end = Number.MAX_SAFE_INTEGER) => [...asWritten(logged.iterate(fieldNo, start, end))],
    lastEditOf: (taskNo, boot) => lastEditOf.get(taskNo, boot),
    lastEdit: (fieldNo) => lastEdit.get(fieldNo),
    checkpoint: (fieldNo, at) => {
      const found = checkpoint.get(fieldNo, at)
      if (found === undefined) return undefined
      const { version: of, text, crc } = found
      if (crc !== null && crc !== checkpointSum(fieldNo, of, text)) throw alteredError('checkpoints')
      return { version: of, text }
    },
    addCheckpoint: (fieldNo, at, text) => void addCheckpoint.run(fieldNo, at, text, checkpointSum(fieldNo, at, text)),
    checkpointVersions: (fieldNo) => checkpointVersions.all(fieldNo).map((row) => row.version),
    dropCheckpoint: (fieldNo, at) => void dropCheckpoint.run(fieldNo, at),
    view: (taskNo) => view.get(taskNo),
    putView: (taskNo, row) => void putView.run({ taskNo, ...row }),
    editCount: () => editCount.get()?.n ?? 0,
  }
}
