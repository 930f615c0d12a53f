import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import type { DeskEvent } from '../../src/shared/contract/desk.ts'
import type { Field } from '../../src/shared/domain/fields.ts'
import type { DeskEvents } from '../../src/renderer/client/events.ts'
import { makeTempFolder } from '../support/core/test-core.ts'
import { filesOf, type } from '../support/renderer/draft-window.ts'
import { bench, openBench, openWindow, windowsForEachTest } from '../support/renderer/windows-for-each-test.ts'
import { eventually } from '../support/eventually.ts'
import { createMemoryStorage } from '../../src/renderer/client/page-storage.ts'

windowsForEachTest()

describe('a draft in a window', () => {
  it('says saved, counts words and finds what is missing as one writes', async () => {
    await openBench()
    const draft = await (await openWindow(createMemoryStorage())).open()
    await bench.time.advance(0)
    const before = draft.check().length
    type(draft, 'lime first '.repeat(500))
    expect(draft.saving.getState()).toEqual({ kind: 'saving' })
    await bench.time.advance(0)
    expect(draft.saving.getState()).toEqual({ kind: 'saved' })
    await bench.time.advance(200)
    expect(draft.store.getState().counts['plan']).toEqual({ words: 1000, characters: 5500 })
    expect(draft.store.getState().missing.length).toBe(before - 1)
    expect(await draft.settled(1_000)).toBe(true)
  })

  it('has what another window wrote between its being prepared and its being opened', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const [one, other] = [await openWindow(storage), await openWindow(storage)]
    await one.keeper.prepare(bench.taskId)
    type(await other.open(), 'Lime first.')
    await bench.time.advance(0)
    const draft = await one.open()
    expect(draft.text('plan')?.state().doc.toString()).toBe('Lime first.')
    type(draft, ' Then rye.')
    await bench.time.advance(0)
    expect((await other.open()).text('plan')?.state().doc.toString()).toBe('Lime first. Then rye.')
  })

  it('is opened in the way that became current after it was prepared', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const [one, other] = [await openWindow(storage), await openWindow(storage)]
    type(await other.open(), 'Rye.')
    await bench.time.advance(0)
    await one.keeper.prepare(bench.taskId)
    const place = { taskId: bench.taskId, field: 'plan' }
    await bench.desk().versions.startBranch({ ...place, version: 0, name: 'From nothing' })
    await bench.time.advance(0)
    expect((await one.open()).text('plan')?.state().doc.toString()).toBe('')
  })

  it('is held against a core that comes back only when that has the history it had', async () => {
    await openBench()
    let tell: (event: DeskEvent) => void = () => undefined
    const events: DeskEvents = {
      on: (listener) => ((tell = listener), () => undefined),
      start: () => {},
      stop: () => {},
    }
    const window = await openWindow(createMemoryStorage(), new Set(), events)
    const draft = await window.open()
    type(draft, 'As it was.')
    await bench.time.advance(0)
    await bench.stop()
    const earlier = makeTempFolder('earlier')
    cpSync(bench.folder(), earlier, { recursive: true })
    await bench.start()
    type(draft, ' And more.')
    await bench.time.advance(0)
    expect(await bench.textInCore('plan')).toBe('As it was. And more.')

    await bench.stop()
    await bench.start(earlier)
    tell({ topic: 'hello' })
    await bench.time.advance(60_000)
    // It may be a backup that was put back; the window is about to load itself anew.
    expect(await bench.textInCore('plan')).toBe('As it was.')
    window.keeper.reconnected()
    await bench.time.advance(60_000)
    expect(await bench.textInCore('plan')).toBe('As it was. And more.')
  })

  it('counts words as one writes on without a pause, each second', async () => {
    await openBench()
    const draft = await (await openWindow(createMemoryStorage())).open()
    await bench.time.advance(0)
    let told = 0
    draft.store.subscribe(() => (told += 1))
    for (let key = 0; key < 30; key++) {
      type(draft, 'lime ')
      await bench.time.advance(100)
    }
    expect(told).toBe(3)
    expect(draft.store.getState().counts['plan']?.words).toBeGreaterThan(25)
    await bench.time.advance(200)
    expect(draft.store.getState().counts['plan']).toEqual({ words: 30, characters: 150 })
  })

  it('tells of another text of as many letters', async () => {
    await openBench()
    const draft = await (await openWindow(createMemoryStorage())).open()
    type(draft, 'lime')
    await bench.time.advance(200)
    const before = draft.store.getState().counts['plan']
    draft.text('plan')?.dispatch({ changes: { from: 0, to: 4, insert: 'loam' }, userEvent: 'input.type' })
    await bench.time.advance(200)
    expect(draft.store.getState().counts['plan']).toEqual(before)
    expect(draft.store.getState().counts['plan']).not.toBe(before)
  })

  it('shows what another window writes and chooses', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const one = await (await openWindow(storage)).open()
    const two = await (await openWindow(storage)).open()
    await bench.time.advance(0)
    type(one, 'from the first window')
    one.value('cost')?.update(() => 61_500)
    await bench.time.advance(0)
    expect(two.text('plan')?.state().doc.toString()).toBe('from the first window')
    expect(two.store.getState().values['cost']).toBe(61_500)
  })

  it('shows a file that was long on its way in, also when so many others were opened meanwhile', async () => {
    await openBench('Author a task from your ward: a fall at ten past three, on a blood thinner')
    const desk = bench.desk()
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
    const { finish } = filesOf(desk)
    const window = await openWindow(createMemoryStorage(), undefined, undefined, {
      finish: async (...args) => {
        await mayEnd
        return finish(...args)
      },
    })
    const { uploads } = await window.open()
    uploads.add(bench.taskId, 'references', [new File(['03:10'], 'chart.csv')])
    window.keeper.release(bench.taskId)
    const { rows } = await desk.tasks.list({})
    for (const { id } of rows.filter((row) => row.id !== bench.taskId).slice(0, 6)) {
      const { task } = await desk.tasks.get({ taskId: id })
      await window.keeper.open(id, task.fields)
      window.keeper.release(id)
    }
    const again = await window.open()
    expect(again.uploads.store.getState().uploads).toMatchObject([{ name: 'chart.csv' }])
    end()
    await eventually(() => expect(again.store.getState().values['references']).toMatchObject([{ name: 'chart.csv' }]))
  })

  it('asks before it closes while a file is on its way in, and not for one that stays out', async () => {
    await openBench('Author a task from your ward: a fall at ten past three, on a blood thinner')
    const { finish } = filesOf(bench.desk())
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>()
    const window = await openWindow(createMemoryStorage(), undefined, undefined, {
      finish: async (...args) => {
        await mayEnd
        return finish(...args)
      },
    })
    const { uploads } = await window.open()
    expect(window.asks()).toBe(false)
    uploads.add(bench.taskId, 'references', [new File(['03:10'], 'chart.csv'), new File([], 'nothing.csv')])
    expect(window.asks()).toBe(true)
    end()
    await eventually(() =>
      expect(uploads.store.getState().uploads).toMatchObject([{ name: 'nothing.csv', problem: expect.anything() }]),
    )
    expect(window.asks()).toBe(false)
  })

  it('leaves nothing on the disk of a file that could not be read to its end', async () => {
    await openBench('Author a task from your ward: a fall at ten past three, on a blood thinner')
    const { uploads } = await (await openWindow(createMemoryStorage())).open()
    // Moved away while it was read, as from a stick that was pulled out.
    class Pulled extends File {
      override slice(start?: number, end?: number): Blob {
        if (start !== 0) throw new DOMException('gone', 'NotReadableError')
        return super.slice(start, end)
      }
    }
    uploads.add(bench.taskId, 'references', [new Pulled([new Uint8Array(1_500_000)], 'chart.csv')])
    await eventually(() =>
      expect(uploads.store.getState().uploads).toMatchObject([{ problem: expect.stringContaining('cannot be read') }]),
    )
    await eventually(() => expect(readdirSync(join(bench.folder(), 'files', 'incoming'))).toEqual([]))
  })

  it('goes on in another way of a field when that is current, and enters what was pending where it was written', async () => {
    await openBench()
    const window = await openWindow(createMemoryStorage())
    const draft = await window.open()
    await bench.time.advance(0)
    type(draft, 'Rye.')
    await bench.time.advance(0)
    type(draft, ' Lime.')
    const place = { taskId: bench.taskId, field: 'plan' }
    window.unsteady.plan.push('lost')
    type(draft, ' Roll.')
    await bench.desk().versions.startBranch({ ...place, version: 1, name: 'Without lime' })
    await bench.time.advance(0)
    expect(draft.text('plan')?.state().doc.toString()).toBe('Rye.')
    expect(draft.store.getState().opened['plan']).toBe(1)
    type(draft, ' Compost.')
    await bench.time.advance(10_000)
    expect(draft.saving.getState()).toEqual({ kind: 'saved' })
    const { branches } = await bench.desk().versions.timeline(place)
    const texts = await Promise.all(
      branches.map(({ branch, versions }) => bench.desk().versions.at({ ...place, branch, version: versions })),
    )
    expect(texts.map(({ text }) => text)).toEqual(['Rye. Lime. Roll.', 'Rye. Compost.'])
  })

  it('goes on in the way that became current while it had no connection', async () => {
    await openBench()
    let tell: (event: DeskEvent) => void = () => undefined
    const events: DeskEvents = {
      on: (listener) => ((tell = listener), () => undefined),
      start: () => {},
      stop: () => {},
    }
    const window = await openWindow(createMemoryStorage(), new Set(), events)
    const draft = await window.open()
    type(draft, 'Rye.')
    await bench.time.advance(0)
    const place = { taskId: bench.taskId, field: 'plan' }
    // Another window does this; what the core tells of it does not arrive here.
    await bench.desk().versions.startBranch({ ...place, version: 1, name: 'With lime' })
    tell({ topic: 'hello' })
    window.keeper.reconnected()
    await bench.time.advance(0)
    type(draft, ' Lime.')
    await bench.time.advance(10_000)
    expect(draft.saving.getState()).toEqual({ kind: 'saved' })
    // What is opened and sent is the way that is current.
    expect(await bench.textInCore('plan')).toBe('Rye. Lime.')
  })

  it('learns a field that the operator adds, and keeps what was written in the others', async () => {
    await openBench()
    const window = await openWindow(createMemoryStorage())
    const { task } = await bench.desk().tasks.get({ taskId: bench.taskId })
    const draft = await window.keeper.open(bench.taskId, task.fields.slice(0, 2))
    type(draft, 'kept')
    const again = await window.keeper.open(bench.taskId, task.fields)
    expect(again).toBe(draft)
    expect(draft.text('plan')?.state().doc.toString()).toBe('kept')
    expect(draft.text('rubric')).toBeDefined()
  })

  it('leaves parts of an unknown kind alone', async () => {
    await openBench()
    const window = await openWindow(createMemoryStorage())
    const unknown: Field = { key: 'holo', kind: 'hologram', label: 'The hologram', required: true }
    const draft = await window.keeper.open(bench.taskId, [unknown])
    expect(draft.check()).toMatchObject([{ field: 'holo', code: 'unknown-kind' }])
  })
})

