import type { Database } from 'better-sqlite3'
import { LEAVING, WRITABLE } from '../../shared/rules/task-states.ts'
import { statesToSql } from './tasks-table.ts'

export type OutboxState = 'waiting' | 'sent' | 'done' | 'quarantined' | 'undone'
export type OutboxRow = {
  seq: number
  id: string
  hubId: string
  taskNo: number
  taskId: string
  title: string
  kind: 'take' | 'decline' | 'extend' | 'submit'
  /** JSON text of the operation's body; empty for a submission, whose content lies with the submission. */
  body: string
  at: number
  state: OutboxState
  attempts: number
  nextAt: number
  code: string | null
  reason: string | null
  /** The field that the hub's refusal is about. */
  field: string | null
  bytes: number
  /** The hub has not got all the files that a submission names, as far as this desk knows. */
  awaitsFiles: number
  sample: number
}

export type OutboxTable = {
  add(operation: { id: string; hubId: string; taskNo: number; kind: OutboxRow['kind']; body: string; at: number }): void
  /** Every operation the hub has not settled, oldest first; of one hub or of all. */
  open(hubId?: string): OutboxRow[]
  /** The same of one hub, one by one; the store takes no other statement until the last is read or the loop is left. */
  eachOpen(hubId: string): IterableIterator<OutboxRow>
  openOfTask(taskNo: number): OutboxRow[]
  /** Whether the last that was done with a task is work that was taken back. */
  isTakenBack(taskNo: number): boolean
  get(id: string): OutboxRow | undefined
  setSent(id: string): void
  /** The request that it was in reached nobody. @returns whether it waits again: not where it has left another way */
  setUnsent(id: string): boolean
  /** It has left in a file, whatever becomes of the request that it is in. */
  keepSent(id: string): void
  setDone(id: string): void
  setUndone(id: string): void
  /** Decisions about a task that the hub refused, when it has work that was sent after them: they are undone. */
  undoRefusedDecisions(taskNo: number): void
  /** Whether something of a task waits, besides wishes for more time. */
  hasOpen(taskNo: number): boolean
  setLater(id: string, attempts: number, nextAt: number, code: string, reason: string): void
  setQuarantined(id: string, code: string, reason: string, field?: string): void
  /** Makes an operation due now: after a quarantine or a long wait. */
  setDue(id: string): void
  /** Makes all waiting operations of a hub due now. */
  setAllDue(hubId: string): void
  /** Lets everything out of quarantine, to be tried again. */
  releaseAll(): void
  /** Has a settled operation sent again. */
  reopen(id: string): void
  /** The same of what came after it in its lane and was refused for its content, which may name it (`supersedes`). */
  reopenAfter(id: string): void
  /**
   * The same for all that was decided about tasks of a hub whose work it has not signed for: that one was taken, that its
   * date was moved, that it was given back; also of what it refused, as it may have forgotten what that hangs on.
   */
  reopenDecisions(hubId: string): void
  /**
   * The feed has said by the change `seq` that the hub has this work, without its receipt.
   * @returns whether it is on its way, so that the answer is still awaited
   */
  setTold(id: string, seq: number): boolean
  /** The first number by which that was said of work that still waits for its answer; then it is forgotten. */
  takeTold(hubId: string): number | undefined
  /** Gives an operation that was refused a number of its own again. Not for submissions, whose content names it. */
  renumber(id: string, newId: string): void
}

const select = `SELECT o.seq, o.id, o.hub_id AS hubId, o.task_no AS taskNo, t.id AS taskId, t.title, o.kind, o.body, o.at, o.state,
  o.attempts, o.next_at AS nextAt, o.code, o.reason, o.field, length(o.body) + coalesce(s.bytes, 0) AS bytes,
  h.kind = 'sample' AS sample,
  EXISTS (SELECT 1 FROM submission_files sf WHERE sf.submission_id = o.id AND NOT EXISTS (
    SELECT 1 FROM files_at_hubs a WHERE a.hub_id = o.hub_id AND a.sha256 = sf.sha256)) AS awaitsFiles
  FROM outbox o JOIN tasks t ON t.no = o.task_no JOIN hubs h ON h.id = o.hub_id LEFT JOIN submissions s ON s.id = o.id`
const open = `state IN ('waiting', 'sent', 'quarantined')`
const isOpen = `o.${open}`

