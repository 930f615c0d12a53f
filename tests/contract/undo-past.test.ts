import { redo, undo, undoDepth } from '@codemirror/commands'
import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createStructureSync, type StructureSync } from '../../src/renderer/editor/structure-sync.ts'
import { createComparisonActions } from '../../src/renderer/features/workspace/fields/structured/comparison/use-comparison.ts'
import { createRubricActions } from '../../src/renderer/features/workspace/fields/structured/rubric/rubric-actions.ts'
import type { Toasts } from '../../src/renderer/state/toasts.ts'
import type { StructuredField } from '../../src/shared/domain/fields.ts'
import { ComparisonField, RubricField } from '../../src/shared/domain/structured.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import {
  type DraftBench,
  newId,
  openDraftBench,
  type TextWindow,
  openDraftOf,
} from '../support/renderer/draft-bench.ts'

const FARM = 'Write the 2026 crop and nutrient plan'
const FIELD = 'plan'
let bench: DraftBench

afterEach(() => bench.close())
afterAll(removeTempFolders)

const textOf = ({ sync }: TextWindow): string => sync.state().doc.toString()

function type({ sync }: TextWindow, text: string, from = sync.state().doc.length, to = from): void {
  const userEvent = text === '' ? 'delete.backward' : 'input.type'
  sync.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length }, userEvent })
}

const undoOnce = ({ sync }: TextWindow): boolean => sync.run(undo) || sync.undoPast(() => void sync.run(undo))

/** Writes three groups, a second apart, and starts the core again. */
async function written(): Promise<TextWindow> {
  bench = await openDraftBench(FARM)
  const window = await bench.textWindow(FIELD)
  for (const text of ['Rye on F1', ', clover on F2', ', lime first']) {
    for (const letter of text) type(window, letter)
    await bench.time.advance(1_000)
  }
  expect(await bench.textInCore(FIELD)).toBe('Rye on F1, clover on F2, lime first')
  await bench.restart()
  return bench.textWindow(FIELD)
}

/** A structured part of the task in a window that was opened just now. */
async function opened(field: StructuredField): Promise<StructureSync> {
  const { taskId, time } = bench
  const loaded = await bench.desk().drafts.open({ taskId })
  const draft = openDraftOf(loaded, bench.desk(), time)
  draft.setFields([field], loaded)
  const structure = draft.structure(field.key)
  if (structure === undefined) throw new Error('there is no such part')
  return structure
}

