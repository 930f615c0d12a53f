import type { Database } from 'better-sqlite3'

export type SubmissionState = 'ready' | 'sent' | 'received' | 'accepted' | 'returned' | 'rejected' | 'undone'
export type SubmissionRow = {
  id: string
  taskNo: number
  taskId: string
  title: string
  hubId: string
  hubName: string
  content: string
  sha256: string
  finishedAt: number
  claimedMs: number
  supersedes: string | null
  state: SubmissionState
  receipt: string | null
  receivedAt: number | null
  late: number | null
  verified: number | null
  review: string | null
  quarantined: number
}

/** What sync asks about a submission, without its content. */
export type SubmissionHead = Pick<
  SubmissionRow,
  'id' | 'taskNo' | 'taskId' | 'hubId' | 'sha256' | 'claimedMs' | 'state' | 'receipt' | 'verified'
>

/** What became of a task's work, without its content. */
export type CountedSubmission = Pick<
  SubmissionRow,
  'id' | 'taskId' | 'finishedAt' | 'claimedMs' | 'state' | 'review' | 'quarantined'
>

export type NewSubmission = Pick<
  SubmissionRow,
  'id' | 'taskNo' | 'content' | 'sha256' | 'finishedAt' | 'claimedMs' | 'supersedes' | 'state'
>

export type SubmissionsTable = {
  /** @param files that it names */
  add(submission: NewSubmission, files: readonly { sha256: string; size: number }[]): void
  /** Files that a submission names and the hub has not got, as far as this desk knows. */
  filesOf(id: string): { sha256: string; size: number }[]
  get(id: string): SubmissionRow | undefined
  head(id: string): SubmissionHead | undefined
  /** The submission as JSON text, as it was finished. */
  content(id: string): string | undefined
  /** The highest id of all, also of those that a hub has told of and that are not here. */
  newestId(): string | undefined
  /** A hub has work under this id that is not here: from another device, or from before a backup was put back. */
  noteTold(id: string): void
  /** The newest of a task that was not taken back before it left. */
  newest(taskNo: number): { id: string; state: Exclude<SubmissionState, 'undone'> } | undefined
  /** Newest first; those taken back before they left are not among them. */
  ofTask(taskNo: number): SubmissionRow[]
  page(limit: number, offset: number): SubmissionRow[]
  /** What counts of each task, as `countedOf` finds it; those finished last first. */
  countedOfAll(): CountedSubmission[]
  count(): number
  receiptCount(): number
  setState(id: string, state: SubmissionState): void
  setReceipt(id: string, receipt: string, receivedAt: number, late: boolean, verified: boolean): void
  setReview(id: string, review: string): void
  /** All that a hub has signed for: it is to say anew that it has it. */
  doubtAll(hubId: string): void
  /** The hub has spoken of it. */
  confirm(id: string): void
  /** What a hub has signed for and not spoken of since `doubtAll`, oldest first. */
  unconfirmed(hubId: string): string[]
}

const select = `SELECT s.id, s.task_no AS taskNo, t.id AS taskId, t.title, t.hub_id AS hubId, h.name AS hubName, c.content, s.sha256,
  s.finished_at AS finishedAt, s.claimed_ms AS claimedMs, s.supersedes, s.state, s.receipt, s.received_at AS receivedAt,
  s.late, s.verified, s.review, EXISTS (SELECT 1 FROM outbox o WHERE o.id = s.id AND o.state = 'quarantined') AS quarantined
  FROM submissions s JOIN submission_contents c ON c.no = s.content_no JOIN tasks t ON t.no = s.task_no
  JOIN hubs h ON h.id = t.hub_id`

/**
 * SQL of the submission that a task is paid by: its newest that was not taken back before it left, as `newest` finds it.
 * Where that one was not accepted and an earlier one had been, as while it was on its way, it is the earlier one.
 * @param taskNo SQL of the task's number
 */
export const countedOf = (taskNo: string): string =>
  `(SELECT c.id FROM submissions c WHERE c.task_no = ${taskNo} AND c.state <> 'undone'
    ORDER BY c.state = 'accepted' AND 'rejected' = (SELECT l.state FROM submissions l
      WHERE l.task_no = c.task_no AND l.state <> 'undone' ORDER BY l.id DESC LIMIT 1) DESC, c.id DESC LIMIT 1)`

const TOLD_KEY = 'newest-told'

