import type Database from 'better-sqlite3'
import { checkpointSum, editSum, hasSums, isAsWritten, type SummedRow } from './checksums.ts'
import type { TableCount } from './rescue-words.ts'
import { planTextRescue, planValueRescue } from './rescue-log.ts'
import { readRows, type Row, tryRead } from './rescue-read.ts'

/** Those that a store of any version has. */
const firstColumns = [
  'field_no',
  'version',
  'session_no',
  'origin',
  'wall',
  'mono',
  'anchor',
  'head',
  'change',
] as const
/** `restored`, as src/core/drafts/edit-origins.ts numbers it. */
const RESTORED = 6

/**
 * Rebuilds the log of edits field by field, as far as edits follow on each other.
 * @param sources where rows are read, the most trusted first: a row never changes once it is written
 */
export function rescueEdits(fresh: Database.Database, sources: readonly Database.Database[]): TableCount {
  const has = fresh.prepare<[], { name: string }>('PRAGMA table_info(edits)').all()
  const hasSource = has.some(({ name }) => name === 'source')
  const isSummed = hasSums(fresh)
  const columns: readonly string[] = [...firstColumns, ...(hasSource ? ['source'] : []), ...(isSummed ? ['crc'] : [])]
  const add = fresh.prepare(
    `INSERT INTO edits (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
  )
  const addCheckpoint = fresh.prepare<{ no: number; version: number; text: string; crc: number }>(
    isSummed
      ? 'INSERT OR REPLACE INTO checkpoints (field_no, version, text, crc) VALUES (@no, @version, @text, @crc)'
      : 'INSERT OR REPLACE INTO checkpoints (field_no, version, text) VALUES (@no, @version, @text)',
  )
  const sessions = new Set(
    fresh
      .prepare<[], { no: number }>('SELECT no FROM edit_sessions')
      .all()
      .map(({ no }) => no),
  )
  const fields = fresh.prepare<[], { no: number; kind: string }>('SELECT no, kind FROM draft_fields').all()
  let kept = 0
  let lost = 0
  let altered = 0
  let uncertain = false

  if (sessions.size === 0) sessions.add(addSession(fresh))
  for (const { no, kind } of fields) {
    const edits = new Map<number, Row>()
    const texts = new Map<number, string>()
    const wrong = new Set<number>()
    for (const source of sources) {
      const only = { column: 'field_no', value: no }
      const whole = readRows(source, { table: 'edits', columns, key: ['version'], only }, (row) => {
        const { version, change } = row
        if (!isWhole(version) || typeof change !== 'string') return
        const isTrue = !isSummed || isAsWritten(rowToEdit(no, row))
        // The most trusted that is as it was written; where none is, the most trusted.
        if (edits.has(version) && !(isTrue && wrong.has(version))) return
        edits.set(version, mendEdit(row, sessions))
        if (isTrue) wrong.delete(version)
        else wrong.add(version)
      })
      const names = ['version', 'text', ...(isSummed ? ['crc'] : [])]
      const checkpoints = { table: 'checkpoints', columns: names, key: ['version'], only }
      readRows(source, checkpoints, ({ version, text, crc }) => {
        const at = Number(version)
        const found = String(text)
        if (!isSummed || crc === null || crc === checkpointSum(no, at, found)) texts.set(at, found)
      })
      uncertain ||= !whole
    }
    const rows = [...edits.keys()]
      .toSorted((a, b) => a - b)
      .map((version) => ({ version, change: String(edits.get(version)?.['change']) }))
    const checkpoints = [...texts]
      .map(([version, text]) => ({ version, text }))
      .toSorted((a, b) => a.version - b.version)
    const plan = kind === 'text' ? planTextRescue(rows, checkpoints) : planValueRescue(rows)
    const last = edits.get(rows.at(-1)?.version ?? -1)
    plan.rows.forEach((planned, version) => {
      const row: Row =
        'from' in planned
          ? // A row found in this place may have had its number hurt.
            { ...edits.get(planned.from), field_no: no, version }
          : {
              field_no: no,
              version,
              session_no: last?.['session_no'] ?? sessionOf(null, sessions),
              origin: RESTORED,
              wall: last?.['wall'] ?? 0,
              mono: last?.['mono'] ?? 0,
              anchor: null,
              head: null,
              change: planned.bridge,
              source: null,
            }
      add.run(isSummed ? { ...row, crc: editSum(rowToEdit(no, row)) } : row)
      if ('from' in planned && wrong.has(planned.from)) altered += 1
    })
    for (const { version, text } of plan.checkpoints)
      addCheckpoint.run({ no, version, text, crc: checkpointSum(no, version, text) })
    kept += plan.rows.length
    lost += plan.lost
  }
  // Edits of fields that are not known any more belong to no task.
  for (const source of sources) {
    const known = fields.map(({ no }) => no)
    const orphans = tryRead(() =>
      source
        .prepare<[string], { n: number }>(
          'SELECT count(*) AS n FROM edits WHERE field_no NOT IN (SELECT value FROM json_each(?))',
        )
        .get(JSON.stringify(known)),
    )
    if (orphans === undefined) uncertain = true
    else if (source === sources.at(-1)) lost += orphans.n
  }
  return { kept, lost, altered, uncertain }
}

/** A row of the log by the names that its sum knows. */
function rowToEdit(fieldNo: number, row: Row): SummedRow {
  const { version, session_no: sessionNo, origin, wall, mono, anchor, head, change, source, crc } = row
  return { fieldNo, version, sessionNo, origin, wall, mono, anchor, head, change, source, crc } as SummedRow
}

function isWhole(value: Row[string] | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

/** What stands beside the words of an edit is no reason to lose them: what cannot be read of it is taken as unknown. */
function mendEdit(row: Row, sessions: ReadonlySet<number>): Row {
  const mended: Row = { ...row, session_no: sessionOf(row['session_no'], sessions) }
  for (const name of ['origin', 'wall', 'mono']) if (!Number.isInteger(row[name])) mended[name] = 0
  if ('source' in row && typeof row['source'] !== 'string') mended['source'] = null
  for (const name of ['anchor', 'head']) if (!isWhole(row[name])) mended[name] = null
  return mended
}

function sessionOf(no: Row[string] | undefined, sessions: ReadonlySet<number>): number {
  return isWhole(no) && sessions.has(no) ? no : ([...sessions].at(-1) ?? 0)
}

/** Stands in where no session could be read. */
function addSession(fresh: Database.Database): number {
  const added = fresh
    .prepare<[], { no: number }>(
      `INSERT INTO edit_sessions (id, began_at, boot) VALUES ('00000000-0000-7000-8000-000000000000', 0, '') RETURNING no`,
    )
    .get()
  return added?.no ?? 0
}
