/**
 * A check sum beside each edit and checkpoint (store/checksums.ts): SQLite's own check looks at pages and rows and takes a
 * letter for any other. What was written before has none.
 */
export const sql = `
ALTER TABLE edits ADD COLUMN crc INTEGER;
ALTER TABLE checkpoints ADD COLUMN crc INTEGER;
`