export function createSubmissionsTable(db: Database): SubmissionsTable {
  const addContent = db.prepare<[string]>('INSERT INTO submission_contents (content) VALUES (?)')
  const add = db.prepare<[NewSubmission & { contentNo: number | bigint }]>(
    `INSERT INTO submissions (id, task_no, content_no, bytes, sha256, finished_at, claimed_ms, supersedes, state)
     VALUES (@id, @taskNo, @contentNo, octet_length(@content), @sha256, @finishedAt, @claimedMs, @supersedes, @state)`,
  )
  const addFile = db.prepare<[string, string, number]>(
    'INSERT OR IGNORE INTO submission_files (submission_id, sha256, size) VALUES (?, ?, ?)',
  )
  const filesOf = db.prepare<[string], { sha256: string; size: number }>(
    `SELECT sf.sha256, sf.size FROM submission_files sf JOIN submissions s ON s.id = sf.submission_id
       JOIN tasks t ON t.no = s.task_no LEFT JOIN files_at_hubs a ON a.hub_id = t.hub_id AND a.sha256 = sf.sha256
     WHERE sf.submission_id = ? AND a.sha256 IS NULL`,
  )
  const get = db.prepare<[string], SubmissionRow>(`${select} WHERE s.id = ?`)
  const head = db.prepare<[string], SubmissionHead>(
    `SELECT s.id, s.task_no AS taskNo, t.id AS taskId, t.hub_id AS hubId, s.sha256, s.claimed_ms AS claimedMs, s.state,
       s.receipt, s.verified FROM submissions s JOIN tasks t ON t.no = s.task_no WHERE s.id = ?`,
  )
  const content = db
    .prepare<[string], string>(
      'SELECT c.content FROM submissions s JOIN submission_contents c ON c.no = s.content_no WHERE s.id = ?',
    )
    .pluck()
  const newest = db.prepare<[number], { id: string; state: Exclude<SubmissionState, 'undone'> }>(
    `SELECT id, state FROM submissions WHERE task_no = ? AND state <> 'undone' ORDER BY id DESC LIMIT 1`,
  )
  const newestId = db
    .prepare<[], string | null>(
      `SELECT max(id) FROM (SELECT id FROM submissions UNION ALL SELECT value FROM meta WHERE key = '${TOLD_KEY}')`,
    )
    .pluck()
  const noteTold = db.prepare<[string]>(
    `INSERT INTO meta (key, value) VALUES ('${TOLD_KEY}', ?)
     ON CONFLICT (key) DO UPDATE SET value = max(value, excluded.value)`,
  )
  const ofTask = db.prepare<[number], SubmissionRow>(
    `${select} WHERE s.task_no = ? AND s.state <> 'undone' ORDER BY s.id DESC`,
  )
  const page = db.prepare<[number, number], SubmissionRow>(
    `${select} WHERE s.state <> 'undone' ORDER BY s.finished_at DESC, s.id DESC LIMIT ? OFFSET ?`,
  )
  const countedOfAll = db.prepare<[], CountedSubmission>(
    `SELECT s.id, t.id AS taskId, s.finished_at AS finishedAt, s.claimed_ms AS claimedMs, s.state, s.review,
       EXISTS (SELECT 1 FROM outbox o WHERE o.id = s.id AND o.state = 'quarantined') AS quarantined
     FROM (SELECT DISTINCT task_no FROM submissions WHERE state <> 'undone') n
       JOIN submissions s ON s.id = ${countedOf('n.task_no')} JOIN tasks t ON t.no = s.task_no
     ORDER BY s.finished_at DESC, s.id DESC`,
  )
  const count = db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM submissions WHERE state <> 'undone'`)
  const receiptCount = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM submissions WHERE receipt IS NOT NULL')
  // The feed repeats what the answer to the sending said.
  const setState = db.prepare<[string, string, string]>('UPDATE submissions SET state = ? WHERE id = ? AND state <> ?')
  const setReceipt = db.prepare<[string, number, number, number, string]>(
    'UPDATE submissions SET receipt = ?, received_at = ?, late = ?, verified = ? WHERE id = ?',
  )
  const setReview = db.prepare<[string, string]>('UPDATE submissions SET review = ? WHERE id = ?')
  const doubtAll = db.prepare<[string]>(
    `UPDATE submissions SET unconfirmed = 1
     WHERE receipt IS NOT NULL AND verified = 1 AND task_no IN (SELECT no FROM tasks WHERE hub_id = ?)`,
  )
  const confirm = db.prepare<[string]>('UPDATE submissions SET unconfirmed = 0 WHERE id = ? AND unconfirmed = 1')
  const unconfirmed = db
    .prepare<[string], string>(
      `SELECT s.id FROM submissions s JOIN tasks t ON t.no = s.task_no
       WHERE s.unconfirmed = 1 AND t.hub_id = ? ORDER BY s.id`,
    )
    .pluck()
  return {
    add: (submission, files) => {
      const { lastInsertRowid: contentNo } = addContent.run(submission.content)
      add.run({ ...submission, contentNo })
      for (const { sha256, size } of files) addFile.run(submission.id, sha256, size)
    },
    filesOf: (id) => filesOf.all(id),
    get: (id) => get.get(id),
    head: (id) => head.get(id),
    content: (id) => content.get(id),
    newestId: () => newestId.get() ?? undefined,
    noteTold: (id) => void noteTold.run(id),
    newest: (taskNo) => newest.get(taskNo),
    ofTask: (taskNo) => ofTask.all(taskNo),
    page: (limit, offset) => page.all(limit, offset),
    countedOfAll: () => countedOfAll.all(),
    count: () => count.get()?.n ?? 0,
    receiptCount: () => receiptCount.get()?.n ?? 0,
    setState: (id, state) => void setState.run(state, id, state),
    setReceipt: (id, receipt, receivedAt, late, verified) =>
      void setReceipt.run(receipt, receivedAt, late ? 1 : 0, verified ? 1 : 0, id),
    setReview: (id, review) => void setReview.run(review, id),
    doubtAll: (hubId) => void doubtAll.run(hubId),
    confirm: (id) => void confirm.run(id),
    unconfirmed: (hubId) => unconfirmed.all(hubId),
  }
}
