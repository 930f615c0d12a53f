import type { Database } from 'better-sqlite3'

export type BranchRow = {
  no: number
  name: string
  fromNo: number | null
  fromVersion: number
  madeAt: number
  isCurrent: number
}
export type NameRow = { id: string; name: string; at: number; versions: string }
export type PointRow = { version: number; wall: number; change: string }
export type PageRow = {
  sessionNo: number
  origin: number
  wall: number
  mono: number
  change: string
  source: string | null
}
export type MarkRow = { version: number; wall: number }

export type VersionsTable = {
  /** Every `step`th edit of the field, and its newest. */
  points(fieldNo: number, step: number): PointRow[]
  /** First edits after a break of `breakMs`, longest breaks first. */
  beginnings(fieldNo: number, breakMs: number, limit: number): MarkRow[]
  /** The largest edits of some origins. */
  largest(fieldNo: number, origins: readonly number[], limit: number): PointRow[]
  /** How many edits the field had at an instant. */
  versionAt(fieldNo: number, at: number): number
  wallOf(fieldNo: number, version: number): number | undefined
  /** Rows for a fold over the whole log, page by page. */
  page(fieldNo: number, from: number, limit: number): PageRow[]
  /** Boots of the computer in their order: the number of the first session of the boot that a session was in. */
  bootOf(sessionNo: number): number
  names(taskNo: number): NameRow[]
  /** How many edits each row of fields had that a submission was made of; undefined of what was sent before this was kept. */
  sentVersions(submissionId: string): string | undefined
  addSentVersions(taskNo: number, submissionId: string, at: number, versions: string): void
  addName(taskNo: number, name: NameRow): void
  rename(taskNo: number, id: string, name: string): boolean
  dropName(taskNo: number, id: string): boolean
  /** The ways of a field, the first one first; empty while there is only one. */
  branches(taskNo: number, field: string): BranchRow[]
  addBranch(taskNo: number, field: string, branch: BranchRow): void
  /** A row for another way of a field. @returns its number */
  addWay(taskNo: number, field: string): number
  setCurrent(taskNo: number, field: string, no: number): void
  nameBranch(no: number, name: string): void
  choices(taskNo: number): { attach: number; keepNotesUntil: number } | undefined
  setChoices(taskNo: number, attach: boolean, keepNotesUntil: number): void
}

