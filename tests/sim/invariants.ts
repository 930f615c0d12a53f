import type Database from 'better-sqlite3'
import { canonicalJson } from '../../src/shared/rules/canonical-json.ts'
import type { Model } from './model.ts'
import type { SimDesk } from './sim-desk.ts'
import { hasRival } from './traits.ts'
import type { Truth } from './truth.ts'
import type { World } from './world.ts'

/** Invariants of docs/sync-spec.md, each by the rule that it holds the programs to. */

/**
 * P2: whatever the hub said up to the cursor, the desk holds, in its newest state.
 * @param isRestored the hub may have lost a review, which its expert keeps until there is another, and may have signed anew
 *   for work of which there is an earlier receipt (P9)
 */
export function checkCursor(desk: SimDesk, truth: Truth, isRestored: boolean): string[] {
  return desk.look((db) => {
    const problems: string[] = []
    const hub = db.prepare<[], { epoch: string | null; cursor: number }>('SELECT epoch, cursor FROM hubs').get()
    if (hub === undefined || hub.epoch !== truth.epoch) return []
    const say = (what: string): void => void problems.push(`[P2] desk ${desk.name}, cursor ${hub.cursor}: ${what}`)
    if (hub.cursor > truth.newest) say(`the hub has given out only ${truth.newest}`)
    const one = (sql: string, id: string): unknown => db.prepare<[string]>(sql).get(id)
    for (const { seq, kind, id, content, assignment } of truth.feed) {
      if (seq > hub.cursor) continue
      const name = `${kind} ${id} of change ${seq}`
      if (kind === 'task') {
        const sql = 'SELECT assignment FROM task_contents JOIN tasks ON no = task_no WHERE id = ?'
        const row = one(sql, id) as { assignment: string } | undefined
        if (row === undefined) say(`${name} is not here`)
        else if (!same(JSON.parse(row.assignment), assignment)) {
          say(`${name} is ${row.assignment} and should be ${JSON.stringify(assignment)}`)
        }
      } else if (kind === 'programme' || kind === 'batch') {
        const row = one(`SELECT content FROM ${kind === 'batch' ? 'batches' : 'programmes'} WHERE id = ?`, id) as
          | { content: string }
          | undefined
        if (row === undefined) say(`${name} is not here`)
        else if (kind === 'programme' && guidelineOf(row.content) !== guidelineOf(content)) {
          say(`${name} has guideline ${guidelineOf(row.content)} and should have ${guidelineOf(content)}`)
        }
      } else if (kind === 'submission') {
        const sql = `SELECT s.state, receipt, review, o.state AS operation, o.told_seq AS told
          FROM submissions s JOIN outbox o ON o.id = s.id WHERE s.id = ?`
        const row = one(sql, id) as
          | { state: string; receipt: string | null; review: string | null; operation: string; told: number | null }
          | undefined
        const report = JSON.parse(content) as { state: string; receipt: string; review?: unknown }
        // One from the expert's other desk is not kept here.
        if (row === undefined) continue
        // Its receipt comes with the answer (P11).
        if (report.state === 'received' && row.told !== null && row.operation !== 'done') continue
        if (row.state !== report.state) say(`${name} is ${row.state} and should be ${report.state}`)
        if (isRestored ? row.receipt === null : row.receipt !== report.receipt) say(`${name} has another receipt`)
        if (isRestored && report.review === undefined) continue
        if (!same(JSON.parse(row.review ?? 'null'), report.review ?? null)) say(`${name} has another review`)
      }
    }
    const refused = db.prepare<[], { reason: string }>('SELECT reason FROM refused_changes').get()
    if (refused !== undefined) problems.push(`[P4] desk ${desk.name} refused a sound change: ${refused.reason}`)
    return problems
  })
}

