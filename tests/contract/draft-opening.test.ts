import { afterAll, afterEach, expect, it } from 'vitest'
import type { DeskEvent } from '../../src/shared/contract/desk.ts'
import { createMemoryStorage } from '../../src/renderer/client/page-storage.ts'
import { createDraftKeeper } from '../../src/renderer/state/draft-keeper.ts'
import { createDraftMirror } from '../../src/renderer/state/draft-mirror.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { eventually } from '../support/eventually.ts'
import { type DraftBench, newId, openDraftBench } from '../support/renderer/draft-bench.ts'

let bench: DraftBench

afterEach(() => bench.close())
afterAll(removeTempFolders)

it('has what happened between its being read in the core and its arrival in the window', async () => {
  bench = await openDraftBench('Write the 2026 crop and nutrient plan')
  const { taskId, time } = bench
  const desk = bench.desk()
  const writer = await bench.textWindow('prompt')
  const type = ({ sync }: Pick<typeof writer, 'sync'>, text: string): void =>
    sync.dispatch({ changes: { from: sync.state().doc.length, insert: text }, userEvent: 'input.type' })
  type(writer, 'Rye')
  await time.advance(0)

  const { promise: mayArrive, resolve: arrive } = Promise.withResolvers<void>()
  let isRead = false
  let tell: (event: DeskEvent) => void = () => undefined
  const { at, edit, since, saveView } = desk.drafts
  const keeper = createDraftKeeper({
    desk: {
      files: desk.files,
      versions: desk.versions,
      drafts: {
        at,
        edit,
        since,
        saveView,
        open: async (input) => {
          const answer = await desk.drafts.open(input)
          isRead = true
          await mayArrive
          return answer
        },
      },
    },
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
  keeper.start(new EventTarget() as Window & EventTarget)
  const opening = keeper.open(taskId, (await desk.tasks.get({ taskId })).task.fields)
  await eventually(() => expect(isRead).toBe(true))
  type(writer, ' first')
  await time.advance(0)
  tell({ topic: 'draft', taskId, field: 'prompt', version: writer.sync.version(), session: writer.session })
  const plan = { taskId, field: 'plan' }
  await desk.drafts.edit({
    ...plan,
    version: 0,
    session: newId(),
    edits: [{ change: { changes: [[0, 'Oats']] }, origin: 'typed' }],
  })
  const { branch } = await desk.versions.startBranch({ ...plan, version: 0, name: 'From nothing' })
  tell({ topic: 'branch', ...plan })
  arrive()
  const draft = await opening
  await time.advance(0)

  expect(draft.text('prompt')?.state().doc.toString()).toBe('Rye first')
  expect(draft.way('plan')).toBe(branch)
  const sync = draft.text('plan')
  if (sync !== undefined) type({ sync }, 'Compost')
  await time.advance(0)
  // What is sent is the way that is current.
  expect(await bench.textInCore('plan')).toBe('Compost')
  keeper.stop()
})
