import { EditorSelection, type EditorState, type SelectionRange, type StateCommand } from '@codemirror/state'
import type { KeyBinding } from '@codemirror/view'

/** Puts a mark, `*` or `**`, around what is selected, or takes it away where it is there already. */
export function toggleAround(mark: '*' | '**'): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false
    const { length } = mark
    const change = state.changeByRange((range) => {
      const { from, to } = withoutBlanks(state, range)
      // Of three stars on each side two are bold and one is emphasis; inside bold alone, one is not the mark of emphasis.
      const stars = Math.min(
        /\**$/.exec(state.sliceDoc(Math.max(0, from - 3), from))?.[0].length ?? 0,
        /^\**/.exec(state.sliceDoc(to, Math.min(state.doc.length, to + 3)))?.[0].length ?? 0,
      )
      if (length === 1 ? stars % 2 === 1 : stars >= 2) {
        return {
          changes: [
            { from: from - length, to: from },
            { from: to, to: to + length },
          ],
          range: EditorSelection.range(from - length, to - length),
        }
      }
      return {
        changes: [
          { from, insert: mark },
          { from: to, insert: mark },
        ],
        range: EditorSelection.range(from + length, to + length),
      }
    })
    dispatch(state.update(change, { userEvent: 'input.format', scrollIntoView: true }))
    return true
  }
}

/** Beside a blank a mark is none: `**lime **` is no bold word. */
function withoutBlanks({ doc }: EditorState, { from, to }: SelectionRange): { from: number; to: number } {
  const selected = doc.sliceString(from, to)
  if (selected.trim() === '') return { from, to }
  return { from: to - selected.trimStart().length, to: from + selected.trimEnd().length }
}

export const emphasisKeys: readonly KeyBinding[] = [
  { key: 'Mod-b', run: toggleAround('**') },
  { key: 'Mod-i', run: toggleAround('*') },
]
