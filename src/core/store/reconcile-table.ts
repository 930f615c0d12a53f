import type { Database } from 'better-sqlite3'
import type { ReconcileShow } from '../../shared/contract/desk-reconcile.ts'
import type { OutboxState } from './outbox-table.ts'
import type { SubmissionState } from './submissions-table.ts'

export type ReconcileRecord = {
  id: string
  taskId: string
  title: string
  hubName: string
  state: SubmissionState
  content: string
  sha256: string
  finishedAt: number
  claimedMs: number
  receivedAt: number | null
  late: number | null
  verified: number | null
  review: string | null
  outboxState: OutboxState | null
  reason: string | null
}

export type ReconcileTable = {
  /** Newest first; what was taken back before it left is not among them, nor the sample, which has no hub. */
  page(show: ReconcileShow, limit: number, offset: number): ReconcileRecord[]
  counts(): { all: number; disagreeing: number }
}

/** By the index in the list's own order (the joins are to be made in this order), so that no content is read. */
const from = (index: string) => `FROM submissions s INDEXED BY ${index} CROSS JOIN tasks t ON t.no = s.task_no
  CROSS JOIN hubs h ON h.id = t.hub_id WHERE s.state <> 'undone' AND h.kind = 'hub'`
const lists: Record<ReconcileShow, string> = {
  all: from('submissions_to_list'),
  disagreeing: `${from('submissions_unproven')} AND s.verified IS NOT 1`,
}

/** What was handed in, with all that is known of it at its hub. */
export function createReconcileTable(db: Database): ReconcileTable {
  // The page is chosen by the index first, and only its rows are read.
  const page = (list: string) =>
    db.prepare<[number, number], ReconcileRecord>(
      `SELECT s.id, t.id AS taskId, t.title, h.name AS hubName, s.state, c.content, s.sha256, s.finished_at AS finishedAt,
         s.claimed_ms AS claimedMs, s.received_at AS receivedAt, s.late, s.verified, s.review, o.state AS outboxState, o.reason
       FROM (SELECT s.id ${list} ORDER BY s.finished_at DESC, s.id DESC LIMIT ? OFFSET ?) chosen
       CROSS JOIN submissions s ON s.id = chosen.id
       CROSS JOIN submission_contents c ON c.no = s.content_no CROSS JOIN tasks t ON t.no = s.task_no
       CROSS JOIN hubs h ON h.id = t.hub_id
       LEFT JOIN outbox o ON o.id = s.id
       ORDER BY s.finished_at DESC, s.id DESC`,
    )
  const pages = { all: page(lists.all), disagreeing: page(lists.disagreeing) }
  const all = db.prepare<[], { n: number }>(`SELECT count(*) AS n ${lists.all}`)
  const disagreeing = db.prepare<[], { n: number }>(`SELECT count(*) AS n ${lists.disagreeing}`)
  return {
    page: (show, limit, offset) => pages[show].all(limit, offset),
    counts: () => ({ all: all.get()?.n ?? 0, disagreeing: disagreeing.get()?.n ?? 0 }),
  }
}