/** O1, O2: what the desk counts as done, the hub has; what was sent once is there once, as it was sent. */
export function checkSubmissions(model: Model, truth: Truth): string[] {
  const problems: string[] = []
  for (const click of model.clicks) {
    const found = truth.submissions.filter(({ answer }) => lastMarker(answer) === click.marker)
    if (found.length > 1) problems.push(`[O2] ${click.marker} is at the hub ${found.length} times`)
    if (click.fate === 'taken-back' && found.length > 0) problems.push(`[O7] ${click.marker} was taken back and sent`)
    const [only] = found
    if (only === undefined) continue
    if (only.answer !== click.text) problems.push(`[O2] ${click.marker} is at the hub with another text`)
    if (String(only.files) !== String(click.files)) problems.push(`[O2] ${click.marker} is at the hub with other files`)
  }
  return problems
}

/**
 * R1: whoever has a receipt has the hub's word for something that the hub holds.
 * @param ofWorkAlone what was done with a task before its work does not matter any more
 */
export function checkDone(desk: SimDesk, truth: Truth, ofWorkAlone: boolean): string[] {
  const held = new Map(truth.submissions.map((submission) => [submission.id, submission]))
  return desk.look((db) => {
    const done = db.prepare<[], { id: string; kind: string }>(`SELECT id, kind FROM outbox WHERE state = 'done'`).all()
    const receipts = db
      .prepare<[], { id: string; sha256: string }>('SELECT id, sha256 FROM submissions WHERE receipt IS NOT NULL')
      .all()
    return [
      ...done
        .filter(({ id, kind }) => !truth.operations.has(id) && (kind === 'submit' || !ofWorkAlone))
        .map(({ id, kind }) => `[O2] desk ${desk.name} counts ${kind} ${id} as done; the hub never did it`),
      ...receipts
        .filter(({ id }) => !held.has(id))
        .map(({ id }) => `[R1] desk ${desk.name} has a receipt for ${id}; the hub does not have it`),
    ]
  })
}

/**
 * O1: work that was finished and the operation that carries it are there together, or neither is.
 * @param isRestored work of which there is a receipt may be handed in again, and its task stands as it stood (P9)
 */
export function checkOutbox(desk: SimDesk, isRestored: boolean): string[] {
  return desk.look((db) =>
    db
      .prepare<[number], { id: string; submission: string; lane: string | null; task: string }>(
        `SELECT s.id, s.state AS submission, o.state AS lane, t.state AS task
         FROM submissions s JOIN tasks t ON t.no = s.task_no LEFT JOIN outbox o ON o.id = s.id
         WHERE o.id IS NULL OR (s.state = 'undone') <> (o.state = 'undone')
           OR (s.state = 'ready' AND o.state NOT IN ('waiting', 'quarantined'))
           OR (o.state IN ('waiting', 'sent') AND t.state NOT IN ('ready', 'sent') AND NOT (? AND s.receipt IS NOT NULL))`,
      )
      .all(isRestored ? 1 : 0)
      .map(
        ({ id, submission, lane, task }) =>
          `[O1] desk ${desk.name}: submission ${id} is ${submission}, its operation ${lane}, its task ${task}`,
      ),
  )
}

/** O4: the hub entered what one desk did with one task in the order in which it was done. */
export function checkLaneOrder(desk: SimDesk, model: Model, world: World): string[] {
  const place = new Map(world.hub.faults.entered.map((id, i) => [id, i]))
  // To take what has gone on to somebody else is refused until work is handed in, and a hub that died told nobody.
  const declined = new Set(hasRival(world.seed) ? world.desks.flatMap((one) => one.look(tasksDeclined)) : [])
  return desk.look((db) => {
    const rows = db
      .prepare<[], { id: string; taskNo: number; taskId: string; kind: string }>(
        'SELECT o.id, o.task_no AS taskNo, t.id AS taskId, o.kind FROM outbox o JOIN tasks t ON t.no = o.task_no ORDER BY o.seq',
      )
      .all()
    const last = new Map<number, number>()
    const problems: string[] = []
    for (const { id, taskNo, taskId, kind } of rows) {
      const at = place.get(id)
      if (at === undefined || model.refused.has(id)) continue
      if (kind === 'take' && declined.has(taskId)) continue
      if (at < (last.get(taskNo) ?? -1)) problems.push(`[O4] desk ${desk.name}: ${kind} ${id} overtook its lane`)
      last.set(taskNo, at)
    }
    return problems
  })
}

