import { copyLineDown, copyLineUp, moveLineUp } from '@codemirror/commands'
import { EditorSelection, EditorState, Text, type Transaction, type TransactionSpec } from '@codemirror/state'
import { keymap } from '@codemirror/view'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCopyMemory } from '../../../src/renderer/editor/copy-memory.ts'
import { focusRange } from '../../../src/renderer/editor/focus-range.ts'
import { outlineOf } from '../../../src/renderer/editor/outline.ts'
import {
  lettersOf,
  lettersOfMarkdown,
  nearestPlace,
  quotation,
  quotedAt,
  readPassageAddress,
} from '../../../src/renderer/editor/quoting.ts'
import { expandSnippet } from '../../../src/renderer/editor/snippets.ts'
import { toggleTasks } from '../../../src/renderer/editor/task-boxes.ts'
import { editSource, originOf, QUOTE_EVENT, SNIPPET_EVENT, textOf } from '../../../src/renderer/editor/text-edits.ts'
import { writing } from '../../../src/renderer/editor/writing.ts'
import { createWrittenCount, selectedCounts, writtenBy } from '../../../src/renderer/editor/writing-counts.ts'
import { readMaths } from '../../../src/renderer/format/maths-marks.ts'
import { createWritten } from '../../../src/renderer/state/written.ts'
import { createMemoryStorage } from '../../../src/renderer/client/page-storage.ts'

function stateOf(doc: string, anchor = doc.length, head = anchor): EditorState {
  return EditorState.create({ doc, selection: { anchor, head }, extensions: writing('markdown', textOf(doc)) })
}

function run(state: EditorState, command: ReturnType<typeof expandSnippet>): EditorState {
  let after = state
  command({ state, dispatch: (transaction) => (after = transaction.state) })
  return after
}

describe('what stays bright', () => {
  it('holds the caret and no empty line, and the sentence lies in the paragraph', () => {
    const pieces = fc.constantFrom('Rain. ', 'Does it? ', 'e.g. ', 'clover ', '日本。', 'مرحبا. ', '\n', '\n\n', ' ')
    const text = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.nat(), (whole, place) => {
        const doc = textOf(whole)
        const at = place % (whole.length + 1)
        const paragraph = focusRange(doc, at, 'paragraph')
        const sentence = focusRange(doc, at, 'sentence')
        for (const { from, to } of [paragraph, sentence]) {
          expect(from).toBeLessThanOrEqual(at)
          expect(to).toBeGreaterThanOrEqual(at)
        }
        expect(sentence.from).toBeGreaterThanOrEqual(paragraph.from)
        expect(sentence.to).toBeLessThanOrEqual(paragraph.to)
        const lines = doc.sliceString(paragraph.from, paragraph.to).split('\n')
        expect(lines.length === 1 || lines.every((line) => line.trim() !== '')).toBe(true)
      }),
    )
  })

  it('is the sentence one writes, over the break of a line', () => {
    const doc = textOf('Clover first. Then\nwheat on the land. Rye\n\nLast')
    const bright = (at: number): string => {
      const { from, to } = focusRange(doc, at, 'sentence')
      return doc.sliceString(from, to)
    }
    expect(bright(3)).toBe('Clover first.')
    expect(bright(20)).toBe('Then\nwheat on the land.')
    expect(bright(doc.length)).toBe('Last')
  })
})

describe('the outline', () => {
  it('has the headings of both kinds, and none out of code', () => {
    const doc = textOf('# Land #\ntext\n\n```\n# no\n```\n##  *Clover* and [rye](x)\nSeed\n====\n- item\n---\n#no\n###')
    expect(outlineOf(doc).map(({ level, text }) => [level, text])).toEqual([
      [1, 'Land'],
      [2, 'Clover and rye'],
      [1, 'Seed'],
      [3, ''],
    ])
    for (const { at } of outlineOf(doc)) expect(doc.lineAt(at).from).toBe(at)
  })
})

