/**
 * What a file needs on its way: whether the expert made it (such a file is never given up), whether it may go over a
 * metered link, and how often the hub sent something else under its hash. `uploads` says where an upload goes on.
 */
export const sql = `
ALTER TABLE files ADD COLUMN made INTEGER NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN let_go INTEGER NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN next_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN problem TEXT;
UPDATE files SET made = 1 WHERE here = 1 AND sha256 NOT IN (SELECT sha256 FROM task_files);

CREATE INDEX task_files_by_file ON task_files (sha256, task_no);
CREATE INDEX tasks_by_batch ON tasks (batch_id);

CREATE TABLE uploads (
  hub_id TEXT NOT NULL REFERENCES hubs (id),
  sha256 TEXT NOT NULL REFERENCES files (sha256),
  url TEXT NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (hub_id, sha256)
) STRICT, WITHOUT ROWID;
`