/** What the hub has not got yet: one lane a task, in the order of `seq`. */
export function createOutboxTable(db: Database): OutboxTable {
  const add = db.prepare(
    `INSERT INTO outbox (id, hub_id, task_no, kind, body, at, state) VALUES (@id, @hubId, @taskNo, @kind, @body, @at, 'waiting')`,
  )
  const openOfHub = db.prepare<[string], OutboxRow>(`${select} WHERE o.hub_id = ? AND ${isOpen} ORDER BY o.seq`)
  const openAll = db.prepare<[], OutboxRow>(`${select} WHERE ${isOpen} ORDER BY o.seq`)
  const openOfTask = db.prepare<[number], OutboxRow>(`${select} WHERE o.task_no = ? AND ${isOpen} ORDER BY o.seq`)
  const isTakenBack = db
    .prepare<[number], number>(
      `SELECT kind = 'submit' AND state = 'undone' FROM outbox WHERE task_no = ? ORDER BY seq DESC LIMIT 1`,
    )
    .pluck()
  const get = db.prepare<[string], OutboxRow>(`${select} WHERE o.id = ?`)
  const setState = db.prepare<[string, string]>(
    'UPDATE outbox SET state = ?, code = NULL, reason = NULL, field = NULL WHERE id = ?',
  )
  const setUnsent = db.prepare<[string]>(`UPDATE outbox SET state = 'waiting' WHERE id = ? AND state = 'sent'`)
  /** Held no longer than this process: what it finds as sent at its start stays sent. */
  const carried = new Set<string>()
  const setDone = db.prepare<[string]>(
    `UPDATE outbox SET state = 'done', code = NULL, reason = NULL, field = NULL WHERE id = ? AND state <> 'done'`,
  )
  const undoRefusedDecisions = db.prepare<[number]>(
    `UPDATE outbox SET state = 'undone', code = NULL, reason = NULL, field = NULL
     WHERE task_no = ? AND state = 'quarantined' AND kind <> 'submit' AND EXISTS (SELECT 1 FROM outbox work
       WHERE work.task_no = outbox.task_no AND work.seq > outbox.seq AND work.kind = 'submit' AND work.state = 'done')`,
  )
  const hasOpen = db
    .prepare<[number], number>(
      `SELECT EXISTS (SELECT 1 FROM outbox o WHERE o.task_no = ? AND ${isOpen} AND o.kind <> 'extend')`,
    )
    .pluck()
  const setLater = db.prepare<[number, number, string, string, string]>(
    `UPDATE outbox SET attempts = ?, next_at = ?, code = ?, reason = ? WHERE id = ?`,
  )
  // Only what is open: while its file was on its way it may have been taken back, or the feed has brought its receipt.
  const setQuarantined = db.prepare<[string, string, string | null, string]>(
    `UPDATE outbox SET state = 'quarantined', code = ?, reason = ?, field = ? WHERE id = ? AND ${open}`,
  )
  const release = `UPDATE outbox SET state = CASE state WHEN 'quarantined' THEN 'waiting' ELSE state END, next_at = 0,
    code = NULL, reason = NULL, field = NULL`
  const setDue = db.prepare<[string]>(`${release} WHERE id = ?`)
  const releaseAll = db.prepare<[]>(`${release} WHERE state = 'quarantined'`)
  const again = `UPDATE outbox SET state = 'waiting', attempts = 0, next_at = 0, code = NULL, reason = NULL, field = NULL`
  const reopen = db.prepare<[string]>(`${again} WHERE state = 'done' AND id = ?`)
  const reopenAfter = db.prepare<[string]>(
    `${again} WHERE state = 'quarantined' AND code = 'bad-content' AND EXISTS (SELECT 1 FROM outbox before
       WHERE before.id = ? AND before.task_no = outbox.task_no AND before.seq < outbox.seq)`,
  )
  const reopenDecisions = db.prepare<[string]>(
    `${again} WHERE (state = 'done' OR (state = 'quarantined' AND code = 'not-possible')) AND hub_id = ? AND EXISTS (SELECT 1 FROM tasks t WHERE t.no = outbox.task_no AND (
       (outbox.kind IN ('take', 'extend') AND t.state IN ${statesToSql([...WRITABLE, ...LEAVING])})
       OR (outbox.kind = 'decline' AND t.state = 'declined')))`,
  )
  const setTold = db.prepare<[number, string]>(
    `UPDATE outbox SET told_seq = ? WHERE id = ? AND state IN ('waiting', 'sent')`,
  )
  const waitsForAnswer = `hub_id = ? AND ${open} AND told_seq IS NOT NULL`
  const firstTold = db
    .prepare<[string], number | null>(`SELECT min(told_seq) FROM outbox WHERE ${waitsForAnswer}`)
    .pluck()
  const forgetTold = db.prepare<[string]>(`UPDATE outbox SET told_seq = NULL WHERE ${waitsForAnswer}`)
  const renumber = db.prepare<[string, string]>('UPDATE outbox SET id = ? WHERE id = ?')
  const setAllDue = db.prepare<[string]>(
    `UPDATE outbox SET next_at = 0 WHERE hub_id = ? AND state IN ('waiting', 'sent')`,
  )
  return {
    add: (operation) => void add.run(operation),
    open: (hubId) => (hubId === undefined ? openAll.all() : openOfHub.all(hubId)),
    eachOpen: (hubId) => openOfHub.iterate(hubId),
    openOfTask: (taskNo) => openOfTask.all(taskNo),
    isTakenBack: (taskNo) => isTakenBack.get(taskNo) === 1,
    get: (id) => get.get(id),
    setSent: (id) => void setState.run('sent', id),
    setUnsent: (id) => !carried.has(id) && setUnsent.run(id).changes === 1,
    keepSent: (id) => void carried.add(id),
    setDone: (id) => void setDone.run(id),
    setUndone: (id) => void setState.run('undone', id),
    undoRefusedDecisions: (taskNo) => void undoRefusedDecisions.run(taskNo),
    hasOpen: (taskNo) => hasOpen.get(taskNo) === 1,
    setLater: (id, attempts, nextAt, code, reason) => void setLater.run(attempts, nextAt, code, reason, id),
    setQuarantined: (id, code, reason, at) => void setQuarantined.run(code, reason, at ?? null, id),
    setDue: (id) => void setDue.run(id),
    setAllDue: (hubId) => void setAllDue.run(hubId),
    releaseAll: () => void releaseAll.run(),
    reopen: (id) => void reopen.run(id),
    reopenAfter: (id) => void reopenAfter.run(id),
    reopenDecisions: (hubId) => void reopenDecisions.run(hubId),
    setTold: (id, seq) => setTold.run(seq, id).changes === 1,
    takeTold: (hubId) => {
      const seq = firstTold.get(hubId) ?? undefined
      if (seq !== undefined) forgetTold.run(hubId)
      return seq
    },
    renumber: (id, newId) => void renumber.run(newId, id),
  }
}
