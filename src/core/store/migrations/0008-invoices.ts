/**
 * Invoices, who they go to, and what has been paid. A draft may change and go; what has been issued never does, and its
 * numbers have no gap: the database itself sees to both. Nothing issued refers to a row that could be lost.
 */
export const sql = `
CREATE TABLE billing_profile (one INTEGER PRIMARY KEY CHECK (one = 1), content TEXT NOT NULL) STRICT;

CREATE TABLE customers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invoices (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('draft', 'dropped', 'issued')),
  kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit-note')),
  made_at INTEGER NOT NULL,
  series TEXT,
  no INTEGER CHECK (no > 0),
  number TEXT UNIQUE,
  issued_at INTEGER,
  -- Of a draft what is wished for, of an issued one the whole document.
  content TEXT NOT NULL,
  sha256 TEXT,
  UNIQUE (series, no),
  CHECK ((state = 'issued') = (number IS NOT NULL)),
  CHECK ((number IS NULL) = (no IS NULL) AND (number IS NULL) = (series IS NULL)),
  CHECK ((number IS NULL) = (issued_at IS NULL) AND (number IS NULL) = (sha256 IS NULL))
) STRICT;

-- Which tasks are on which invoice, so that none is charged twice.
CREATE TABLE invoice_tasks (
  invoice_id TEXT NOT NULL REFERENCES invoices (id),
  task_id TEXT NOT NULL,
  PRIMARY KEY (invoice_id, task_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_tasks_by_task ON invoice_tasks (task_id);

CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  date TEXT NOT NULL,
  minor INTEGER NOT NULL CHECK (minor > 0),
  currency TEXT NOT NULL,
  reference TEXT NOT NULL,
  invoice_id TEXT,
  programme_id TEXT,
  noted_at INTEGER NOT NULL,
  dropped INTEGER NOT NULL DEFAULT 0,
  CHECK ((invoice_id IS NULL) <> (programme_id IS NULL))
) STRICT, WITHOUT ROWID;

-- The hash of every file that was made of an invoice, so that one made again can be held against it.
CREATE TABLE invoice_files (
  invoice_id TEXT NOT NULL,
  format TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (invoice_id, format)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER issued_invoices_stay BEFORE UPDATE ON invoices WHEN OLD.state = 'issued'
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
CREATE TRIGGER issued_invoices_are_kept BEFORE DELETE ON invoices WHEN OLD.state = 'issued'
BEGIN SELECT RAISE(ABORT, 'an issued invoice is never deleted'); END;
CREATE TRIGGER issued_tasks_stay BEFORE DELETE ON invoice_tasks
WHEN (SELECT state FROM invoices WHERE id = OLD.invoice_id) = 'issued'
BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
-- Only a draft is issued; rows that a rescue puts back come as they are.
CREATE TRIGGER numbers_have_no_gap BEFORE UPDATE OF no ON invoices WHEN NEW.no IS NOT NULL
  AND EXISTS (SELECT 1 FROM invoices WHERE series = NEW.series)
  AND NEW.no <> (SELECT max(no) + 1 FROM invoices WHERE series = NEW.series)
BEGIN SELECT RAISE(ABORT, 'numbers of invoices follow each other'); END;
`
