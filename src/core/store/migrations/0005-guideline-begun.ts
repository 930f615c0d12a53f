/** Under which version of the guideline a draft began; unknown for drafts that are older than this. */
export const sql = 'ALTER TABLE tasks ADD COLUMN guideline_version INTEGER'