describe('undo in a draft that was opened anew', () => {
  it('goes back into what was written before the core was started again, by the same groups, and forward again', async () => {
    const window = await written()
    await window.sync.loadPast()
    for (const left of ['Rye on F1, clover on F2', 'Rye on F1', '']) {
      expect(undoOnce(window)).toBe(true)
      expect(textOf(window)).toBe(left)
    }
    expect(undoOnce(window)).toBe(false)
    window.sync.run(redo)
    window.sync.run(redo)
    await bench.calm()
    expect(await bench.textInCore(FIELD)).toBe('Rye on F1, clover on F2')
    expect((await bench.log(FIELD)).at(-1)?.origin).toBe('redone')
  })

  it('goes on under what has been written and undone since, whenever the past comes', async () => {
    const window = await written()
    type(window, '. Then')
    type(window, '!')
    window.sync.run(undo)
    type(window, ' wait.')
    const depth = undoDepth(window.sync.state())
    await window.sync.loadPast()
    expect(undoDepth(window.sync.state())).toBe(depth + 3)
    while (undoDepth(window.sync.state()) > 3) undoOnce(window)
    expect(textOf(window)).toBe('Rye on F1, clover on F2, lime first')
    undoOnce(window)
    expect(textOf(window)).toBe('Rye on F1, clover on F2')
  })

  it('fetches the past when it is first wanted, and undoes then', async () => {
    const window = await written()
    expect(undoOnce(window)).toBe(true)
    await bench.time.advance(0)
    expect(textOf(window)).toBe('Rye on F1, clover on F2')
  })

  it('leaves alone what another window wrote meanwhile', async () => {
    const window = await written()
    const other = await bench.textWindow(FIELD)
    type(other, 'Plan: ', 0)
    await bench.calm()
    await window.sync.loadPast()
    undoOnce(window)
    expect(textOf(window)).toBe('Plan: Rye on F1, clover on F2')
  })

  it('takes documents back as it takes texts', async () => {
    bench = await openDraftBench(FARM)
    const first = await bench.textWindow(FIELD)
    const rubric = createStructureSync('rubric', first.sync, () => {})
    const item = (id: string) => ({ id, text: `Criterion ${id}`, points: 1 })
    rubric.update('rubric', () => ({ kind: 'rubric', items: [item('a')] }))
    await bench.time.advance(1_000)
    rubric.update('rubric', (value) => ({ kind: 'rubric', items: [...(value?.items ?? []), item('b')] }))
    await bench.time.advance(1_000)
    await bench.restart()
    const again = await bench.textWindow(FIELD)
    const sync = createStructureSync('rubric', again.sync, () => {})
    await again.sync.loadPast()
    const back = (): boolean => {
      const went = sync.undo()
      sync.textChanged()
      return went
    }
    expect(back()).toBe(true)
    expect(sync.value()).toEqual({ kind: 'rubric', items: [item('a')] })
    expect(back()).toBe(true)
    expect(sync.value()).toBeNull()
  })

  it.each([
    ['made before the opening', true],
    ['made since, when the past comes', false],
  ])('takes what was typed at once into a new part back without the part: %s', async (_, isBefore) => {
    const field = RubricField.parse({ key: FIELD, kind: 'rubric', label: 'What counts?' })
    bench = await openDraftBench(FARM)
    const rubric = (...texts: string[]) => ({
      kind: 'rubric' as const,
      items: texts.map((text, at) => ({ id: `c${at}`, text, points: 1 })),
    })
    const write = (structure: StructureSync): void => {
      structure.update('rubric', () => rubric('First', ''), 'set')
      for (const text of ['L', 'Li', 'Lime']) structure.update('rubric', () => rubric('First', text))
    }
    const begun = await opened(field)
    begun.update('rubric', () => rubric('First'))
    await bench.time.advance(1_000)
    if (isBefore) write(begun)
    await bench.time.advance(1_000)
    await bench.restart()
    const structure = await opened(field)
    if (!isBefore) write(structure)
    for (const left of [rubric('First', ''), rubric('First'), null]) {
      structure.undo()
      await bench.time.advance(100)
      expect(structure.value()).toEqual(left)
    }
  })

  it('takes back nothing that was written after it was asked to, while the past was not there', async () => {
    const window = await written()
    expect(undoOnce(window)).toBe(true)
    type(window, '. And a new sentence')
    await bench.time.advance(0)
    expect(textOf(window)).toBe('Rye on F1, clover on F2, lime first. And a new sentence')
    undoOnce(window)
    expect(textOf(window)).toBe('Rye on F1, clover on F2, lime first')
  })

  it('keeps the order of a comparison that was drawn, also where the past comes after the key', async () => {
    const field = ComparisonField.parse({
      key: FIELD,
      kind: 'comparison',
      label: 'Which one?',
      responses: ['a', 'b'],
      blind: true,
    })
    bench = await openDraftBench(FARM)
    const first = createComparisonActions(field, await opened(field))
    first.begin()
    await bench.time.advance(1_000)
    const drawn = await bench.textInCore(FIELD)
    await bench.restart()
    const again = await opened(field)
    expect(createComparisonActions(field, again).undo()).toBe(true)
    await bench.time.advance(1_000)
    expect(again.value()).not.toBeNull()
    expect(await bench.textInCore(FIELD)).toBe(drawn)
  })

  it('shows what was taken back of a rubric, and nothing before that', async () => {
    const field = RubricField.parse({ key: FIELD, kind: 'rubric', label: 'What counts?' })
    bench = await openDraftBench(FARM)
    const first = await opened(field)
    const items = ['a', 'b', 'c'].map((id) => ({ id, text: `Criterion ${id}`, points: 1 }))
    first.update('rubric', () => ({ kind: 'rubric', items }))
    await bench.time.advance(1_000)
    first.update('rubric', () => ({ kind: 'rubric', items: items.with(0, { id: 'a', text: 'Another', points: 1 }) }))
    await bench.time.advance(1_000)
    await bench.restart()
    const shown: string[] = []
    const structure = await opened(field)
    const actions = createRubricActions({
      structure,
      toasts: {} as Toasts,
      newId,
      onPlace: ({ id }) => void shown.push(id),
    })
    actions.undo()
    expect(shown).toEqual([])
    await bench.time.advance(100)
    expect(structure.value()).toEqual({ kind: 'rubric', items })
    expect(shown).toEqual(['a'])
  })

  it('comes back to the letter to every text it was at between two groups, whatever was edited', async () => {
    const edit = fc.record({ at: fc.nat(60), remove: fc.nat(6), insert: fc.string({ maxLength: 5 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 25 }), async (edits) => {
        bench = await openDraftBench(FARM)
        const window = await bench.textWindow(FIELD)
        const seen = [textOf(window)]
        for (const { at, remove, insert } of edits) {
          const { length } = window.sync.state().doc
          const from = Math.min(at, length)
          type(window, insert.replaceAll('\r', '\n'), from, Math.min(length, from + remove))
          await bench.time.advance(1_000)
          if (textOf(window) !== seen.at(-1)) seen.push(textOf(window))
        }
        await bench.restart()
        const again = await bench.textWindow(FIELD)
        await again.sync.loadPast()
        for (const text of seen.toReversed().slice(1)) {
          undoOnce(again)
          expect(textOf(again)).toBe(text)
        }
        await bench.close()
      }),
      { numRuns: 5 },
    )
  })
})
