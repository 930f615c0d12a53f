import type { Db } from '../store/db.ts'

export type FeedRead = {
  readonly epoch: string
  /** The newest number of this expert's feed. */
  readonly newest: number
  /** The last number on this page, or `after` where the page is empty. */
  readonly cursor: number
  /** Each change as JSON. */
  readonly changes: readonly Buffer[]
}

/**
 * One statement, so that a page is one moment of the database: which changes come next, and what each thing looks like
 * now. A change becomes JSON in Postgres, from texts that are stored as JSON already, and passes through this process
 * as bytes: 10,000 tasks are neither parsed nor written again.
 *
 * $1 expert, $2 after, $3 about how many bytes. At least one change is given; a page looks at no more changes than
 * would fill it at 1,000 bytes each (but at 100), so that it never weighs thousands to give a few.
 */
const pageSql = `
with page as materialized (
  select seq, kind, entity_id from (
    select seq, kind, entity_id, sum(bytes) over (order by seq) - bytes as before from (
      select * from feed where expert_id = $1 and seq > $2 order by seq limit least(greatest($3::integer / 1000, 100), 10000)
    ) next
  ) weighed where before < $3
)
select e.feed_epoch::text, e.feed_seq::text, p.seq::text,
  '{"seq":' || p.seq || ',"kind":"' || p.kind || '","id":"' || p.entity_id || '","body":' || case p.kind
    when 'task' then (
      select '{"task":' || t.content || ',"assignment":' || json_strip_nulls(json_build_object(
        'state', a.state, 'offeredAt', a.offered_at, 'takenAt', a.taken_at, 'dueAt', a.due_at,
        'reason', case when a.state = 'withdrawn' then a.reason end))::text || '}'
      from tasks t join assignments a on a.task_id = t.id and a.expert_id = $1 where t.id = p.entity_id)
    when 'submission' then (
      select '{"id":"' || s.id || '","taskId":"' || s.task_id || '","state":"' || s.state || '","receipt":"' || s.receipt || '"'
        || coalesce(',"review":' || (select r.body from reviews r where r.submission_id = s.id order by r.id desc limit 1), '')
        || '}'
      from submissions s where s.id = p.entity_id)
    when 'batch' then (
      select json_strip_nulls(json_build_object('id', b.id, 'programmeId', b.programme_id, 'title', b.title,
        'note', b.note, 'dueAt', b.due_at, 'revision', b.revision))::text
      from batches b where b.id = p.entity_id)
    when 'programme' then (
      select json_build_object('id', m.id, 'name', m.name, 'operator', m.operator, 'summary', m.summary,
        'terms', m.terms, 'rate', m.rate::json, 'leaseDays', m.lease_days, 'idleMs', m.idle_ms, 'revision', m.revision,
        'guideline', (select json_build_object('version', g.version, 'text', g.text, 'changedAt', g.changed_at)
          from guidelines g where g.programme_id = m.id order by g.version desc limit 1))::text
      from programmes m where m.id = p.entity_id)
    when 'expert' then (
      select json_build_object('id', x.id, 'name', x.name, 'email', x.email, 'occupations', coalesce(
        (select json_agg(json_build_object('code', o.code, 'title', o.title) order by o.code)
          from expert_occupations o where o.expert_id = x.id), '[]'))::text
      from experts x where x.id = p.entity_id)
  end || '}'
from experts e left join page p on true where e.id = $1 order by p.seq`

/** Reads the page after `after`. */
export async function readFeed(db: Db, expertId: string, after: number, maxBytes: number): Promise<FeedRead> {
  const rows = await db.textRows('feed-page', pageSql, [expertId, after, maxBytes])
  const first = rows[0]
  if (first === undefined) throw new Error('this expert is not known')
  const changes = rows.flatMap((row) => (row[3] === undefined || row[3] === null ? [] : [row[3]]))
  const last = rows.at(-1)?.[2]
  return {
    epoch: text(first[0]),
    newest: Number(text(first[1])),
    cursor: changes.length === 0 || last === undefined ? after : Number(text(last)),
    changes,
  }
}

function text(bytes: Buffer | undefined): string {
  return bytes === undefined ? '' : bytes.toString('latin1')
}
