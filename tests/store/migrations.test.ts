import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { migrate, NEWEST_VERSION } from '../../src/core/store/migrate.ts'
import { createSubmissionsTable } from '../../src/core/store/submissions-table.ts'
import { tableNames } from '../../src/core/store/soundness.ts'
import { createTaskListTable } from '../../src/core/store/task-list-table.ts'

/** Every migration there is, and every one to come: nothing here names one. */
const versions = Array.from({ length: NEWEST_VERSION }, (_, i) => i + 1)

function storeAt(version: number): Database.Database {
  const db = new Database(':memory:')
  db.pragma('foreign_keys = ON')
  migrate(db, version)
  return db
}

/** The schema as SQLite sees it, however it came about: columns, keys, indexes and their parts. */
function shapeOf(db: Database.Database): object {
  return tableNames(db)
    .toSorted()
    .map((table) => ({
      table,
      columns: db.pragma(`table_xinfo("${table}")`),
      keys: db.pragma(`foreign_key_list("${table}")`),
      indexes: db
        .prepare<[], { name: string; unique: number; partial: number }>(`PRAGMA index_list("${table}")`)
        .all()
        .map(({ name, unique, partial }) => ({ name, unique, partial, parts: db.pragma(`index_xinfo("${name}")`) }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    }))
}

/** A row in every table that a store of this version has, so that a migration meets what it will meet. */
function fill(db: Database.Database): void {
  const known = [
    `INSERT INTO hubs (id, kind, name, address, public_key, request_bytes, file_bytes, operations, expert_id, expert_name, device_id)
     VALUES ('h', 'hub', 'Hub', 'http://h', 'k', 1, 1, 1, 'e', 'Ada', 'd')`,
    `INSERT INTO programmes (id, hub_id, name, rate, hourly_minor, content) VALUES ('p', 'h', 'P', '{}', 1, '{}')`,
    `INSERT INTO batches (id, hub_id, programme_id, title, content) VALUES ('b', 'h', 'p', 'B', '{}')`,
    `INSERT INTO tasks (no, id, hub_id, batch_id, kind, title, occupation_code, occupation_title, state, revision, added_at)
     VALUES (1, 't', 'h', 'b', 'author', 'T', '1', 'O', 'taken', 1, 1)`,
    `INSERT INTO task_contents (task_no, content, assignment) VALUES (1, '{}', '{}')`,
    `INSERT INTO draft_fields (no, task_no, field, kind) VALUES (1, 1, 'plan', 'text')`,
    `INSERT INTO edit_sessions (no, id, began_at, boot) VALUES (1, 's', 1, 'b')`,
    `INSERT INTO edits (field_no, version, session_no, origin, wall, mono, change) VALUES (1, 0, 1, 0, 1, 1, '[[0,"a"]]')`,
    ...(tableNames(db).includes('submission_contents')
      ? [
          `INSERT INTO submission_contents (no, content) VALUES (1, '{"values":{}}')`,
          `INSERT INTO submissions (id, task_no, content_no, bytes, sha256, finished_at, claimed_ms, state) VALUES ('u', 1, 1, 13, 'x', 1, 1, 'ready')`,
        ]
      : [
          `INSERT INTO submissions (id, task_no, content, sha256, finished_at, claimed_ms, state) VALUES ('u', 1, '{"values":{}}', 'x', 1, 1, 'ready')`,
        ]),
    `INSERT INTO outbox (id, hub_id, task_no, kind, body, at, state) VALUES ('u', 'h', 1, 'submit', '', 1, 'waiting')`,
    `INSERT INTO ledger (seq, task_id, kind, data, wall, mono, boot, zone, offset_minutes, hash) VALUES (1, 't', 'started', '{}', 1, 1, 'b', 'UTC', 0, 'x')`,
    `INSERT INTO files (sha256, size, here) VALUES ('f', 1, 1)`,
    `INSERT INTO task_files (task_no, sha256) VALUES (1, 'f')`,
  ]
  for (const sql of known) db.prepare(sql).run()
}

function succeeds(work: () => void): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}

const counted = ['hubs', 'tasks', 'edits', 'submissions', 'outbox', 'ledger', 'files']

describe('migrations', () => {
  it.each(versions)(
    'from version %i: the store becomes as a fresh one, with every row and every reference whole',
    (from) => {
      const db = storeAt(from)
      fill(db)
      migrate(db)
      expect(db.pragma('user_version', { simple: true })).toBe(NEWEST_VERSION)
      expect(shapeOf(db)).toEqual(shapeOf(storeAt(NEWEST_VERSION)))
      expect(db.pragma('foreign_key_check')).toEqual([])
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      for (const table of counted) expect(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 1 })
    },
  )

  it.each(versions)(
    'from version %i: what was handed in keeps its words, and is told apart from what was not',
    (from) => {
      const db = storeAt(from)
      fill(db)
      db.exec(
        from < 11
          ? `INSERT INTO submissions (id, task_no, content, sha256, finished_at, claimed_ms, state) VALUES ('v', 1, '{"a":"Weiß"}', 'y', 2, 1, 'ready')`
          : `INSERT INTO submission_contents (no, content) VALUES (7, '{"a":"Weiß"}');
           INSERT INTO submissions (id, task_no, content_no, bytes, sha256, finished_at, claimed_ms, state) VALUES ('v', 1, 7, 13, 'y', 2, 1, 'ready')`,
      )
      migrate(db)
      const table = createSubmissionsTable(db)
      expect(table.content('u')).toBe('{"values":{}}')
      expect(table.content('v')).toBe('{"a":"Weiß"}')
      const bytes = db.prepare('SELECT bytes FROM submissions ORDER BY id').pluck().all()
      expect(bytes).toEqual([13, Buffer.byteLength('{"a":"Weiß"}')])
    },
  )

  it.each(versions)('version %i is whole or not at all when it fails in the middle', (version) => {
    const db = storeAt(version - 1)
    if (version > 1) fill(db)
    const before = shapeOf(db)
    // A full disk, as SQLite sees it.
    const pages = Number(db.pragma('page_count', { simple: true }))
    db.pragma(`max_page_count = ${pages}`)
    const isDone = succeeds(() => migrate(db, version))
    expect(db.pragma('user_version', { simple: true })).toBe(isDone ? version : version - 1)
    expect(isDone ? before : shapeOf(db)).toEqual(before)
    db.pragma('max_page_count = 1000000')
    migrate(db, version)
    expect(db.pragma('user_version', { simple: true })).toBe(version)
  })
})

