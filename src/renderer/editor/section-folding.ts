import {
  codeFolding,
  foldAll,
  foldCode,
  foldedRanges,
  foldEffect,
  foldService,
  foldable,
  syntaxTree,
  unfoldAll,
  unfoldCode,
  unfoldEffect,
} from '@codemirror/language'
import { EditorState, type Extension, type StateEffect } from '@codemirror/state'
import { type Command, EditorView } from '@codemirror/view'
import { count } from '../format/amounts.ts'
import styles from './text-editor.module.css'

/** Lets sections be folded below their headings. What is folded is said in its place, and opens with a click. */
export function sectionFolding(): Extension {
  return [
    codeFolding({
      preparePlaceholder: (state, { from, to }) => state.doc.lineAt(to).number - state.doc.lineAt(from).number,
      placeholderDOM: (_view, open, lines: number) => {
        const button = document.createElement('button')
        button.type = 'button'
        button.className = styles['folded'] ?? ''
        button.textContent = count(lines, 'line', 'lines')
        button.setAttribute('aria-label', `${count(lines, 'line', 'lines')} folded away. Show them`)
        button.addEventListener('click', open)
        return button
      },
    }),
    sections,
    opensForSelection,
  ]
}

type SyntaxNode = ReturnType<typeof syntaxTree>['topNode']

/** What stands below a heading, up to the next one of its level or above. */
const sections = foldService.of((state, from, to) => {
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(to, -1); node !== null; node = node.parent) {
    if (node.from < from) return null
    const level = levelOf(node)
    if (level === undefined) continue
    let last = node
    for (let next = last.nextSibling; next !== null && (levelOf(next) ?? 7) > level; next = next.nextSibling)
      last = next
    if (last.to > to) return { from: to, to: last.to }
  }
  return null
})

function levelOf(node: SyntaxNode): number | undefined {
  const level = /^(?:ATX|Setext)Heading([1-6])$/.exec(node.name)?.[1]
  return level === undefined ? undefined : Number(level)
}

/**
 * A section opens when what is selected begins or ends in it, as a place that was found does. CodeMirror looks at the head
 * of the selection alone, which at the end of a section stands behind what is folded.
 */
const opensForSelection = EditorState.transactionExtender.of((transaction) => {
  if (transaction.selection === undefined) return null
  const effects: StateEffect<unknown>[] = []
  const { ranges } = transaction.newSelection
  foldedRanges(transaction.startState)
    .map(transaction.changes)
    .between(0, transaction.newDoc.length, (from, to) => {
      const isIn = (at: number): boolean => from < at && at < to
      if (ranges.some((range) => isIn(range.from) || isIn(range.to))) effects.push(unfoldEffect.of({ from, to }))
    })
  return { effects }
})

/** Folds the section that the caret is in away, or shows it again. */
export const toggleSection: Command = (view) => {
  const { state } = view
  const line = state.doc.lineAt(state.selection.main.head)
  if (isFoldedAt(state, line.from, line.to)) return unfoldCode(view)
  if (foldCode(view)) return true
  // In the text of a section: its heading is somewhere above, and the caret goes there.
  for (let number = line.number - 1; number >= 1; number--) {
    const above = state.doc.line(number)
    const range = foldable(state, above.from, above.to)
    if (range === null || range.to < line.from) continue
    view.dispatch({ selection: { anchor: above.to }, effects: foldEffect.of(range), userEvent: 'select' })
    return true
  }
  return false
}

export const foldSections: Command = foldAll
export const unfoldSections: Command = unfoldAll

function isFoldedAt(state: EditorState, from: number, to: number): boolean {
  let isFolded = false
  foldedRanges(state).between(from, to, () => {
    isFolded = true
  })
  return isFolded
}

/** Puts the caret at a place, which comes into sight below the top of the window. */
export function goTo(view: EditorView, at: number): void {
  view.dispatch({
    selection: { anchor: at },
    effects: EditorView.scrollIntoView(at, { y: 'start', yMargin: 48 }),
    userEvent: 'select',
  })
  view.focus()
}
