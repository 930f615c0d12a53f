/**
 * The outbox takes any kind of operation, because hubs and desks learn new ones, and remembers the field that a refusal
 * is about. Lists of what was handed in find their rows without reading the contents.
 */
export const sql = `
CREATE TABLE outbox_new (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  hub_id TEXT NOT NULL REFERENCES hubs (id),
  task_no INTEGER NOT NULL REFERENCES tasks (no),
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'done', 'quarantined', 'undone')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL DEFAULT 0,
  code TEXT,
  reason TEXT,
  field TEXT
) STRICT;
INSERT INTO outbox_new (seq, id, hub_id, task_no, kind, body, at, state, attempts, next_at, code, reason)
  SELECT seq, id, hub_id, task_no, kind, body, at, state, attempts, next_at, code, reason FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE INDEX outbox_open ON outbox (hub_id, seq) WHERE state IN ('waiting', 'sent', 'quarantined');
CREATE INDEX outbox_by_task ON outbox (task_no, seq);

CREATE INDEX submissions_to_list ON submissions (finished_at, state, task_no);
CREATE INDEX submissions_unproven ON submissions (finished_at, state, task_no) WHERE verified IS NOT 1;
`