describe('a quotation', () => {
  const passage = { material: 'soil', offset: 12 }

  it('says where it is from, and is found again from its words and from its source', () => {
    const doc = textOf(`Before\n\n${quotation('The pH is 6.1.\n\n- low', 'Soil [2026]', passage)}\n\nAfter`)
    expect(doc.toString()).toContain('> The pH is 6.1.\n>\n> - low\n\n— [Soil \\[2026\\]](#material:soil@12)')
    const words = 'The pH is 6.1.\n\n- low'
    expect(quotedAt(doc, doc.toString().indexOf('pH'))).toEqual({ passage, words })
    expect(quotedAt(doc, doc.toString().indexOf('— [') + 4, true)).toEqual({ passage, words })
    expect(quotedAt(doc, doc.toString().indexOf('#material'), true)).toBeUndefined()
    expect(quotedAt(doc, 2)).toBeUndefined()
  })

  it('takes no other address for its own', () => {
    expect(readPassageAddress('#brief')).toEqual({ material: undefined, offset: undefined })
    for (const other of ['#material:', '#material:No', 'https://x.example/#brief', '#brief@x', '#brief/../']) {
      expect(readPassageAddress(other)).toBeUndefined()
    }
  })

  it('knows the same words elsewhere from the ones it took', () => {
    const letters = lettersOf('Low phosphorus. Also: low phosphorus, and low potassium.')
    expect(nearestPlace(letters, lettersOfMarkdown('**low** phosphorus'), 17)).toBe(17)
    expect(nearestPlace(letters, lettersOfMarkdown('1. [Low](https://x.example) phosphorus'), 0)).toBe(0)
    expect(nearestPlace(letters, lettersOf('rye'), 0)).toBe(-1)
  })
})

describe('the source of an edit', () => {
  const memory = createCopyMemory()
  const paste = (insert: string, spec: TransactionSpec = {}) => {
    const extensions = writing('plain', Text.empty, { sourceOf: (text) => memory.sourceOf(text) })
    return EditorState.create({ extensions }).update({
      changes: { from: 0, insert },
      userEvent: 'input.paste',
      ...spec,
    })
  }

  it('is what was copied in this window, whatever became of its spaces, and else outside', () => {
    const source = { kind: 'material', key: 'soil' } as const
    memory.note('The pH\n is 6.1', source)
    expect(paste('The pH is 6.1\n').annotation(editSource)).toEqual(source)
    expect(paste('The pH').annotation(editSource)).toEqual({ kind: 'outside' })
    for (const userEvent of ['input.type', SNIPPET_EVENT]) {
      expect(paste('The pH is 6.1', { userEvent }).annotation(editSource)).toBeUndefined()
    }
  })

  it('stands as it is said where the edit says it itself', () => {
    const source = { kind: 'material', key: 'map' } as const
    const annotations = editSource.of(source)
    expect(paste('x', { userEvent: QUOTE_EVENT, annotations }).annotation(editSource)).toEqual(source)
  })
})

describe('lines that are moved by key', () => {
  it('are moved in the log, too, and none is doubled as if it had been typed', () => {
    const state = stateOf('First.\nSecond.')
    const origins: string[] = []
    moveLineUp({ state, dispatch: (transaction) => origins.push(originOf(transaction)) })
    expect(origins).toEqual(['dropped'])
    const commands = state.facet(keymap).flatMap((bindings) => bindings.map(({ run }) => run))
    expect(commands).toContain(moveLineUp)
    expect(commands).not.toContain(copyLineUp)
    expect(commands).not.toContain(copyLineDown)
  })
})

