import { afterAll, afterEach, expect, it } from 'vitest'
import { createDraftKeeper } from '../../src/renderer/state/draft-keeper.ts'
import { createDraftMirror } from '../../src/renderer/state/draft-mirror.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { type DraftBench, newId, openDraftBench } from '../support/renderer/draft-bench.ts'
import { createMemoryStorage } from '../../src/renderer/client/page-storage.ts'

let bench: DraftBench

afterEach(() => bench.close())
afterAll(removeTempFolders)

it('offers words of a way that the core does not know any more, after a backup, and the others beside them', async () => {
  bench = await openDraftBench('Write the 2026 crop and nutrient plan')
  const { taskId } = bench
  const mirror = createDraftMirror(createMemoryStorage(), async () => new Set())
  const keeper = createDraftKeeper({
    desk: bench.desk(),
    events: { on: () => () => undefined, start: () => {}, stop: () => {} },
    session: newId(),
    timers: bench.time.timers,
    mirror,
    now: () => bench.time.now(),
    onDefect: (error) => {
      throw error
    },
    onNotice: () => {},
  })
  const { sync } = await bench.textWindow('plan')
  sync.dispatch({ changes: { from: 0, insert: 'Clover.' }, userEvent: 'input.type' })
  await bench.time.advance(0)
  const lost = { taskId, session: newId(), version: 3 }
  mirror.put({ ...lost, field: 'plan', text: 'Rye.' })
  mirror.put({ ...lost, field: 'plan', branch: 7, text: 'Rye without lime.' })
  const found = await keeper.leftBehind(taskId)
  expect(found.map(({ text }) => text).toSorted()).toEqual(['Rye without lime.', 'Rye.'])
  keeper.stop()
})
