import { ORPCError } from '@orpc/client'
import { afterAll, afterEach, expect, it } from 'vitest'
import { createOpenDraft, type OpenDraft } from '../../src/renderer/state/draft.ts'
import { takeChangesBack } from '../../src/renderer/state/taking-back.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import {
  createUnsteady,
  type DraftBench,
  newId,
  openDraftBench,
  type Unsteady,
} from '../support/renderer/draft-bench.ts'

let bench: DraftBench

afterEach(() => bench.close())
afterAll(removeTempFolders)

async function open(notices: string[] = []): Promise<{ draft: OpenDraft; unsteady: Unsteady }> {
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
    onNotice: (text) => void notices.push(text),
    onChange: () => {},
  })
  draft.setFields((await desk.tasks.get({ taskId })).task.fields, await desk.drafts.open({ taskId }))
  return { draft, unsteady }
}

it.each(['prompt', 'rubric'])('goes back to the words of a way that it was still leaving (%s)', async (field) => {
  const { draft, unsteady } = await open()
  const { taskId, time } = bench
  const desk = bench.desk()
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
  await draft.reopen()
  expect(draft.text(field)?.state().doc.toString()).not.toContain('Lime.')
  await desk.versions.switchBranch({ ...place, branch })
  await draft.reopen()
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

it('says that what is to be taken back was done in another way, also where that has come back', async () => {
  const notices: string[] = []
  const { draft, unsteady } = await open(notices)
  const { taskId, time } = bench
  const place = { taskId, field: 'rubric' }
  const criteria = (): string[] => {
    const value = draft.structure('rubric')?.value()
    return value?.kind === 'rubric' ? value.items.map(({ text }) => text) : []
  }
  const add = (text: string, to = draft.structure('rubric')): void =>
    to?.update('rubric', (now) => ({
      kind: 'rubric',
      items: [...(now?.items ?? []), { id: newId(), text, points: 1 }],
    }))
  add('Rye')
  await time.advance(0)
  const first = draft.structure('rubric')
  unsteady.plan.push(new ORPCError('DISK_FULL', { defined: true, data: { text: 'The disk is full.' } }))
  add('Lime')
  await time.advance(0)
  const { branch, versions } = await bench.desk().versions.timeline(place)
  await bench.desk().versions.startBranch({ ...place, version: versions, name: 'Without lime' })
  await draft.reopen()
  add('Clover', first)
  expect(criteria()).toEqual(['Rye'])
  expect(notices).toEqual([expect.stringMatching(/^That was done in another way/)])

  await bench.desk().versions.switchBranch({ ...place, branch })
  await draft.reopen()
  add('Roll')
  add('Clover', first)
  expect(criteria()).toEqual(['Rye', 'Lime', 'Roll'])
  expect(notices).toHaveLength(2)
  draft.end()
})

it('takes back what was put back in one way only in that way', async () => {
  const { draft } = await open()
  const { taskId, time } = bench
  const place = { taskId, field: 'prompt' }
  const shown = (): string => draft.text('prompt')?.state().doc.toString() ?? ''
  const type = (insert: string): void =>
    draft.text('prompt')?.dispatch({ changes: { from: shown().length, insert }, userEvent: 'input.type' })
  type('Rye.')
  type(' Lime first.')
  const sync = draft.text('prompt')
  if (sync === undefined) throw new Error('there is no text')
  const before = sync.state().doc
  sync.restore('Rye.')
  const change = { key: 'prompt', way: draft.way('prompt'), before, after: sync.state().doc }
  await time.advance(0)
  const { branch } = await bench.desk().versions.timeline(place)
  await bench.desk().versions.startBranch({ ...place, version: 1, name: 'Without lime' })
  await draft.reopen()
  type(' Compost.')
  const isBack = takeChangesBack(draft, [change])
  expect(shown()).toBe('Rye. Compost.')
  expect(isBack).toBe(false)

  await time.advance(0)
  await bench.desk().versions.switchBranch({ ...place, branch })
  await draft.reopen()
  type(' Roll.')
  expect(takeChangesBack(draft, [change])).toBe(true)
  expect(shown()).toBe('Rye. Lime first. Roll.')
  draft.end()
})

it('goes on in the way that is current also where the answers that say so come out of order', async () => {
  const { draft: writing, unsteady } = await open()
  const { taskId } = bench
  const desk = bench.desk()
  const place = { taskId, field: 'prompt' }
  writing.text('prompt')?.dispatch({ changes: { from: 0, insert: 'Rye.' }, userEvent: 'input.type' })
  await bench.time.advance(0)
  writing.end()
  const { branch } = await desk.versions.timeline(place)
  const answers: (() => void)[] = []
  const late: typeof desk.drafts.open = async (input) => {
    const answer = await desk.drafts.open(input)
    await new Promise<void>((resolve) => void answers.push(resolve))
    return answer
  }
  const { at, saveView } = desk.drafts
  const draft = createOpenDraft(await desk.drafts.open({ taskId }), {
    desk: { ...desk, drafts: { ...unsteady.drafts, at, saveView, open: late } },
    session: newId(),
    timers: bench.time.timers,
    onDefect: (error) => {
      throw error
    },
    onNotice: () => {},
    onChange: () => {},
  })
  draft.setFields((await desk.tasks.get({ taskId })).task.fields, await desk.drafts.open({ taskId }))
  const way = draft.way('prompt')
  await desk.versions.startBranch({ ...place, version: 1, name: 'Without lime' })
  const first = draft.reopen()
  await expect.poll(() => answers.length).toBe(1)
  await desk.versions.switchBranch({ ...place, branch })
  const second = draft.reopen()
  await expect.poll(() => answers.length).toBe(2)
  answers[1]?.()
  await second
  answers[0]?.()
  await first
  expect(draft.way('prompt')).toBe(way)
  draft.end()
})

it('tells of a file list that is refused, as it does of words', async () => {
  const { draft, unsteady } = await open()
  const { fields } = (await bench.desk().tasks.get({ taskId: bench.taskId })).task
  const key = fields.find(({ kind }) => kind === 'files')?.key ?? ''
  unsteady.plan.push(new ORPCError('WRONG_STATE', { defined: true, data: { text: 'The task was sent.' } }))
  const value = [{ sha256: 'a'.repeat(64), name: 'field.jpg', size: 3, mediaType: 'image/jpeg' }]
  draft.value(key)?.update(() => value)
  await bench.time.advance(0)
  expect(draft.saving.getState()).toEqual({ kind: 'refused', text: 'The task was sent.' })
  expect(draft.unsaved()).toEqual([])
  expect(draft.unsavedValues()).toEqual([{ field: key, value }])
  draft.end()
})
