import { EditorState, Text } from '@codemirror/state'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textCounts } from '../../../src/renderer/editor/text-counts.ts'
import { codePointCount, wordCount } from '../../../src/shared/rules/words.ts'

const words = ['lime', 'don’t', 'well-known', 'über', 'F7', '785', '—', '𝔘nder', '耕作計画', 'ฤดูฝน', '', '- ', '**']
const line = fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((parts) => parts.join(' '))

describe('the counts beside a text', () => {
  it('are those of the whole text, after any edit and in any writing', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 200 }),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), line), { maxLength: 5 }),
        (lines, edits) => {
          let state = EditorState.create({ doc: Text.of(lines) })
          textCounts(state.doc)
          for (const [at, insert] of edits) {
            const from = Math.floor(at * state.doc.length)
            state = state.update({ changes: { from, to: Math.min(state.doc.length, from + 3), insert } }).state
            const whole = state.doc.toString()
            expect(textCounts(state.doc)).toEqual({ words: wordCount(whole), characters: codePointCount(whole) })
          }
        },
      ),
    )
  })
})
