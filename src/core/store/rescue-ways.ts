import type Database from 'better-sqlite3'

/** Whether the row `o` is another way of the field of the row `f` (versions-table.ts gives it its name). */
const isWayOf = `o.task_no = f.task_no AND substr(o.field, 1, length(f.field) + 1) = f.field || '#'`
const columns = 'field_no, task_no, field, name, from_no, from_version, made_at, is_current'

/**
 * Ways in which a part was written whose row in `draft_branches` is gone: without it nobody would come to their words
 * again, and they may be those that were to be sent. Of several the one that was written in last is current.
 * @param db of the newest version
 */
export function adoptWays(db: Database.Database): void {
  db.exec(`
    INSERT OR IGNORE INTO draft_branches (${columns})
      SELECT f.no, f.task_no, f.field, 'First way', NULL, 0, 0, 0 FROM draft_fields f
      WHERE EXISTS (SELECT 1 FROM draft_fields o WHERE ${isWayOf});
    INSERT OR IGNORE INTO draft_branches (${columns})
      SELECT o.no, o.task_no, f.field, 'Way ' || substr(o.field, length(f.field) + 2), NULL, 0, 1, 0
      FROM draft_fields f JOIN draft_fields o ON ${isWayOf};
    UPDATE draft_branches SET is_current = 1 WHERE field_no IN (
      SELECT no FROM (
        SELECT b.field_no AS no, max(b.is_current) OVER field AS has_current, row_number() OVER (
          field ORDER BY (SELECT wall FROM edits WHERE field_no = b.field_no ORDER BY version DESC LIMIT 1) DESC, b.field_no DESC
        ) AS place FROM draft_branches b WINDOW field AS (PARTITION BY b.task_no, b.field)
      ) WHERE has_current = 0 AND place = 1);`)
}
