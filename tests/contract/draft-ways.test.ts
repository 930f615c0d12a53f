import { ORPCError } from '@orpc/client'
import { afterAll, afterEach, expect, it } from 'vitest'
import { createOpenDraft } from '../../src/renderer/state/draft.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { createUnsteady, type DraftBench, newId, openDraftBench } from '../support/renderer/draft-bench.ts'

let bench: DraftBench

afterEach(() => bench.close())
afterAll(removeTempFolders)

it.each(['prompt', 'rubric'])('goes back to the words of a way that it was still leaving (%s)', async (field) => {
  bench = await openDraftBench('Author a task from your ward: a fall at ten past three, on a blood thinner')
  const { taskId, time } = bench
  const desk = bench.desk()
  const unsteady = createUnsteady(() => bench.desk())
  const { at, saveView } = desk.drafts
  const draft = createOpenDraft(await desk.drafts.open({ taskId }), {
    desk: { ...desk, drafts: { ...unsteady.drafts, at, saveView } },
    session: newId(),
    timers: time.timers,
    onDefect: (error) => {
      throw error
    },
    onNotice: () => {},
    onChange: () => {},
  })
  draft.setFields((await desk.tasks.get({ taskId })).task.fields, await desk.drafts.open({ taskId }))
  function write(text: string): void {
    const sync = draft.text(field)
    if (field === 'prompt') {
      return sync?.dispatch({ changes: { from: sync.state().doc.length, insert: text }, userEvent: 'input.type' })
    }
    draft.structure(field)?.update('rubric', (now) => ({
      kind: 'rubric',
      items: [...(now?.items ?? []), { id: newId(), text, points: 1 }],
    }))
  }
  write('Rye.')
  await time.advance(0)

  // The disk takes no words for a while, as one goes to another way and comes back.
  unsteady.plan.push(new ORPCError('DISK_FULL', { defined: true, data: { text: 'The disk is full.' } }))
  write(' Lime.')
  await time.advance(0)
  const place = { taskId, field }
  const { branch, versions } = await desk.versions.timeline(place)
  await desk.versions.startBranch({ ...place, version: versions, name: 'Without lime' })
  await draft.reopen(field)
  expect(draft.text(field)?.state().doc.toString()).not.toContain('Lime.')
  await desk.versions.switchBranch({ ...place, branch })
  await draft.reopen(field)
  write(' Roll.')
  await time.advance(0)
  write(' Sow.')
  await time.advance(10_000)

  expect(draft.saving.getState()).toEqual({ kind: 'saved' })
  const text = await bench.textInCore(field)
  expect(text.match(/Rye\.|Lime\.|Roll\.|Sow\./g)).toEqual(['Rye.', 'Lime.', 'Roll.', 'Sow.'])
  expect(draft.text(field)?.state().doc.toString()).toBe(text)
  draft.end()
})
