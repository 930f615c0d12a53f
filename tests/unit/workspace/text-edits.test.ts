import { collab, sendableUpdates } from '@codemirror/collab'
import { EditorState, Text } from '@codemirror/state'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DraftEdit } from '../../../src/shared/contract/desk-drafts.ts'
import { hasBecomeLarge, isLargeText } from '../../../src/renderer/editor/large-text.ts'
import { difference, planBurst, takingBack, toDraftEdits, toUpdates } from '../../../src/renderer/editor/text-edits.ts'
import { writing } from '../../../src/renderer/editor/writing.ts'

/** The largest message that the browser shell takes (`src/serve/create-desk-server.ts`). */
const MESSAGE_BYTES = 32_000_000

function typed(state: EditorState, insert: string, from = state.doc.length, userEvent = 'input.type'): EditorState {
  return state.update({ changes: { from, insert }, selection: { anchor: from + insert.length }, userEvent }).state
}

describe('the difference of two texts', () => {
  it('is one replacement that makes the second of the first, and nothing where they are the same', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '😀'), maxLength: 30 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [from, to] = [Text.of(a.split('\n')), Text.of(b.split('\n'))]
        const change = difference(from, to)
        expect(change === undefined).toBe(a === b)
        const made = change === undefined ? from : from.replace(change.from, change.to, change.insert)
        expect(made.toString()).toBe(b)
      }),
    )
  })
})

describe('a burst', () => {
  it('takes all that is pending, but never so much that a message outgrows its transport', () => {
    let state = EditorState.create({ extensions: collab() })
    for (let i = 0; i < 6; i++) state = typed(state, 'x'.repeat(1_500_000))
    expect(planBurst(sendableUpdates(state)).length).toBe(2)
    let small = EditorState.create({ extensions: collab() })
    for (let i = 0; i < 5_003; i++) small = typed(small, 'x')
    expect(planBurst(sendableUpdates(small)).length).toBe(5_000)
    expect(
      planBurst(sendableUpdates(typed(EditorState.create({ extensions: collab() }), 'x'.repeat(9_000_000)))).length,
    ).toBe(1)
  })

  it('counts what is put in, also where it takes the place of as much', () => {
    let state = EditorState.create({ doc: 'x'.repeat(2_000_000), extensions: collab() })
    for (let i = 0; i < 20; i++) {
      const changes = { from: 0, to: state.doc.length, insert: 'y'.repeat(2_000_000) }
      state = state.update({ changes, userEvent: 'input.paste' }).state
    }
    const burst = planBurst(sendableUpdates(state))
    expect(burst.length).toBe(2)
    expect(JSON.stringify(toDraftEdits(burst, undefined)).length).toBeLessThan(MESSAGE_BYTES)
  })

  it('says of what was pasted where it had been copied, and of what was typed nothing', () => {
    const start = EditorState.create({
      extensions: [collab(), writing('plain', Text.empty, { sourceOf: () => ({ kind: 'material', key: 'soil' }) })],
    })
    const edits = toDraftEdits(sendableUpdates(typed(typed(start, 'a'), 'b', 1, 'input.paste')), undefined)
    expect(edits.map(({ origin, source }) => [origin, source])).toEqual([
      ['typed', undefined],
      ['pasted', { kind: 'material', key: 'soil' }],
    ])
    for (const edit of edits) expect(DraftEdit.safeParse(edit).success).toBe(true)
  })

  it('of another history is not taken for ours', () => {
    const edit = { session: '', at: 0, origin: 'typed' as const }
    expect(toUpdates([{ ...edit, change: { changes: [5, [0, 'x']] } }], 4)).toBeUndefined()
    expect(toUpdates([{ ...edit, change: { changes: 'nonsense' } }], 4)).toBeUndefined()
    expect(toUpdates([{ ...edit, change: { value: 1 } }], 4)).toBeUndefined()
    expect(toUpdates([{ ...edit, change: { changes: [4, [0, 'x']] } }], 4)?.length).toBe(1)
  })
})

describe('a field for one line', () => {
  const line = (): EditorState => EditorState.create({ extensions: writing('line', Text.empty) })

  it('takes no line break: Enter does nothing, and what is pasted becomes one line', () => {
    expect(typed(typed(line(), 'Home north'), '\n').doc.toString()).toBe('Home north')
    const pasted = typed(line(), 'Home\nnorth\n  east', 0, 'input.paste')
    expect(pasted.doc.toString()).toBe('Home north east')
    expect(pasted.selection.main.head).toBe(15)
  })

  it('puts what is dropped where it is dropped', () => {
    expect(typed(typed(line(), 'Home north'), 'of\nthe ', 5, 'input.drop').doc.toString()).toBe('Home of the north')
  })
})

describe('something too large to go to the core in one message', () => {
  it('is not put in, and that is said', () => {
    let told = 0
    const state = EditorState.create({ extensions: writing('plain', Text.empty, { onTooMuch: () => (told += 1) }) })
    expect(typed(state, 'x'.repeat(5_000_000)).doc.length).toBe(5_000_000)
    const full = typed(state, 'x'.repeat(5_000_000))
    const other = { from: 0, to: 5_000_000, insert: 'y'.repeat(6_000_000) }
    expect(full.update({ changes: other, userEvent: 'input.paste' }).state.doc.line(1).text[0]).toBe('x')
    expect(told).toBe(1)
    told = 0
    expect(told).toBe(0)
    const after = state.update({ changes: { from: 0, insert: 'x'.repeat(5_000_001) }, userEvent: 'input.paste' }).state
    expect([after.doc.length, told]).toEqual([0, 1])
  })
})

describe('a large text', () => {
  it('is one of many characters, or of one very long line', () => {
    expect(isLargeText(Text.of(['x'.repeat(20_001)]))).toBe(true)
    expect(isLargeText(Text.of(Array<string>(400).fill('x'.repeat(1_000))))).toBe(true)
    expect(isLargeText(Text.of(Array<string>(200).fill('x'.repeat(1_000))))).toBe(false)
  })

  it('is noticed when it becomes one', () => {
    const state = EditorState.create({ doc: Text.of(['short', 'x'.repeat(19_990), 'short']) })
    const small = state.update({ changes: { from: 2, insert: 'x'.repeat(20) } })
    const large = state.update({ changes: { from: 100, insert: 'x'.repeat(20) } })
    expect(hasBecomeLarge(small.newDoc, small.changes)).toBe(false)
    expect(hasBecomeLarge(large.newDoc, large.changes)).toBe(true)
  })
})

describe('taking a change back in a text that was written on since', () => {
  const text = (words: string): Text => Text.of([words])

  it.each([
    ['Rye. Lime.', 'Rye.', 'Rye. Wheat.', 'Rye. Lime. Wheat.'],
    ['Rye. Lime.', 'Rye.', 'Oats. Rye.', 'Oats. Rye. Lime.'],
    ['Rye.', 'Rye. Lime.', 'Rye. Lime. Wheat.', 'Rye. Wheat.'],
    ['Rye.', 'Rye. Lime.', 'Rye. Lime.', 'Rye.'],
  ])('%s → %s → %s becomes %s', (before, after, now, expected) => {
    expect(takingBack(text(before), text(after), text(now)).apply(text(now)).toString()).toBe(expected)
  })
})
