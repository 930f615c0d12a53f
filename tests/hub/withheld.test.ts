import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeFeed } from '../../src/hub/carriage/seal-feed.ts'
import { exportSubmissions } from '../../src/hub/operator/export-submissions.ts'
import { withholdFromTasks } from '../../src/hub/store/migrations/0009-withheld.ts'
import { readTask } from '../../src/hub/store/tasks.ts'
import type { Json } from '../../src/shared/domain/primitives.ts'
import type { TaskContent } from '../../src/shared/domain/task.ts'
import { submission, submitOperation, taskContent } from '../support/hub/fixtures.ts'
import { desk, expertForFile, expertId, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { bodiesOf, offerTask } from '../support/hub/test-desk.ts'

const row = {
  task_id: 'g1',
  sector: 'Farming',
  occupation: 'x',
  prompt: 'y',
  deliverable_text: 'The golden answer. \u0000 \ud83d',
  rubric_json: [{ score: 1, criterion: 'Says "gold"', external: 1 }],
}

hubForFile()
expertForFile()

const offered = (overrides: Partial<TaskContent>) =>
  offerTask(hub, desk, taskContent(overrides), { onlyExpert: expertId })
async function exported(format: 'jsonl' | 'gdpval', programmeId: string): Promise<Record<string, Json>[]> {
  const rows: Record<string, Json>[] = []
  for await (const one of exportSubmissions(hub.hub.context, { format, programmeId })) rows.push(one)
  return rows
}

describe('what the operator keeps with a task', () => {
  it('is told to no desk, by the wire or in a sealed file, and comes back untouched', async () => {
    const external = { id: 'mine', gdpval: row }
    const { id, task, programmeId } = await offered({ external })
    expect(task).toBeDefined()
    expect(JSON.stringify(task)).not.toContain('gold')
    expect(task?.external).toBeUndefined()
    const folder = await mkdtemp(join(tmpdir(), 'understudy-withheld-'))
    const sealed = await writeFeed(hub.hub.context, hub.hub.files, expertId, { after: 0 }, folder)
    const [feed] = sealed.ok ? sealed.value.sources : []
    const lines = (await feed?.read().toArray())?.join('')
    expect(lines).toContain(id)
    expect(lines).not.toContain('gold')
    await rm(folder, { recursive: true })

    const [result] = await desk.push([submitOperation(submission(id))])
    expect(result?.outcome).toBe('done')
    const [given] = await exported('jsonl', programmeId)
    expect(given?.['task']).toMatchObject({ id, external })
    expect(await exported('gdpval', programmeId)).toMatchObject([{ ...row, deliverable_text: expect.any(String) }])
    expect(JSON.parse((await readTask(hub.db, id))?.content ?? '')).toMatchObject({ external })
  })

  it('gives the desk of an authored task the names that its row shows', async () => {
    const { task } = await offered({ kind: 'author', external: { note: 'gold', sector: 'Health', gdpval: row } })
    expect(task?.external).toEqual({ sector: 'Health', gdpval: { task_id: 'g1', sector: 'Farming' } })
    expect((await offered({ kind: 'author', external: { sector: 'Health' } })).task?.external).toEqual({
      sector: 'Health',
    })
  })

  it('is taken out of the tasks that an older hub left in its database', async () => {
    const external = { gdpval: row }
    const { id } = await offered({ external })
    const whole = (await readTask(hub.db, id))?.content
    await hub.db.query('update tasks set content = $2, withheld = null where id = $1', [id, whole])
    const task = () => desk.pull().then((changes) => bodiesOf(changes, 'task').get(id)?.task)
    expect((await task())?.external).toEqual(external)
    await hub.db.transaction(withholdFromTasks)
    expect(await task()).not.toHaveProperty('external')
    expect((await readTask(hub.db, id))?.content).toBe(whole)
  })
})
