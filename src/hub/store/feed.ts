import type { HubPorts } from '../context.ts'
import { createIdSource } from '../../shared/rules/ids.ts'
import type { Queryable, Tx } from './db.ts'
import { lockExperts } from './locks.ts'

/** Every process listens on this channel; the payload is the expert's id. */
export const FEED_CHANNEL = 'understudy_feed'

export type FeedKind = 'expert' | 'occupations' | 'programme' | 'batch' | 'task' | 'submission'
export type Publication = {
  readonly expertId: string
  readonly kind: FeedKind
  readonly entityId: string
  /** About how long the body is as JSON; it only decides where a page ends. */
  readonly bytes: number
  /** Of a task nothing has changed but its assignment; without this its body is new. */
  readonly assignmentOnly?: boolean
}

/**
 * Puts changes at the end of their experts' feeds, in the order given. The experts must be locked (store/locks.ts) and
 * one thing may stand only once in one call. What the change says is read from the thing itself when a desk asks.
 */
export async function publish(tx: Tx, changes: readonly Publication[]): Promise<void> {
  if (changes.length === 0) return
  const counts = new Map<string, number>()
  for (const { expertId } of changes) counts.set(expertId, (counts.get(expertId) ?? 0) + 1)
  const experts = await tx.query<{ id: string; feed_seq: number }>(
    `update experts e set feed_seq = e.feed_seq + n.count
     from unnest($1::uuid[], $2::bigint[]) as n(id, count) where e.id = n.id returning e.id, e.feed_seq`,
    [[...counts.keys()], [...counts.values()]],
  )
  const next = new Map(experts.map((row) => [row.id, row.feed_seq - (counts.get(row.id) ?? 0)]))
  for (let from = 0; from < changes.length; from += 10_000) {
    const part = changes.slice(from, from + 10_000)
    const seqs = part.map(({ expertId }) => {
      const seq = (next.get(expertId) ?? 0) + 1
      next.set(expertId, seq)
      return seq
    })
    await tx.query(
      `insert into feed (expert_id, seq, kind, entity_id, bytes, body_seq)
       select expert_id, seq, kind, entity_id, bytes, case when assignment_only then coalesce(
           (select f.body_seq from feed f
            where f.expert_id = n.expert_id and f.kind = n.kind and f.entity_id = n.entity_id), seq) else seq end
       from unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::integer[], $6::boolean[])
         as n(expert_id, seq, kind, entity_id, bytes, assignment_only)
       on conflict (expert_id, kind, entity_id) do update
         set seq = excluded.seq, bytes = excluded.bytes, body_seq = excluded.body_seq`,
      [
        part.map((change) => change.expertId),
        seqs,
        part.map((change) => change.kind),
        part.map((change) => change.entityId),
        part.map((change) => change.bytes),
        part.map((change) => change.assignmentOnly ?? false),
      ],
    )
  }
  await tx.query('select pg_notify($1, id::text) from unnest($2::uuid[]) as ids(id)', [
    FEED_CHANNEL,
    [...counts.keys()],
  ])
}

/** Experts whose feed holds the thing. */
export async function expertsWith(db: Queryable, kind: FeedKind, entityId: string): Promise<string[]> {
  const rows = await db.query<{ expert_id: string }>(
    'select expert_id from feed where entity_id = $1 and kind = $2 order by expert_id',
    [entityId, kind],
  )
  return rows.map((row) => row.expert_id)
}

/** Which experts' feeds hold each of these tasks. */
export async function expertsWithTasks(
  db: Queryable,
  taskIds: readonly string[],
): Promise<{ expertId: string; taskId: string }[]> {
  return db.query<{ expertId: string; taskId: string }>(
    `select expert_id as "expertId", entity_id as "taskId" from feed where entity_id = any($1::uuid[]) and kind = 'task'
     order by expert_id, entity_id`,
    [taskIds],
  )
}

/** Experts whose feed holds nothing of this kind. */
export async function expertsWithout(db: Queryable, kind: FeedKind): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select id from experts e where not exists (select 1 from feed f where f.expert_id = e.id and f.kind = $1) order by id',
    [kind],
  )
  return rows.map((row) => row.id)
}

/** Of these experts and things, the pairs that a feed holds already, as `expertId/entityId`. */
export async function presentIn(
  db: Queryable,
  expertIds: readonly string[],
  entityIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db.query<{ pair: string }>(
    `select expert_id || '/' || entity_id as pair from feed
     where entity_id = any($2::uuid[]) and expert_id = any($1::uuid[])`,
    [expertIds, entityIds],
  )
  return new Set(rows.map((row) => row.pair))
}

/**
 * Begins a new history for an expert, or for all: their desks read everything again. It is younger than every history
 * before it, also where the clock of this computer is behind: desks take the older of two for one from before a restore.
 */
export async function renewEpoch(tx: Tx, { clock, fillRandom }: HubPorts, expertId?: string): Promise<number> {
  const chosen = await tx.query<{ id: string }>('select id from experts where $1::uuid is null or id = $1', [
    expertId ?? null,
  ])
  const ids = chosen.map(({ id }) => id)
  await lockExperts(tx, ids)
  const [newest] = await tx.query<{ epoch: string }>(
    'select feed_epoch as epoch from experts order by feed_epoch desc limit 1',
  )
  const epoch = createIdSource(() => clock.now(), fillRandom, newest?.epoch)()
  await tx.query('update experts set feed_epoch = $1 where id = any($2::uuid[])', [epoch, ids])
  return ids.length
}
