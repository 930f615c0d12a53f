/**
 * `tasks` is kept narrow so that lists and counts do not read the contents; `no` is a small number for the edit log.
 * Rows of the feed may come before what they belong to, so batches and programmes are joined, not referenced.
 */
export const sql = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE hubs (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('hub', 'sample')),
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  public_key TEXT NOT NULL,
  request_bytes INTEGER NOT NULL,
  file_bytes INTEGER NOT NULL,
  operations INTEGER NOT NULL,
  expert_id TEXT NOT NULL,
  expert_name TEXT NOT NULL,
  device_id TEXT NOT NULL,
  epoch TEXT,
  cursor INTEGER NOT NULL DEFAULT 0,
  feed_level INTEGER NOT NULL DEFAULT 0,
  signed_in INTEGER NOT NULL DEFAULT 1,
  last_contact_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE programmes (
  id TEXT PRIMARY KEY,
  hub_id TEXT NOT NULL REFERENCES hubs (id),
  name TEXT NOT NULL,
  rate TEXT NOT NULL,
  hourly_minor INTEGER NOT NULL,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE batches (
  id TEXT PRIMARY KEY,
  hub_id TEXT NOT NULL REFERENCES hubs (id),
  programme_id TEXT NOT NULL,
  title TEXT NOT NULL,
  due_at INTEGER,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tasks (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  hub_id TEXT NOT NULL REFERENCES hubs (id),
  batch_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  occupation_code TEXT NOT NULL,
  occupation_title TEXT NOT NULL,
  rate TEXT,
  hourly_minor INTEGER,
  estimate_ms INTEGER,
  due_at INTEGER,
  state TEXT NOT NULL,
  revision INTEGER NOT NULL,
  added_at INTEGER NOT NULL,
  indexed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX tasks_to_index ON tasks (no) WHERE indexed = 0;

CREATE TABLE task_contents (
  task_no INTEGER PRIMARY KEY REFERENCES tasks (no),
  content TEXT NOT NULL,
  assignment TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE task_words USING fts5 (
  title, persona, brief, occupation,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);

CREATE TABLE draft_fields (
  no INTEGER PRIMARY KEY,
  task_no INTEGER NOT NULL REFERENCES tasks (no),
  field TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'value')),
  UNIQUE (task_no, field)
) STRICT;

CREATE TABLE edit_sessions (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  began_at INTEGER NOT NULL,
  boot TEXT NOT NULL
) STRICT;

-- One row an edit: \`version\` edits of the field came before it.
CREATE TABLE edits (
  field_no INTEGER NOT NULL REFERENCES draft_fields (no),
  version INTEGER NOT NULL,
  session_no INTEGER NOT NULL REFERENCES edit_sessions (no),
  origin INTEGER NOT NULL,
  wall INTEGER NOT NULL,
  mono INTEGER NOT NULL,
  anchor INTEGER,
  head INTEGER,
  change TEXT NOT NULL,
  PRIMARY KEY (field_no, version)
) STRICT, WITHOUT ROWID;

-- The text of a field after its first \`version\` edits, so that opening need not replay them all.
CREATE TABLE checkpoints (
  field_no INTEGER NOT NULL REFERENCES draft_fields (no),
  version INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (field_no, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft_views (
  task_no INTEGER PRIMARY KEY REFERENCES tasks (no),
  field TEXT,
  anchor INTEGER,
  head INTEGER,
  window TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE submissions (
  id TEXT PRIMARY KEY,
  task_no INTEGER NOT NULL REFERENCES tasks (no),
  content TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  finished_at INTEGER NOT NULL,
  claimed_ms INTEGER NOT NULL,
  supersedes TEXT REFERENCES submissions (id),
  state TEXT NOT NULL,
  receipt TEXT,
  received_at INTEGER,
  late INTEGER,
  verified INTEGER,
  review TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX submissions_by_task ON submissions (task_no);
CREATE INDEX submissions_by_time ON submissions (finished_at);

CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  hub_id TEXT NOT NULL REFERENCES hubs (id),
  task_no INTEGER NOT NULL REFERENCES tasks (no),
  kind TEXT NOT NULL CHECK (kind IN ('take', 'decline', 'submit')),
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'done', 'quarantined', 'undone')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL DEFAULT 0,
  code TEXT,
  reason TEXT
) STRICT;
CREATE INDEX outbox_open ON outbox (hub_id, seq) WHERE state IN ('waiting', 'sent', 'quarantined');
CREATE INDEX outbox_by_task ON outbox (task_no, seq);

CREATE TABLE refused_changes (
  hub_id TEXT NOT NULL REFERENCES hubs (id),
  kind TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  reason TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (hub_id, kind, entity_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE files (
  sha256 TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  here INTEGER NOT NULL DEFAULT 0,
  at_hub INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX files_missing ON files (sha256) WHERE here = 0;
CREATE TABLE task_files (
  task_no INTEGER NOT NULL REFERENCES tasks (no),
  sha256 TEXT NOT NULL REFERENCES files (sha256),
  PRIMARY KEY (task_no, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY,
  task_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  wall INTEGER NOT NULL,
  mono REAL NOT NULL,
  boot TEXT NOT NULL,
  zone TEXT NOT NULL,
  offset_minutes INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  tone TEXT NOT NULL,
  text TEXT NOT NULL,
  dismissed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
`
