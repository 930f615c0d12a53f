import { farmer } from '../support/hub/fixtures.ts'
import type { OperatorAction } from './actions.ts'

/** What an expert has given back goes on to somebody else, where a seed has one: to take it again is refused from then on. */

const goesOn: OperatorAction = async ({ hub, expertId, random, time }) => {
  const { db, operator } = hub.test
  const rows = await db.query<{ id: string }>(
    `select task_id as id from assignments a where expert_id = $1 and state = 'declined'
       and not exists (select 1 from assignments b where b.task_id = a.task_id and b.state = 'taken') order by task_id`,
    [expertId],
  )
  if (rows.length === 0) return
  // Of another occupation, so that the tasks of other seeds do not go there.
  const rival = await operator.enrolExpert({ occupations: [farmer.code] })
  await db.query(
    `insert into assignments (task_id, expert_id, state, offered_at, taken_at) values ($1, $2, 'taken', $3, $3)`,
    [random.pick(rows).id, rival.expertId, time.now()],
  )
}

export const rivalOperatorActions = { goesOn } as const satisfies Record<string, OperatorAction>
export const rivalOperatorWeights: Readonly<Record<keyof typeof rivalOperatorActions, number>> = { goesOn: 14 }
/** Whoever has a rival gives back more, and wants it again. */
export const rivalWeights = { decline: 12, take: 24 } as const