function tasksDeclined(db: Database.Database): string[] {
  return db
    .prepare<[], { id: string }>(
      `SELECT DISTINCT t.id FROM outbox o JOIN tasks t ON t.no = o.task_no WHERE o.kind = 'decline'`,
    )
    .all()
    .map(({ id }) => id)
}

type Lane = {
  id: string
  kind: string
  state: string
  code: string | null
  content: string | null
  /** The hub has work of the same task that was finished after it. */
  isSettled: number
}

const isRefused = ({ state, code }: Lane): boolean => state === 'quarantined' && code === 'not-possible'

/** At rest: every lane is empty, or stands in quarantine for a reason; every submission that was sent has its receipt. */
export function checkAtRest(desk: SimDesk, model: Model, truth: Truth, poison: string | undefined): string[] {
  return desk.look((db) => {
    const problems: string[] = []
    const hub = db.prepare<[], { cursor: number }>('SELECT cursor FROM hubs').get()
    if (hub?.cursor !== truth.newest) {
      problems.push(`[P1] desk ${desk.name} rests at cursor ${hub?.cursor}; the hub is at ${truth.newest}`)
    }
    const lanes = db
      .prepare<[], Lane>(
        `SELECT o.id, o.kind, o.state, o.code, c.content,
           EXISTS (SELECT 1 FROM outbox later WHERE later.task_no = o.task_no AND later.seq > o.seq
             AND later.kind = 'submit' AND later.state = 'done') AS isSettled
         FROM outbox o LEFT JOIN submissions s ON s.id = o.id LEFT JOIN submission_contents c ON c.no = s.content_no
         WHERE o.state IN ('waiting', 'sent', 'quarantined')`,
      )
      .all()
    for (const lane of lanes) {
      if (lane.kind !== 'submit' && lane.isSettled === 1) {
        problems.push(`[V2] desk ${desk.name} rests with ${lane.kind} ${lane.id} ${lane.state}; the hub has later work`)
      }
      if (poison !== undefined && lane.content?.includes(poison) === true) continue
      // What the hub may refuse in this world: giving back what was handed in, taking on what was given back.
      if (isRefused(lane) && lane.kind !== 'submit') continue
      // What came back with an older store, and was taken back and finished anew before.
      if (isRefused(lane) && model.clicks.some(({ id, mayHaveLeft }) => id === lane.id && mayHaveLeft)) continue
      problems.push(`[O5] desk ${desk.name} rests with ${lane.kind} ${lane.id} ${lane.state} (${lane.code})`)
    }
    const held = new Set(truth.submissions.map(({ id }) => id))
    for (const click of model.clicks) {
      if (click.desk !== desk.name || click.fate !== 'sent' || click.id === undefined) continue
      if (poison !== undefined && click.text.includes(poison)) continue
      if (click.mayHaveLeft && lanes.some((lane) => lane.id === click.id && isRefused(lane))) continue
      if (!held.has(click.id)) problems.push(`[O1] ${click.marker} was sent and is not at the hub`)
      const row = db
        .prepare<[string], { receipt: string | null; verified: number }>(
          'SELECT receipt, verified FROM submissions WHERE id = ?',
        )
        .get(click.id)
      if (row?.receipt == null || row.verified !== 1) problems.push(`[R3] ${click.marker} rests without its receipt`)
    }
    return problems
  })
}

/** Earlier markers stand in the text as well, where it was revised. */
function lastMarker(text: string): string | undefined {
  return text.match(/#[AB]\d+#/g)?.at(-1)
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}

function guidelineOf(programme: string): number {
  return (JSON.parse(programme) as { guideline: { version: number } }).guideline.version
}
