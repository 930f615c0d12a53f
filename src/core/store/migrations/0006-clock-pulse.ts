/**
 * The last sign of life of a running clock, beside the ledger: one row, written over every few seconds, so that a desk
 * that is killed loses seconds and the ledger does not grow by an entry for each.
 */
export const sql = `
CREATE TABLE clock_pulse (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL,
  wall INTEGER NOT NULL,
  mono REAL NOT NULL,
  boot TEXT NOT NULL
) STRICT;
`
