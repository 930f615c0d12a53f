/**
 * What is said about the log of edits: where a paste had been copied, names of versions, other ways a field was tried
 * (each a row of `draft_fields` of its own, whose name is no key of a field), and what the expert decided about a task.
 */
export const sql = `
ALTER TABLE edits ADD COLUMN source TEXT;

-- The first way has a row, too, once there is another one.
CREATE TABLE draft_branches (
  field_no INTEGER PRIMARY KEY REFERENCES draft_fields (no),
  task_no INTEGER NOT NULL REFERENCES tasks (no),
  field TEXT NOT NULL,
  name TEXT NOT NULL,
  from_no INTEGER REFERENCES draft_fields (no),
  from_version INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  is_current INTEGER NOT NULL CHECK (is_current IN (0, 1))
) STRICT;
CREATE INDEX draft_branches_by_task ON draft_branches (task_no);

-- \`versions\`: of each row of draft_fields, by its number, as JSON.
CREATE TABLE version_names (
  id TEXT PRIMARY KEY,
  task_no INTEGER NOT NULL REFERENCES tasks (no),
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  versions TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX version_names_by_task ON version_names (task_no);

CREATE TABLE draft_choices (
  task_no INTEGER PRIMARY KEY REFERENCES tasks (no),
  attach_authorship INTEGER NOT NULL DEFAULT 0 CHECK (attach_authorship IN (0, 1)),
  -- Until when the expert wants the private notes kept although their time is over.
  keep_notes_until INTEGER NOT NULL DEFAULT 0
) STRICT;
`
