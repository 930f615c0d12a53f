import { insertOffers, openTasks, candidatesFor, type OpenTaskRow, type TaskChoice } from '../store/assignments.ts'
import type { Tx } from '../store/db.ts'
import { presentIn, type Publication, publish } from '../store/feed.ts'
import { lockExperts } from '../store/locks.ts'
import { planDistribution } from './plan-distribution.ts'

/**
 * Offers the chosen tasks to the experts they fit, until each has as many experts as it wants. The caller holds
 * `lockDistribution`, and may have locked no other experts than those the tasks fit (store/locks.ts has the order).
 * @returns how many offers were made
 */
export async function distribute(tx: Tx, choice: TaskChoice, now: number): Promise<number> {
  const tasks = await openTasks(tx, choice)
  const found = await candidatesFor(tx, tasks)
  if (tasks.length === 0 || found.length === 0) return 0
  await lockExperts(
    tx,
    found.map((candidate) => candidate.id),
  )
  const offers = planDistribution(tasks, found)
  await insertOffers(tx, offers, now)

  const rows = new Map(tasks.map((task) => [task.id, task]))
  const firsts = await missingFrames(
    tx,
    offers.flatMap(({ taskId, expertId }) => {
      const task = rows.get(taskId)
      return task === undefined ? [] : [{ expertId, task }]
    }),
  )
  const taskChanges = offers.map(({ taskId, expertId }): Publication => {
    return { expertId, kind: 'task', entityId: taskId, bytes: (rows.get(taskId)?.bytes ?? 0) + 200 }
  })
  await publish(tx, [...firsts, ...taskChanges])
  return offers.length
}

/** The programmes and batches that an expert meets for the first time: they come before their tasks. */
async function missingFrames(
  tx: Tx,
  offers: readonly { expertId: string; task: OpenTaskRow }[],
): Promise<Publication[]> {
  const wanted = new Map<string, Publication>()
  for (const { expertId, task } of offers) {
    const frames = [
      { kind: 'programme', entityId: task.programmeId, bytes: task.programmeBytes },
      { kind: 'batch', entityId: task.batchId, bytes: 500 },
    ] as const
    for (const frame of frames) wanted.set(`${expertId}/${frame.entityId}`, { expertId, ...frame })
  }
  const all = [...wanted.values()]
  const present = await presentIn(
    tx,
    [...new Set(all.map((one) => one.expertId))],
    [...new Set(all.map((one) => one.entityId))],
  )
  const missing = [...wanted].filter(([pair]) => !present.has(pair)).map(([, frame]) => frame)
  return [...missing.filter((one) => one.kind === 'programme'), ...missing.filter((one) => one.kind === 'batch')]
}
