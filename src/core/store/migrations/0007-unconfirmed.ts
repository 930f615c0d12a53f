/**
 * Work whose receipt is here and of which a hub with another history has not spoken yet (docs/sync-spec.md, P9).
 */
export const sql = `
ALTER TABLE submissions ADD COLUMN unconfirmed INTEGER NOT NULL DEFAULT 0 CHECK (unconfirmed IN (0, 1));
CREATE INDEX submissions_unconfirmed ON submissions (task_no) WHERE unconfirmed = 1;
`
