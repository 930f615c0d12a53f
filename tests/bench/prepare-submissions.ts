import { ChangeSet } from '@codemirror/state'
import { testId } from '../support/core/tasks.ts'
import type { BenchDesk } from './bench-desk.ts'

/**
 * Takes so many tasks, which the hub hears of, and then offline writes and sends an answer of about 2 KB to each.
 * @param options `skip` so many tasks, which another desk of the same expert has done
 * @returns what goes up, each submission as JSON text
 */
export async function prepareSubmissions(
  { desk, pushAll }: BenchDesk,
  options: { count: number; skip: number; text?: (i: number) => string },
): Promise<string[]> {
  const taskIds: string[] = []
  for (let done = 0; done < options.count; done += 250) {
    const limit = Math.min(250, options.count - done)
    const { rows } = await desk.tasks.list({ sort: 'title', offset: options.skip + done, limit })
    taskIds.push(...rows.map(({ id }) => id))
  }
  for (const taskId of taskIds) await desk.tasks.take({ taskId })
  await pushAll()
  await desk.sync.setOffline({ offline: true })
  const texts: string[] = []
  for (const [i, taskId] of taskIds.entries()) {
    const text = options.text?.(i) ?? answerOf(i)
    const changes = ChangeSet.of({ from: 0, insert: text }, 0).toJSON()
    const edits = [{ change: { changes }, origin: 'typed' as const }]
    await desk.drafts.edit({ taskId, field: 'plan', version: 0, session: testId('session'), edits })
    await desk.work.send({ taskId })
    texts.push(JSON.stringify({ taskId, values: { plan: text } }))
  }
  return texts
}

function answerOf(i: number): string {
  return `Field ${i}: clover first, then wheat on the heavy land. `.padEnd(
    2_000,
    'The ground must carry before the cows go out. ',
  )
}