describe('counting', () => {
  it('takes what is written by hand, and nothing away for what is taken out', () => {
    const state = stateOf('one ')
    const by = (spec: TransactionSpec): number => writtenBy(state.update(spec)).words
    expect(by({ changes: { from: 4, insert: 't' }, userEvent: 'input.type' })).toBe(1)
    expect(by({ changes: { from: 0, to: 4 }, userEvent: 'delete.backward' })).toBe(0)
    expect(by({ changes: { from: 4, insert: 'two three' }, userEvent: 'input.paste' })).toBe(0)
    expect(by({ changes: { from: 4, insert: 'two three' }, userEvent: 'undo' })).toBe(0)
  })

  it('takes what an input method composes for what it has become', () => {
    const count = createWrittenCount()
    let state = stateOf('')
    let sum = { words: 0, characters: 0 }
    const tell = (transactions: readonly Transaction[], isComposing: boolean): void => {
      const { words, characters } = count(transactions, isComposing)
      sum = { words: sum.words + words, characters: sum.characters + characters }
    }
    const compose = (from: number, steps: readonly string[]): void =>
      steps.forEach((insert, at) => {
        const userEvent = `input.type.compose${at === 0 ? '.start' : ''}`
        const transaction = state.update({ changes: { from, to: state.doc.length, insert }, userEvent })
        state = transaction.state
        tell([transaction], true)
      })
    compose(0, ['n', 'に', 'にh', 'にほ', 'にほn', 'にほん', '日本'])
    expect(sum).toEqual({ words: 0, characters: 0 })
    // The next one begins at once.
    compose(2, ['n', 'の'])
    expect(sum).toEqual({ words: 1, characters: 2 })
    tell([], false)
    tell([], false)
    expect(sum).toEqual({ words: 2, characters: 3 })
    tell([state.update({ changes: { from: 3, insert: ' a' }, userEvent: 'input.type' })], false)
    expect(sum).toEqual({ words: 3, characters: 5 })
  })

  it('counts what is selected, in all places', () => {
    expect(selectedCounts(stateOf('one two three', 4, 13))).toEqual({ words: 2, characters: 9 })
    expect(selectedCounts(stateOf('one'))).toBeUndefined()
  })

  it('keeps the day over windows, and begins the next one anew', () => {
    const storage = createMemoryStorage()
    let now = new Date(2026, 10, 28, 12).getTime()
    const first = createWritten(storage, () => now)
    first.add(3)
    const second = createWritten(storage, () => now)
    second.add(2)
    first.add(1)
    expect(first.store.getState()).toEqual({ sitting: 4, today: 6 })
    now += 86_400_000
    first.add(1)
    expect(first.store.getState()).toEqual({ sitting: 5, today: 1 })
  })
})

describe('tasks', () => {
  it('are ticked, unticked and made of what is there', () => {
    expect(run(stateOf('- [ ] lime'), toggleTasks).doc.toString()).toBe('- [x] lime')
    expect(run(stateOf('- [x] lime'), toggleTasks).doc.toString()).toBe('- [ ] lime')
    expect(run(stateOf('  1. lime'), toggleTasks).doc.toString()).toBe('  1. [ ] lime')
    expect(run(stateOf('lime'), toggleTasks).doc.toString()).toBe('- [ ] lime')
    expect(run(stateOf('- [x] a\n- [ ] b', 0, 15), toggleTasks).doc.toString()).toBe('- [x] a\n- [x] b')
  })
})

describe('several places', () => {
  const selection = EditorSelection.create([EditorSelection.range(0, 4), EditorSelection.range(9, 13)])

  it.each(['markdown', 'plain', 'line'] as const)('are written in at once in a text of kind %s', (kind) => {
    const doc = 'lime and lime'
    const state = EditorState.create({ doc, selection, extensions: writing(kind, textOf(doc)) })
    expect(state.update(state.replaceSelection('seed')).newDoc.toString()).toBe('seed and seed')
  })
})

describe('a text of one’s own', () => {
  const expand = expandSnippet(() => [{ name: 'Lime', text: 'Lime first,\nthen seed.' }])

  it('comes in for its name, and only as a word of its own', () => {
    const state = run(stateOf('Now: ;lime'), expand)
    expect(state.doc.toString()).toBe('Now: Lime first,\nthen seed.')
    expect(state.selection.main.head).toBe(state.doc.length)
    for (const other of ['a;lime', ';;lime', ';lim', 'lime']) {
      expect(run(stateOf(other), expand).doc.toString()).toBe(other)
    }
  })
})

describe('formulas and prices', () => {
  it('are told apart', () => {
    expect(readMaths('It costs $5 or $6.')).toEqual({ text: 'It costs \\$5 or \\$6.', hasMaths: false })
    expect(readMaths('from $20,000-$30,000').hasMaths).toBe(false)
    expect(readMaths('So $a+b$ for $5')).toEqual({ text: 'So $a+b$ for \\$5', hasMaths: true })
    expect(readMaths('`$a$` and \\$b$').hasMaths).toBe(false)
    expect(readMaths('```\n$a$\n```').text).toBe('```\n$a$\n```')
    expect(readMaths('$$\nx $ y\n$$')).toEqual({ text: '$$\nx $ y\n$$', hasMaths: true })
  })
})
