import type { Database } from 'better-sqlite3'
import type { RefusedChangeView } from '../../shared/contract/desk-reconcile.ts'
import type { Batch, Programme } from '../../shared/domain/task.ts'
import { hourlyMinor } from '../../shared/rules/pay.ts'

export type RefusedChange = {
  hubId: string
  kind: string
  entityId: string
  seq: number
  reason: string
  body: string
  at: number
}

export type FeedTable = {
  /** @returns false when one with this id belongs to another hub; then nothing is changed */
  putProgramme(hubId: string, programme: Programme): boolean
  /** @returns false when one with this id belongs to another hub; then nothing is changed */
  putBatch(hubId: string, batch: Batch): boolean
  /** The hub that a batch, or a programme, is of; undefined where it is not here. */
  hubOf(kind: 'batch' | 'programme', id: string): string | undefined
  /** The stored JSON text of a programme. */
  programme(id: string): string | undefined
  /** The stored JSON text of a batch. */
  batch(id: string): string | undefined
  putRefused(change: RefusedChange): void
  dropRefused(hubId: string, kind: string, entityId: string): void
  refusedCount(): number
  /** The number of the first change of a hub that is kept aside. */
  firstRefused(hubId: string): number | undefined
  /** Newest first, without their bodies. */
  refused(limit: number): RefusedChangeView[]
  refusedBody(hubId: string, kind: string, entityId: string): string | undefined
}

/** What the feed brings besides tasks, and what it brought that could not be read. */
export function createFeedTable(db: Database): FeedTable {
  const putProgramme = db.prepare<[string, string, string, string, number, string]>(
    `INSERT INTO programmes (id, hub_id, name, rate, hourly_minor, content) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, rate = excluded.rate, hourly_minor = excluded.hourly_minor,
       content = excluded.content
     WHERE hub_id = excluded.hub_id`,
  )
  const putBatch = db.prepare<[string, string, string, string, number | null, string]>(
    `INSERT INTO batches (id, hub_id, programme_id, title, due_at, content) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET programme_id = excluded.programme_id, title = excluded.title, due_at = excluded.due_at,
       content = excluded.content
     WHERE hub_id = excluded.hub_id`,
  )
  const hubOf = {
    batch: db.prepare<[string], string>('SELECT hub_id FROM batches WHERE id = ?').pluck(),
    programme: db.prepare<[string], string>('SELECT hub_id FROM programmes WHERE id = ?').pluck(),
  }
  const programme = db.prepare<[string], { content: string }>('SELECT content FROM programmes WHERE id = ?')
  const batch = db.prepare<[string], { content: string }>('SELECT content FROM batches WHERE id = ?')
  const putRefused = db.prepare<[RefusedChange]>(
    `INSERT INTO refused_changes (hub_id, kind, entity_id, seq, reason, body, at)
     VALUES (@hubId, @kind, @entityId, @seq, @reason, @body, @at)
     ON CONFLICT (hub_id, kind, entity_id) DO UPDATE SET seq = excluded.seq, reason = excluded.reason, body = excluded.body, at = excluded.at`,
  )
  const dropRefused = db.prepare<[string, string, string]>(
    'DELETE FROM refused_changes WHERE hub_id = ? AND kind = ? AND entity_id = ?',
  )
  const refused = db.prepare<[number], RefusedChangeView>(
    `SELECT r.hub_id AS hubId, h.name AS hubName, r.kind, r.entity_id AS entityId, r.at, r.reason, octet_length(r.body) AS bytes
     FROM refused_changes r JOIN hubs h ON h.id = r.hub_id ORDER BY r.at DESC, r.seq DESC LIMIT ?`,
  )
  const refusedBody = db.prepare<[string, string, string], { body: string }>(
    'SELECT body FROM refused_changes WHERE hub_id = ? AND kind = ? AND entity_id = ?',
  )
  const refusedCount = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM refused_changes')
  const firstRefused = db
    .prepare<[string], number | null>('SELECT min(seq) FROM refused_changes WHERE hub_id = ?')
    .pluck()
  return {
    putProgramme: (hubId, p) =>
      putProgramme.run(p.id, hubId, p.name, JSON.stringify(p.rate), hourlyMinor(p.rate), JSON.stringify(p)).changes > 0,
    putBatch: (hubId, b) =>
      putBatch.run(b.id, hubId, b.programmeId, b.title, b.dueAt ?? null, JSON.stringify(b)).changes > 0,
    hubOf: (kind, id) => hubOf[kind].get(id),
    programme: (id) => programme.get(id)?.content,
    batch: (id) => batch.get(id)?.content,
    putRefused: (change) => void putRefused.run(change),
    dropRefused: (hubId, kind, entityId) => void dropRefused.run(hubId, kind, entityId),
    refusedCount: () => refusedCount.get()?.n ?? 0,
    firstRefused: (hubId) => firstRefused.get(hubId) ?? undefined,
    refused: (limit) => refused.all(limit),
    refusedBody: (hubId, kind, entityId) => refusedBody.get(hubId, kind, entityId)?.body,
  }
}
