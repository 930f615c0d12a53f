import { foldable, foldedRanges, foldEffect } from '@codemirror/language'
import { EditorSelection, EditorState } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { textOf } from '../../../src/renderer/editor/text-edits.ts'
import { writing } from '../../../src/renderer/editor/writing.ts'

describe('a section that is folded away', () => {
  const doc = '# Land\nheavy lime\n# Water\nditch\n'
  const [from, to] = [doc.indexOf('\n'), doc.indexOf('\n# Water')]
  const folded = EditorState.create({ doc, extensions: writing('markdown', textOf(doc)) }).update({
    effects: foldEffect.of({ from, to }),
  }).state
  const isFoldedAfter = (...selected: readonly (readonly [number, number])[]): boolean => {
    const selection = EditorSelection.create(selected.map(([anchor, head]) => EditorSelection.range(anchor, head)))
    return foldedRanges(folded.update({ selection }).state).size > 0
  }

  it('opens for a place that was found in it, also at its end, and for each of several', () => {
    const lime = doc.indexOf('lime')
    expect(isFoldedAfter([lime, lime + 2])).toBe(false)
    expect(isFoldedAfter([lime, to])).toBe(false)
    expect(isFoldedAfter([doc.indexOf('ditch'), doc.length], [lime, to])).toBe(false)
    expect(isFoldedAfter([lime, doc.length])).toBe(false)
  })

  it('stays as it is beside the caret, and where it is selected as a whole', () => {
    expect(isFoldedAfter([to, to])).toBe(true)
    expect(isFoldedAfter([from, to])).toBe(true)
    expect(isFoldedAfter([0, doc.length])).toBe(true)
  })

  it('opens where the text is changed and selected in one step', () => {
    const { state } = folded.update({ changes: { from: 0, insert: '\n' }, selection: { anchor: to - 3, head: to + 1 } })
    expect(foldedRanges(state).size).toBe(0)
  })
})

describe('a heading', () => {
  const doc = '# Land\nheavy\n\n## North\nlime\n\nWater\n=====\nditch\n> # Quoted\n> words\n'
  const state = EditorState.create({ doc, extensions: writing('markdown', textOf(doc)) })
  const foldedBelow = (line: number): string | undefined => {
    const { from, to } = state.doc.line(line)
    const range = foldable(state, from, to)
    return range === null ? undefined : doc.slice(range.from, range.to)
  }

  it('folds what stands below it, up to the next one of its level', () => {
    expect(foldedBelow(1)).toBe('\nheavy\n\n## North\nlime')
    expect(foldedBelow(4)).toBe('\nlime')
    expect(foldedBelow(7)).toBe('\n=====\nditch\n> # Quoted\n> words')
    expect(foldedBelow(10)).toBe('\n> words')
  })

  it('alone does', () => {
    expect(foldedBelow(2)).toBeUndefined()
    expect(foldedBelow(11)).toBeUndefined()
  })
})
