import { afterAll, afterEach, expect, it } from 'vitest'
import type { DeskEvent } from '../../src/shared/contract/desk.ts'
import { createMemoryStorage } from '../../src/renderer/client/page-storage.ts'
import type { TextSync } from '../../src/renderer/editor/draft-sync.ts'
import { createDraftKeeper, type DraftKeeper } from '../../src/renderer/state/draft-keeper.ts'
import { createDraftMirror } from '../../src/renderer/state/draft-mirror.ts'
import type { OpenDraft } from '../../src/renderer/state/draft.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { eventually } from '../support/eventually.ts'
import { type DraftBench, newId, openDraftBench } from '../support/renderer/draft-bench.ts'

let bench: DraftBench
const keepers: DraftKeeper[] = []

afterEach(async () => {
  for (const keeper of keepers.splice(0)) keeper.stop()
  await bench.close()
})
afterAll(removeTempFolders)

/** Opens a draft; what `happens` does lies between its being read in the core and its arrival in the window. */
async function openMeanwhile(happens: (tell: (event: DeskEvent) => void) => Promise<void>): Promise<OpenDraft> {
  const { taskId, time } = bench
  const desk = bench.desk()
  const { promise: mayArrive, resolve: arrive } = Promise.withResolvers<void>()
  let isRead = false
  let tell: (event: DeskEvent) => void = () => undefined
  const { at, edit, since, saveView } = desk.drafts
  const open: typeof desk.drafts.open = async (input) => {
    const answer = await desk.drafts.open(input)
    isRead = true
    await mayArrive
    return answer
  }
  const keeper = createDraftKeeper({
    desk: { files: desk.files, versions: desk.versions, drafts: { at, edit, since, saveView, open } },
    events: { on: (listener) => ((tell = listener), () => undefined), start: () => {}, stop: () => {} },
    session: newId(),
    timers: time.timers,
    mirror: createDraftMirror(createMemoryStorage(), async () => new Set()),
    now: () => time.now(),
    onDefect: (error) => {
      throw error
    },
    onNotice: () => {},
  })
  keepers.push(keeper)
  keeper.start(new EventTarget() as Window & EventTarget)
  const opening = keeper.open(taskId, (await desk.tasks.get({ taskId })).task.fields)
  await eventually(() => expect(isRead).toBe(true))
  await happens(tell)
  arrive()
  const draft = await opening
  await time.advance(0)
  return draft
}

function type({ sync }: { readonly sync: TextSync }, text: string): void {
  sync.dispatch({ changes: { from: sync.state().doc.length, insert: text }, userEvent: 'input.type' })
}

it('has what was written between its being read in the core and its arrival in the window', async () => {
  bench = await openDraftBench('Write the 2026 crop and nutrient plan')
  const { taskId, time } = bench
  const writer = await bench.textWindow('prompt')
  type(writer, 'Rye')
  await time.advance(0)
  const draft = await openMeanwhile(async (tell) => {
    type(writer, ' first')
    await time.advance(0)
    tell({ topic: 'draft', taskId, field: 'prompt', version: writer.sync.version(), session: writer.session })
  })
  expect(draft.text('prompt')?.state().doc.toString()).toBe('Rye first')
})

it('is opened in the way that became current between the two', async () => {
  bench = await openDraftBench('Write the 2026 crop and nutrient plan')
  const { taskId, time } = bench
  const desk = bench.desk()
  const plan = { taskId, field: 'plan' }
  let branch: number | undefined
  const draft = await openMeanwhile(async (tell) => {
    const edits = [{ change: { changes: [[0, 'Oats']] as [[number, string]] }, origin: 'typed' as const }]
    await desk.drafts.edit({ ...plan, version: 0, session: newId(), edits })
    ;({ branch } = await desk.versions.startBranch({ ...plan, version: 0, name: 'From nothing' }))
    tell({ topic: 'branch', ...plan })
  })
  expect(draft.way('plan')).toBe(branch)
  const sync = draft.text('plan')
  if (sync !== undefined) type({ sync }, 'Compost')
  await time.advance(0)
  // What is sent is the way that is current.
  expect(await bench.textInCore('plan')).toBe('Compost')
})
