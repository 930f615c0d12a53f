import { ChangeSet } from '@codemirror/state'
import { createFakeTime } from '../../support/core/fake-time.ts'
import { testId } from '../../support/core/tasks.ts'
import { openTestCore } from '../../support/core/test-core.ts'
import { caretOf, type Size } from './texts.ts'

/**
 * Puts each text into a task of the sample, with the caret where one goes on writing.
 * @param folder the data folder of a desk that is not open
 * @returns the address of each task in the window
 */
export async function writeDrafts(
  folder: string,
  texts: Readonly<Record<Size, string>>,
): Promise<Record<Size, string>> {
  const core = await openTestCore({ folder, time: createFakeTime(Date.now()) })
  const { desk } = core
  await desk.setup.openSample({})
  const hashes: Partial<Record<Size, string>> = {}
  const { rows } = await desk.tasks.list({ sort: 'title' })
  const left = Object.entries(texts) as [Size, string][]
  for (const { id: taskId } of rows) {
    const next = left[0]
    if (next === undefined) break
    const { task, row } = await desk.tasks.get({ taskId })
    const field = task.fields.find(({ kind }) => kind === 'markdown')?.key
    if (field === undefined || row.state !== 'offered') continue
    left.shift()
    const [size, text] = next
    await desk.tasks.take({ taskId })
    const changes = ChangeSet.of({ from: 0, insert: text }, 0).toJSON()
    await desk.drafts.edit({
      taskId,
      field,
      version: 0,
      session: testId('session'),
      edits: [{ change: { changes }, origin: 'pasted' }],
    })
    const at = caretOf(text)
    await desk.drafts.saveView({ taskId, view: { field, anchor: at, head: at, window: {} } })
    hashes[size] = `#/task/${taskId}`
  }
  await core.stop()
  if (left.length > 0) throw new Error('the sample has too few texts to write')
  return hashes as Record<Size, string>
}
