import { assignmentJson } from '../store/assignments.ts'
import type { Db } from '../store/db.ts'

/** Where a desk goes on, and what may be left out for it (`FeedInput`). */
export type FeedPosition = {
  readonly after: number
  readonly maxBytes: number
  /** @see FeedInput.wholeTo */
  readonly wholeTo?: number
  /** The device that asks; what it handed in is told without its receipt where `wholeTo` is given. */
  readonly deviceId?: string
}

export type FeedRead = {
  readonly epoch: string
  /** The newest number of this expert's feed. */
  readonly newest: number
  /** The last number on this page, or `after` where the page is empty. */
  readonly cursor: number
  /** The changes, two lines each (see FEED_MEDIA_TYPE). */
  readonly changes: readonly Buffer[]
}

/**
 * One statement, so that a page is one moment of the database: which changes come next, and what each thing looks like
 * now. A change comes out of Postgres as its two lines, a task's body being the text that is stored as JSON already, and
 * passes through this process as bytes: 10,000 tasks are neither parsed nor written again, here or there.
 *
 * $1 expert, $2 after, $3 about how many bytes, $4 whole to, $5 device. At least one change is given; a page looks at no
 * more changes than would fill it at 2,000 bytes each (but at 100), so that it never weighs thousands to give a few. The
 * first row is the expert's own: the newest number, and the epoch in place of lines.
 */
const pageSql = `
with page as materialized (
  select seq, kind, entity_id, has_body from (
    select seq, kind, entity_id, has_body, sum(weight) over (order by seq) - weight as before from (
      select seq, kind, entity_id, kind <> 'task' or body_seq > $4::bigint as has_body,
        case when kind <> 'task' or body_seq > $4 then bytes else 400 end as weight
      from feed where expert_id = $1 and seq > $2
      order by seq limit least(greatest($3::integer / 2000, 100), 10000)
    ) next
  ) weighed where before < $3
)
select p.seq::text, case p.place when 0 then p.epoch::text else
  '{"seq":' || p.seq || ',"kind":"' || p.kind || '","id":"' || p.entity_id || '"'
  || case p.kind when 'task' then coalesce(',"assignment":' || (
      select ${assignmentJson}
      from assignments a where a.task_id = p.entity_id and a.expert_id = $1), '') else '' end
  || E'}\\n' || (case p.kind
    when 'task' then case when p.has_body then (select t.content from tasks t where t.id = p.entity_id) else 'null' end
    when 'submission' then (
      select '{"id":"' || s.id || '","taskId":"' || s.task_id || '","state":"' || s.state || '"'
        || case when $4 > 0 and s.state = 'received'
                  and exists (select 1 from operations o where o.id = s.id and o.device_id = $5::uuid) then ''
             else ',"receipt":"' || s.receipt || '"' end
        || coalesce(',"review":' || (select r.body from reviews r where r.submission_id = s.id order by r.no desc limit 1), '')
        || '}'
      from submissions s where s.id = p.entity_id)
    when 'batch' then (
      select json_strip_nulls(json_build_object('id', b.id, 'programmeId', b.programme_id, 'title', b.title,
        'note', b.note, 'dueAt', b.due_at, 'rate', b.rate::json, 'revision', b.revision))::text
      from batches b where b.id = p.entity_id)
    when 'programme' then (
      select json_build_object('id', m.id, 'name', m.name, 'operator', m.operator, 'summary', m.summary,
        'terms', m.terms, 'rate', m.rate::json, 'rounding', m.rounding::json, 'leaseDays', m.lease_days, 'idleMs', m.idle_ms,
        'readingWordsPerMinute', m.reading_words_per_minute, 'revision', m.revision,
        'guideline', (select json_build_object('version', g.version, 'text', g.text, 'changedAt', g.changed_at)
          from guidelines g where g.programme_id = m.id order by g.version desc limit 1))::text
      from programmes m where m.id = p.entity_id)
    when 'occupations' then (
      select json_build_object('id', h.hub_id, 'occupations', coalesce(
        (select json_agg(json_build_object('code', o.code, 'title', o.title) order by o.code) from occupations o), '[]'))::text
      from hub h where h.hub_id = p.entity_id)
    when 'expert' then (
      select json_build_object('id', x.id, 'name', x.name, 'email', x.email, 'occupations', coalesce(
        (select json_agg(json_build_object('code', o.code, 'title', o.title) order by o.code)
          from expert_occupations o where o.expert_id = x.id), '[]'))::text
      from experts x where x.id = p.entity_id)
    end) || E'\\n'
  end
from (
  select 0 as place, feed_seq as seq, '' as kind, id as entity_id, true as has_body, feed_epoch as epoch
  from experts where id = $1
  union all
  select 1, seq, kind, entity_id, has_body, null from page
  order by place, seq
) p`

/** Reads the page after `after`. */
export async function readFeed(
  db: Db,
  expertId: string,
  { after, maxBytes, wholeTo = 0, deviceId }: FeedPosition,
): Promise<FeedRead> {
  const params = [expertId, after, maxBytes, wholeTo, deviceId ?? null]
  const [own, ...rows] = await db.textRows('feed-page', pageSql, params)
  if (own === undefined) throw new Error('this expert is not known')
  const changes = rows.map(([, lines]) => {
    if (lines == null) throw new Error('a change names nothing')
    return lines
  })
  const last = rows.at(-1)?.[0]
  return {
    epoch: text(own[1]),
    newest: Number(text(own[0])),
    cursor: last == null ? after : Number(text(last)),
    changes,
  }
}

function text(bytes: Buffer | null | undefined): string {
  return bytes == null ? '' : bytes.toString('latin1')
}
