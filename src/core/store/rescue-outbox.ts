import type Database from 'better-sqlite3'
import { contentSum, unsentWork } from './checksums.ts'
import { readRows } from './rescue-read.ts'

/** What was to be sent, and the finished work behind it, in a store that is being rescued. */

const heldText =
  'It waited in what could be saved of your store, which lacks what you did last: perhaps you have changed it or taken it back since. If not, try again, and it goes out as it was.'

/**
 * Where a store comes from a backup as a whole, or has lost its log of writes, nobody knows what was taken back since. So what
 * a hub would keep for good waits for its expert's word (K5).
 */
export function holdBack(fresh: Database.Database): void {
  fresh
    .prepare<[string]>(
      `UPDATE outbox SET state = 'quarantined', code = 'from-backup', reason = ? WHERE state = 'waiting'
       AND kind IN ('submit', 'decline') AND hub_id IN (SELECT id FROM hubs WHERE kind = 'hub')`,
    )
    .run(heldText)
}

/**
 * Finished work whose place among what is to be sent cannot be read gets another one, or nobody could send it or write in it
 * again, and a hub that is restored later would not get what it has signed for. Of what is still to be sent only what the
 * damaged store has itself: a backup does not know what was taken back since (K5).
 */
export function queueAgain(fresh: Database.Database, damaged: Database.Database): void {
  const settled = `SELECT id FROM submissions WHERE state NOT IN ('ready', 'sent')`
  const found = new Set(fresh.prepare<[], string>(settled).pluck().all())
  readRows(damaged, { table: 'submissions', columns: ['id'], key: ['id'] }, ({ id }) => found.add(String(id)))
  const add = fresh.prepare(`${placeOf} AND s.id = ?`)
  for (const id of [...found].toSorted()) add.run(id)
}

const placeOf = `INSERT OR IGNORE INTO outbox (id, hub_id, task_no, kind, body, at, state)
  SELECT s.id, t.hub_id, t.no, 'submit', '', s.finished_at,
    CASE s.state WHEN 'ready' THEN 'waiting' WHEN 'sent' THEN 'sent' WHEN 'undone' THEN 'undone' ELSE 'done' END
  FROM submissions s JOIN tasks t ON t.no = s.task_no WHERE s.id NOT IN (SELECT id FROM outbox)`

/**
 * Which files finished work names stands in it, too. Without that it would be sent before them, and wait for ever for files that
 * nothing brings.
 */
export function nameFilesAgain(fresh: Database.Database): void {
  fresh.exec(`INSERT OR IGNORE INTO submission_files (submission_id, sha256, size)
    SELECT s.id, file.value ->> 'sha256', file.value ->> 'size'
    FROM submissions s JOIN submission_contents c ON c.no = s.content_no,
      json_each(CASE WHEN json_valid(c.content) THEN c.content ELSE '{}' END, '$.values') field,
      json_each(CASE field.type WHEN 'array' THEN field.value ELSE '[]' END) file
    WHERE file.type = 'object' AND json_type(file.value, '$.sha256') = 'text' AND json_type(file.value, '$.size') = 'integer'`)
}

/** Work that is to be sent and is not as it was finished is taken from the backup; where that has it not, it goes. */
export function mendUnsentWork(fresh: Database.Database, backup: Database.Database | undefined): void {
  fresh.exec('DELETE FROM submissions WHERE content_no IS NULL')
  const rows = fresh.prepare<[], { id: string; sha256: string; content: string }>(unsentWork).all()
  const kept = backup?.prepare<[string], string>(`SELECT content FROM (${unsentWork}) WHERE id = ?`).pluck()
  const put = fresh.prepare<[string, string]>(
    'UPDATE submission_contents SET content = ? WHERE no = (SELECT content_no FROM submissions WHERE id = ?)',
  )
  for (const { id, sha256, content } of rows) {
    if (contentSum(content) === sha256) continue
    const before = kept?.get(id)
    if (before !== undefined && contentSum(before) === sha256) put.run(before, id)
    else fresh.prepare('DELETE FROM submissions WHERE id = ?').run(id)
  }
}

/**
 * Finished work whose words are gone, or whose place in the outbox only a backup could have known, cannot be sent and would
 * hold up everything else; its task is a draft again, from which it can be finished once more. Where only the task is older
 * than its work, it stands as the work does.
 * @returns how many things to be sent went
 */
export function dropLostWork(db: Database.Database): number {
  const open = `kind = 'submit' AND state IN ('waiting', 'sent', 'quarantined')`
  const { changes } = db.prepare(`DELETE FROM outbox WHERE ${open} AND id NOT IN (SELECT id FROM submissions)`).run()
  db.exec(`
    UPDATE tasks SET state = coalesce((SELECT CASE WHEN w.state IN ('ready', 'sent') THEN 'drafting' ELSE w.state END
      FROM submissions w WHERE w.task_no = tasks.no AND w.state <> 'undone' ORDER BY w.id DESC LIMIT 1), 'drafting')
    WHERE state IN ('ready', 'sent') AND no NOT IN (SELECT task_no FROM outbox WHERE ${open});
    UPDATE submissions SET state = 'undone'
    WHERE state IN ('ready', 'sent') AND id NOT IN (SELECT id FROM outbox WHERE state <> 'undone');
    UPDATE tasks SET state = w.state FROM submissions w
    WHERE w.task_no = tasks.no AND w.state IN ('ready', 'sent') AND tasks.state NOT IN ('ready', 'sent')
      AND w.id IN (SELECT id FROM outbox WHERE ${open})`)
  db.exec(placeOf)
  return changes
}
