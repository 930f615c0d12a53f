import { undo } from '@codemirror/commands'
import { afterAll, afterEach, expect, it } from 'vitest'
import type { OpenDraft } from '../../src/renderer/state/draft.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { createUnsteady, type DraftBench, openDraftBench, openDraftOf } from '../support/renderer/draft-bench.ts'
import { eventually } from '../support/eventually.ts'

let bench: DraftBench

afterEach(() => bench.close())
afterAll(removeTempFolders)

async function open(): Promise<OpenDraft> {
  const { taskId, time } = bench
  const desk = bench.desk()
  const { at, saveView } = desk.drafts
  const loaded = await desk.drafts.open({ taskId })
  const drafts = { ...createUnsteady(() => bench.desk()).drafts, at, saveView }
  const draft = openDraftOf(loaded, { files: desk.files, versions: desk.versions, drafts }, time)
  draft.setFields((await desk.tasks.get({ taskId })).task.fields, loaded)
  return draft
}

it('asks for what undo wants of the time before only while it is shown, and with the first undo', async () => {
  bench = await openDraftBench('Write the 2026 crop and nutrient plan')
  const { time } = bench
  const first = (await open()).text('plan')
  first?.dispatch({ changes: { from: 0, insert: 'Rye.' }, userEvent: 'input.type' })
  await time.advance(0)

  const draft = await open()
  const text = draft.text('plan')
  draft.setShown(false)
  await time.advance(10_000)
  expect(text?.hasPast()).toBe(true)
  draft.setShown(true)
  await time.advance(1_000)
  await eventually(() => expect(text?.hasPast()).toBe(false))

  const left = await open()
  left.setShown(false)
  const plan = left.text('plan')
  expect(plan?.undoPast(() => void plan.run(undo))).toBe(true)
  await time.advance(0)
  await eventually(() => expect(plan?.state().doc.toString()).toBe(''))
})
