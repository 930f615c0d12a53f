import type { Tx } from '../db.ts'
import { type Told, withhold } from '../withheld.ts'

/** What the operator keeps with a task and no desk is told: until now it lay in what the desks were given. */
export const withheldSql = `
alter table tasks add column withheld text;
`

/** Takes it out of the tasks that are there; what desks have of them already is not sent again. */
export async function withholdFromTasks(tx: Tx): Promise<void> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await tx.query<{ id: string; content: string }>(
      `select id, content from tasks where id > $1 and content like '%"external":%' order by id limit 200`,
      [after],
    )
    const parted = rows.map(({ id, content }) => ({ id, ...withhold(JSON.parse(content) as Told) }))
    const changed = parted.filter(({ withheld }) => withheld !== null)
    await tx.query(
      `update tasks t set content = n.content, withheld = n.withheld
       from unnest($1::uuid[], $2::text[], $3::text[]) as n(id, content, withheld) where t.id = n.id`,
      [
        changed.map(({ id }) => id),
        changed.map(({ told }) => JSON.stringify(told)),
        changed.map(({ withheld }) => withheld),
      ],
    )
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
  }
}
