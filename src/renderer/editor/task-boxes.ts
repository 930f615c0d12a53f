import type { ChangeSpec, EditorState, StateCommand } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/** An item of a list, with the box of a task where it has one. */
const ITEM = /^((?:\s|>)*(?:[-*+]|\d{1,9}[.)])\s+)(\[([ xX])\](?=\s|$))?/

/** @returns where the letter in the box of a line's task stands; undefined for a line without one */
export function taskBoxAt(line: { readonly from: number; readonly text: string }): number | undefined {
  const match = ITEM.exec(line.text)
  return match?.[2] === undefined ? undefined : line.from + (match[1]?.length ?? 0) + 1
}

/** Ticks the tasks in the selected lines, or unticks them where all are ticked; an item without a box gets one. */
export const toggleTasks: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false
  const lines = selectedLines(state)
  const boxes = lines.flatMap((line) => taskBoxAt(line) ?? [])
  const changes: ChangeSpec[] = []
  if (boxes.length > 0) {
    const isAllDone = boxes.every((at) => state.sliceDoc(at, at + 1) !== ' ')
    for (const at of boxes) changes.push({ from: at, to: at + 1, insert: isAllDone ? ' ' : 'x' })
  } else {
    for (const line of lines) {
      const item = ITEM.exec(line.text)?.[1]
      if (item !== undefined) changes.push({ from: line.from + item.length, insert: '[ ] ' })
      else if (line.text.trim() !== '') changes.push({ from: line.from + indent(line.text), insert: '- [ ] ' })
    }
  }
  if (changes.length === 0) return false
  dispatch(state.update({ changes, userEvent: 'input.format' }))
  return true
}

function indent(text: string): number {
  return text.length - text.trimStart().length
}

function selectedLines({ doc, selection }: EditorState): { from: number; to: number; text: string }[] {
  const lines = new Map<number, { from: number; to: number; text: string }>()
  for (const { from, to } of selection.ranges) {
    for (let at = from; at <= to; ) {
      const line = doc.lineAt(at)
      lines.set(line.from, line)
      at = line.to + 1
    }
  }
  return [...lines.values()]
}

/** A click on the box of a task ticks it. @param boxClass the class that the boxes are drawn with */
export function clickableBoxes(boxClass: string): ReturnType<typeof EditorView.domEventHandlers> {
  return EditorView.domEventHandlers({
    mousedown: (event, view) => {
      if (event.button !== 0 || view.state.readOnly) return false
      if (!(event.target instanceof HTMLElement) || event.target.closest(`.${boxClass}`) === null) return false
      const at = taskBoxAt(view.state.doc.lineAt(view.posAtDOM(event.target)))
      if (at === undefined) return false
      const insert = view.state.sliceDoc(at, at + 1) === ' ' ? 'x' : ' '
      view.dispatch({ changes: { from: at, to: at + 1, insert }, userEvent: 'input.format' })
      event.preventDefault()
      return true
    },
  })
}