describe('hot questions use their index', () => {
  const db = storeAt(NEWEST_VERSION)
  const plan = (sql: string, of = db): string =>
    of
      .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => row.detail)
      .join('; ')

  it.each([
    [
      'a task by its id',
      `SELECT no FROM tasks WHERE id = 'x'`,
      /^SEARCH tasks USING COVERING INDEX sqlite_autoindex_tasks_1 \(id=\?\)$/,
    ],
    [
      'its contents',
      'SELECT content FROM task_contents WHERE task_no = 1',
      /^SEARCH task_contents USING INTEGER PRIMARY KEY \(rowid=\?\)$/,
    ],
    [
      'what a search finds',
      `SELECT t.no FROM tasks t WHERE t.no IN (SELECT rowid FROM task_words WHERE task_words MATCH 'clover')`,
      /SEARCH t USING INTEGER PRIMARY KEY \(rowid=\?\).*VIRTUAL TABLE INDEX/,
    ],
    [
      'the newest version of a field',
      'SELECT max(version) FROM edits WHERE field_no = 1',
      /^SEARCH edits USING PRIMARY KEY \(field_no=\?\)$/,
    ],
    [
      'the log of a field',
      'SELECT e.change FROM edits e JOIN edit_sessions s ON s.no = e.session_no WHERE e.field_no = 1 AND e.version >= 5 ORDER BY e.version',
      /^SEARCH e USING PRIMARY KEY \(field_no=\? AND version>\?\); SEARCH s USING INTEGER PRIMARY KEY \(rowid=\?\)$/,
    ],
    [
      'the newest checkpoint',
      'SELECT version, text FROM checkpoints WHERE field_no = 1 AND version <= 9 ORDER BY version DESC LIMIT 1',
      /^SEARCH checkpoints USING PRIMARY KEY \(field_no=\? AND version<\?\)$/,
    ],
    [
      'what a hub has not got',
      `SELECT seq FROM outbox WHERE hub_id = 'x' AND state IN ('waiting', 'sent', 'quarantined') ORDER BY seq`,
      /^SEARCH outbox USING (COVERING )?INDEX outbox_open \(hub_id=\?\)$/,
    ],
    [
      'the lane of a task',
      'SELECT seq FROM outbox WHERE task_no = 1 ORDER BY seq',
      /^SEARCH outbox USING (COVERING )?INDEX outbox_by_task \(task_no=\?\)$/,
    ],
    [
      'a programme that the feed renews',
      `UPDATE programmes SET name = 'x' WHERE id = 'p'`,
      /^SEARCH programmes USING PRIMARY KEY \(id=\?\)$/,
    ],
    [
      'a stretch of the ledger',
      'SELECT seq FROM ledger WHERE seq > 5 ORDER BY seq',
      /^SEARCH ledger USING INTEGER PRIMARY KEY \(rowid>\?\)$/,
    ],
    [
      'submissions of a task',
      'SELECT id FROM submissions WHERE task_no = 1',
      /^SEARCH submissions USING (COVERING )?INDEX submissions_by_task \(task_no=\?\)$/,
    ],
    [
      'what a submission holds',
      `SELECT c.content FROM submissions s JOIN submission_contents c ON c.no = s.content_no WHERE s.id = 'u'`,
      /^SEARCH s USING PRIMARY KEY \(id=\?\); SEARCH c USING INTEGER PRIMARY KEY \(rowid=\?\)$/,
    ],
    ['files to fetch', 'SELECT sha256 FROM files WHERE here = 0', /INDEX files_missing/],
    ['tasks to index', 'SELECT no FROM tasks WHERE indexed = 0 ORDER BY no LIMIT 5', /INDEX tasks_to_index/],
  ])('%s', (_, sql, expected) => {
    expect(plan(sql)).toMatch(expected)
  })

  it('the files of a task in a list, and not all that are missing anywhere, whatever SQLite has counted', () => {
    const analyzed = storeAt(NEWEST_VERSION)
    fill(analyzed)
    const columns = 'hub_id, batch_id, kind, title, occupation_code, occupation_title, state, revision, added_at'
    const task = analyzed.prepare(`INSERT INTO tasks (id, ${columns}) SELECT ?, ${columns} FROM tasks WHERE id = 't'`)
    const file = analyzed.prepare('INSERT INTO files (sha256, size, here) VALUES (?, 1, 1)')
    const link = analyzed.prepare('INSERT INTO task_files (task_no, sha256) VALUES (?, ?)')
    for (let n = 0; n < 300; n++) {
      const { lastInsertRowid: no } = task.run(`t${n}`)
      file.run(String(n))
      link.run(no, String(n))
    }
    // As at the end of a day on which no file was missing.
    analyzed.exec('ANALYZE')
    const asked: string[] = []
    const noting = Object.assign(Object.create(analyzed) as Database.Database, {
      prepare: (sql: string) => {
        asked.push(sql)
        return analyzed.prepare(sql)
      },
    })
    const nothing = { match: undefined, states: [], kinds: [], batchIds: [], occupations: [] }
    createTaskListTable(noting).page(nothing, 'due', 100, 0)
    const plans = asked
      .filter((sql) => sql.includes('FROM task_files'))
      .map((sql) => plan(sql.replaceAll('?', '1'), analyzed))
    expect(plans.length).toBeGreaterThan(1)
    for (const found of plans)
      expect(found).toMatch(/SEARCH tf USING PRIMARY KEY \(task_no=\?\); SEARCH f USING .*\(sha256=\?\)/)
  })
})
