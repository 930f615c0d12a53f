import { EditorSelection, type StateCommand } from '@codemirror/state'
import type { KeyBinding } from '@codemirror/view'

/** Puts a mark such as `**` around what is selected, or takes it away where it is there already. */
function toggleAround(mark: string): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false
    const { length } = mark
    const change = state.changeByRange(({ from, to }) => {
      const isMarked =
        state.sliceDoc(from - length, from) === mark &&
        state.sliceDoc(to, to + length) === mark &&
        // Inside bold, one `*` on each side is not the mark of emphasis.
        (length > 1 || state.sliceDoc(from - 2, from) !== '**')
      if (isMarked) {
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

export const emphasisKeys: readonly KeyBinding[] = [
  { key: 'Mod-b', run: toggleAround('**') },
  { key: 'Mod-i', run: toggleAround('*') },
]