describe('words that the core has not got', () => {
  it('are kept in the browser after two seconds and go when the core has them', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const window = await openWindow(storage)
    const draft = await window.open()
    await bench.time.advance(0)
    window.unsteady.plan.push(...Array<'lost'>(20).fill('lost'))
    type(draft, 'not yet')
    await bench.time.advance(1_000)
    expect(storage.length).toBe(0)
    await bench.time.advance(1_500)
    expect(storage.length).toBe(1)
    window.unsteady.plan.length = 0
    await bench.time.advance(3_000)
    expect(draft.saving.getState()).toEqual({ kind: 'saved' })
    expect(storage.length).toBe(0)
  })

  it('are offered to the next window, put in as one restored edit, and gone afterwards', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const live = new Set<string>()
    const lost = await openWindow(storage, live)
    const draft = await lost.open()
    await bench.time.advance(0)
    type(draft, 'saved, ')
    await bench.time.advance(0)
    lost.unsteady.plan.push(...Array<'lost'>(20).fill('lost'))
    type(draft, 'and lost')
    await bench.time.advance(2_500)
    lost.kill()

    const next = await openWindow(storage, live)
    const opened = await next.open()
    const [found, ...more] = await next.keeper.leftBehind(bench.taskId)
    expect(more).toEqual([])
    expect(found).toMatchObject({ field: 'plan', text: 'saved, and lost', version: 1 })
    opened.text('plan')?.restore(found?.text ?? '')
    expect(await opened.settled(1_000)).toBe(true)
    expect((await bench.log('plan')).map((edit) => edit.origin)).toEqual(['typed', 'restored'])
    expect(await next.keeper.leftBehind(bench.taskId)).toEqual([])
    expect(storage.length).toBe(0)
  })

  it('are not offered when they arrived after all, whatever was written since', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const live = new Set<string>()
    const window = await openWindow(storage, live)
    const draft = await window.open()
    await bench.time.advance(0)
    window.unsteady.plan.push('answer-lost', ...Array<'lost'>(20).fill('lost'))
    type(draft, 'arrived')
    await bench.time.advance(2_500)
    expect(storage.length).toBe(1)
    window.kill()
    const next = await openWindow(storage, live)
    type(await next.open(), ' and went on')
    await bench.time.advance(0)
    expect(await next.keeper.leftBehind(bench.taskId)).toEqual([])
    expect(storage.length).toBe(0)
  })

  it('are kept and offered with the way they were written in, when another one is shown', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const live = new Set<string>()
    const window = await openWindow(storage, live)
    const draft = await window.open()
    type(draft, 'Rye.')
    await bench.time.advance(0)
    // The disk takes no words any more just as another window goes on in another way.
    const isFull = new ORPCError('DISK_FULL', { defined: true, data: { text: 'The disk is full.' } })
    window.unsteady.plan.push(isFull)
    type(draft, ' Lime.')
    const place = { taskId: bench.taskId, field: 'plan' }
    const second = await bench.desk().versions.startBranch({ ...place, version: 1, name: 'Without lime' })
    await bench.time.advance(0)
    expect(draft.text('plan')?.state().doc.toString()).toBe('Rye.')
    window.unsteady.plan.push(isFull)
    type(draft, ' Compost.')
    await bench.time.advance(2_500)
    window.kill()

    const next = await openWindow(storage, live)
    const opened = await next.open()
    const found = await next.keeper.leftBehind(bench.taskId)
    expect(found.map(({ branch, text }) => ({ branch, text }))).toEqual([
      { branch: second.branch, text: 'Rye. Compost.' },
      { branch: undefined, text: 'Rye. Lime.' },
    ])
    expect(opened.way('plan')).toBe(second.branch)
    for (const entry of found) next.keeper.discard(entry)
    expect(storage.length).toBe(0)
  })

  it('are not offered when they arrived in a way that is no longer shown', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const live = new Set<string>()
    const window = await openWindow(storage, live)
    const draft = await window.open()
    await bench.time.advance(0)
    for (const word of ['Rye', ' and', ' lime']) {
      type(draft, word)
      await bench.time.advance(0)
    }
    window.unsteady.plan.push('answer-lost', ...Array<'lost'>(40).fill('lost'))
    type(draft, '.')
    await bench.time.advance(2_500)
    expect(storage.length).toBe(1)
    window.kill()
    const place = { taskId: bench.taskId, field: 'plan' }
    await bench.desk().versions.startBranch({ ...place, version: 0, name: 'From nothing' })
    expect(await (await openWindow(storage, live)).keeper.leftBehind(bench.taskId)).toEqual([])
    expect(storage.length).toBe(0)
  })

  it('are not offered while the window that has them lives', async () => {
    await openBench()
    const storage = createMemoryStorage()
    const live = new Set<string>()
    const window = await openWindow(storage, live)
    const draft = await window.open()
    await bench.time.advance(0)
    window.unsteady.plan.push(...Array<'lost'>(20).fill('lost'))
    type(draft, 'still mine')
    await bench.time.advance(2_500)
    expect(await (await openWindow(storage, live)).keeper.leftBehind(bench.taskId)).toEqual([])
    expect(storage.length).toBe(1)
  })
})
