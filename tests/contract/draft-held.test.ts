import { describe, expect, it } from 'vitest'
import type { DeskEvent } from '../../src/shared/contract/desk.ts'
import type { DeskEvents } from '../../src/renderer/client/events.ts'
import { createMemoryStorage } from '../../src/renderer/client/page-storage.ts'
import { type TestWindow, type } from '../support/renderer/draft-window.ts'
import { bench, openBench, openWindow, windowsForEachTest } from '../support/renderer/windows-for-each-test.ts'

windowsForEachTest()

/** Opens more tasks than are held, and leaves each again. */
async function openOthers({ keeper }: TestWindow): Promise<void> {
  const desk = bench.desk()
  const { rows } = await desk.tasks.list({})
  for (const { id } of rows.filter((row) => row.id !== bench.taskId).slice(0, 6)) {
    const { task } = await desk.tasks.get({ taskId: id })
    await keeper.open(id, task.fields)
    keeper.release(id)
  }
}

describe('a draft that is held', () => {
  it('has what was written while the connection was away after it was prepared', async () => {
    await openBench()
    let tell: (event: DeskEvent) => void = () => undefined
    const events: DeskEvents = {
      on: (listener) => ((tell = listener), () => undefined),
      start: () => {},
      stop: () => {},
    }
    const window = await openWindow(createMemoryStorage(), new Set(), events)
    await window.keeper.prepare(bench.taskId)
    const writer = await bench.textWindow('plan')
    writer.sync.dispatch({ changes: { from: 0, insert: 'Rye.' }, userEvent: 'input.type' })
    await bench.time.advance(0)
    tell({ topic: 'hello' })
    expect((await window.open()).text('plan')?.state().doc.toString()).toBe('Rye.')
  })

  it('that is shown goes on saving, however many others were opened and left meanwhile', async () => {
    await openBench()
    const window = await openWindow(createMemoryStorage())
    const draft = await window.open()
    await openOthers(window)
    type(draft, 'Rye.')
    await bench.time.advance(0)
    expect(await bench.textInCore('plan')).toBe('Rye.')
    // Back at one that was left, what was written in it before can be undone.
    window.keeper.release(bench.taskId)
    expect(await window.open()).toBe(draft)
  })

  it('that was left with words that are not saved yet is not let go of before they are', async () => {
    await openBench()
    const window = await openWindow(createMemoryStorage())
    const draft = await window.open()
    await bench.time.advance(0)
    window.unsteady.plan.push('lost')
    type(draft, 'Rye.')
    window.keeper.release(bench.taskId)
    await openOthers(window)
    await bench.time.advance(1_000)
    expect(await bench.textInCore('plan')).toBe('Rye.')
  })

  it('says whether all that was entered is saved, so that a window of an older version can be loaded anew', async () => {
    await openBench()
    const window = await openWindow(createMemoryStorage())
    const draft = await window.open()
    await bench.time.advance(0)
    expect(await window.keeper.settled(1_000)).toBe(true)
    window.unsteady.plan.push('lost')
    type(draft, 'Rye.')
    window.keeper.release(bench.taskId)
    const soon = window.keeper.settled(0)
    const later = window.keeper.settled(60_000)
    await bench.time.advance(1_000)
    expect(await soon).toBe(false)
    expect(await later).toBe(true)
    expect(await bench.textInCore('plan')).toBe('Rye.')
  })

  it('is opened anew under the hands of who writes only where another way is current, however often the core comes back', async () => {
    await openBench()
    const window = await openWindow(createMemoryStorage())
    const draft = await window.open()
    type(draft, 'Rye.')
    await bench.time.advance(0)
    const text = draft.text('plan')
    window.keeper.reconnected()
    type(draft, ' Oats.')
    await bench.time.advance(0)
    await bench.desk().versions.startBranch({ taskId: bench.taskId, field: 'plan', version: 1, name: 'Without oats' })
    await bench.time.advance(0)
    window.keeper.reconnected()
    await bench.time.advance(0)
    expect(text?.state().doc.toString()).toBe('Rye. Oats.')
    expect(draft.store.getState().opened).toEqual({ plan: 1 })
  })

  it('is not called saved while words wait in a way that it no longer shows, and they are kept in the browser', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const window = await openWindow(storage)
    const draft = await window.open()
    type(draft, 'Rye.')
    await bench.time.advance(0)
    window.unsteady.plan.push(...Array<'lost'>(50).fill('lost'))
    type(draft, ' Roll.')
    await bench.desk().versions.startBranch({ taskId: bench.taskId, field: 'plan', version: 1, name: 'Without' })
    window.unsteady.plan.length = 0
    await draft.reopen()
    window.unsteady.plan.push(...Array<'lost'>(50).fill('lost'))
    expect(draft.text('plan')?.state().doc.toString()).toBe('Rye.')
    await bench.time.advance(2_500)
    expect(draft.saving.getState().kind).toBe('waiting')
    expect(storage.length).toBe(1)
  })

  it('shows in a field that the operator has added what was written in it meanwhile, also where it did not hear of that', async () => {
    await openBench()
    const deaf: DeskEvents = { on: () => () => undefined, start: () => {}, stop: () => {} }
    const window = await openWindow(createMemoryStorage(), new Set(), deaf)
    const { task } = await bench.desk().tasks.get({ taskId: bench.taskId })
    await window.keeper.open(
      bench.taskId,
      task.fields.filter(({ key }) => key !== 'plan'),
    )
    const writer = await bench.textWindow('plan')
    writer.sync.dispatch({ changes: { from: 0, insert: 'Rye.' }, userEvent: 'input.type' })
    await bench.time.advance(0)
    const draft = await window.open()
    expect(draft.text('plan')?.state().doc.toString()).toBe('Rye.')
  })
})

describe('words that wait in the window', () => {
  it('are kept up to the last seconds of who writes on without a pause', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const live = new Set<string>()
    const window = await openWindow(storage, live)
    const draft = await window.open()
    await bench.time.advance(0)
    window.unsteady.plan.push(...Array<'lost'>(500).fill('lost'))
    for (let key = 0; key < 60; key++) {
      type(draft, 'lime ')
      await bench.time.advance(100)
    }
    window.kill()
    const [found] = await (await openWindow(storage, live)).keeper.leftBehind(bench.taskId)
    expect(found?.text.length).toBeGreaterThanOrEqual('lime '.length * 38)
  })

  it('are kept where the connection breaks a moment after it has come back, and nothing is written after that', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const window = await openWindow(storage)
    const draft = await window.open()
    await bench.time.advance(0)
    window.unsteady.plan.push('lost')
    type(draft, 'first')
    await bench.time.advance(1_900)
    expect(draft.saving.getState()).toEqual({ kind: 'saved' })
    window.unsteady.plan.push(...Array<'lost'>(50).fill('lost'))
    type(draft, ', and last')
    await bench.time.advance(3_000)
    expect(storage.length).toBe(1)
  })
})