/** Names, ways and marks of versions; the edits themselves are in drafts-table.ts. */
export function createVersionsTable(db: Database): VersionsTable {
  const points = db.prepare<[number, number, number, number], PointRow>(
    `SELECT version, wall, change FROM edits WHERE field_no = ? AND version % ? = ?
     UNION ALL SELECT * FROM (SELECT version, wall, change FROM edits WHERE field_no = ? ORDER BY version DESC LIMIT 1)`,
  )
  const beginnings = db.prepare<[number, number, number], MarkRow>(
    `SELECT version, wall FROM (
       SELECT version, wall, wall - lag(wall) OVER (ORDER BY version) AS gap FROM edits WHERE field_no = ?
     ) WHERE gap IS NULL OR gap >= ? ORDER BY gap IS NULL DESC, gap DESC LIMIT ?`,
  )
  const largest = db.prepare<[number, string, number], PointRow>(
    `SELECT version, wall, change FROM edits
     WHERE field_no = ? AND origin IN (SELECT value FROM json_each(?)) ORDER BY length(change) DESC LIMIT ?`,
  )
  const versionAt = db.prepare<[number, number], { n: number | null }>(
    'SELECT max(version) + 1 AS n FROM edits WHERE field_no = ? AND wall <= ?',
  )
  const wallOf = db.prepare<[number, number], { wall: number }>(
    'SELECT wall FROM edits WHERE field_no = ? AND version = ?',
  )
  const page = db.prepare<[number, number, number], PageRow>(
    `SELECT session_no AS sessionNo, origin, wall, mono, change, source FROM edits
     WHERE field_no = ? AND version >= ? ORDER BY version LIMIT ?`,
  )
  const bootOf = db
    .prepare<[number], number | null>(
      'SELECT min(first.no) FROM edit_sessions s JOIN edit_sessions first ON first.boot = s.boot WHERE s.no = ?',
    )
    .pluck()
  const names = db.prepare<[number], NameRow>(
    `SELECT id, name, at, versions FROM version_names WHERE task_no = ? AND name <> '' ORDER BY at, id`,
  )
  // A version that was sent has no name, and goes by the submission's number.
  const sentVersions = db
    .prepare<[string], string>(`SELECT versions FROM version_names WHERE id = ? AND name = ''`)
    .pluck()
  const addName = db.prepare<[NameRow & { taskNo: number }]>(
    'INSERT INTO version_names (id, task_no, name, at, versions) VALUES (@id, @taskNo, @name, @at, @versions)',
  )
  const rename = db.prepare<[string, number, string]>('UPDATE version_names SET name = ? WHERE task_no = ? AND id = ?')
  const dropName = db.prepare<[number, string]>('DELETE FROM version_names WHERE task_no = ? AND id = ?')
  const branches = db.prepare<[number, string], BranchRow>(
    `SELECT field_no AS no, name, from_no AS fromNo, from_version AS fromVersion, made_at AS madeAt, is_current AS isCurrent
     FROM draft_branches WHERE task_no = ? AND field = ? ORDER BY from_no IS NOT NULL, made_at, field_no`,
  )
  const addBranch = db.prepare<[BranchRow & { taskNo: number; field: string }]>(
    `INSERT INTO draft_branches (field_no, task_no, field, name, from_no, from_version, made_at, is_current)
     VALUES (@no, @taskNo, @field, @name, @fromNo, @fromVersion, @madeAt, @isCurrent)`,
  )
  const ways = db.prepare<[number, string], { n: number }>(
    'SELECT count(*) AS n FROM draft_branches WHERE task_no = ? AND field = ?',
  )
  const addWay = db.prepare<[number, string], { no: number }>(
    "INSERT INTO draft_fields (task_no, field, kind) VALUES (?, ?, 'text') RETURNING no",
  )
  const setCurrent = db.prepare<[number, number, string]>(
    'UPDATE draft_branches SET is_current = (field_no = ?) WHERE task_no = ? AND field = ?',
  )
  const nameBranch = db.prepare<[string, number]>('UPDATE draft_branches SET name = ? WHERE field_no = ?')
  const choices = db.prepare<[number], { attach: number; keepNotesUntil: number }>(
    'SELECT attach_authorship AS attach, keep_notes_until AS keepNotesUntil FROM draft_choices WHERE task_no = ?',
  )
  const setChoices = db.prepare<[number, number, number]>(
    'INSERT OR REPLACE INTO draft_choices (task_no, attach_authorship, keep_notes_until) VALUES (?, ?, ?)',
  )
  return {
    points: (fieldNo, step) => points.all(fieldNo, step, step - 1, fieldNo),
    beginnings: (fieldNo, breakMs, limit) => beginnings.all(fieldNo, breakMs, limit),
    largest: (fieldNo, origins, limit) => largest.all(fieldNo, JSON.stringify(origins), limit),
    versionAt: (fieldNo, at) => versionAt.get(fieldNo, at)?.n ?? 0,
    wallOf: (fieldNo, version) => wallOf.get(fieldNo, version)?.wall,
    page: (fieldNo, from, limit) => page.all(fieldNo, from, limit),
    bootOf: (sessionNo) => bootOf.get(sessionNo) ?? 0,
    names: (taskNo) => names.all(taskNo),
    sentVersions: (submissionId) => sentVersions.get(submissionId),
    addSentVersions: (taskNo, id, at, versions) => void addName.run({ taskNo, id, name: '', at, versions }),
    addName: (taskNo, name) => void addName.run({ taskNo, ...name }),
    rename: (taskNo, id, name) => rename.run(name, taskNo, id).changes > 0,
    dropName: (taskNo, id) => dropName.run(taskNo, id).changes > 0,
    branches: (taskNo, field) => branches.all(taskNo, field),
    addBranch: (taskNo, field, branch) => void addBranch.run({ taskNo, field, ...branch }),
    // `#` is in no field's key, so such a row can never be taken for a field of the task.
    addWay: (taskNo, field) => addWay.get(taskNo, `${field}#${(ways.get(taskNo, field)?.n ?? 0) + 1}`)?.no ?? 0,
    setCurrent: (taskNo, field, no) => void setCurrent.run(no, taskNo, field),
    nameBranch: (no, name) => void nameBranch.run(name, no),
    choices: (taskNo) => choices.get(taskNo),
    setChoices: (taskNo, attach, keepNotesUntil) => void setChoices.run(taskNo, attach ? 1 : 0, keepNotesUntil),
  }
}
