import { ensureSyntaxTree, syntaxTree } from '@codemirror/language'
import {
  type ChangeSpec,
  EditorSelection,
  type EditorState,
  type SelectionRange,
  type StateCommand,
} from '@codemirror/state'
import type { KeyBinding } from '@codemirror/view'

type Mark = '*' | '**'
type Piece = { readonly from: number; readonly to: number }
type Changed = { readonly changes?: ChangeSpec; readonly range: SelectionRange }

/** What a line begins with that is none of its words: quotation, heading, item, box of a task. */
const PREFIX = /^[ \t]*(?:>[ \t]*)*(?:#{1,6}[ \t]+)?(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)*/
const KINDS = { '*': 'Emphasis', '**': 'StrongEmphasis' } as const
const PARSE_MS = 100

/**
 * Puts a mark, `*` or `**`, around what is selected, or takes it away where all of it has it. At a caret the word around it
 * is meant; between words it goes into marks, and out of them again. Each line gets marks of its own, behind what it
 * begins with: over two paragraphs they would be none, and before the mark of an item there would be no item.
 */
export function toggleAround(mark: Mark): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false
    const change = state.changeByRange((range): Changed => {
      const word = range.empty ? wordAround(state, range.head) : undefined
      if (range.empty && word === undefined) return atCaret(state, range.head, mark)
      const pieces = word === undefined ? piecesOf(state, range) : [word]
      const set = state.changes(toggled(state, pieces, mark))
      if (word !== undefined) return { changes: set, range: EditorSelection.cursor(set.mapPos(range.head)) }
      const [from, to] = [pieces[0]?.from ?? range.from, pieces.at(-1)?.to ?? range.to]
      return { changes: set, range: EditorSelection.range(set.mapPos(from, 1), set.mapPos(to, -1)) }
    })
    dispatch(state.update(change, { userEvent: 'input.format', scrollIntoView: true }))
    return true
  }
}

function toggled(state: EditorState, pieces: readonly Piece[], mark: Mark): ChangeSpec[] {
  const around = pieces.map((piece) =>
    marked(state, piece, mark).find(({ from, to }) => from <= piece.from && to >= piece.to),
  )
  // What is emphasised over several lines has its marks once.
  if (around.every((one) => one !== undefined))
    return [...new Map(around.map((one) => [one.from, one.marks])).values()].flat()
  return pieces.flatMap((piece, at) => {
    if (around[at] !== undefined) return []
    const inside = marked(state, piece, mark)
    const from = Math.min(piece.from, ...inside.map((one) => one.from))
    const to = Math.max(piece.to, ...inside.map((one) => one.to))
    return [{ from, insert: mark }, ...inside.flatMap(({ marks }) => marks), { from: to, insert: mark }]
  })
}

/** What is emphasised in this way at a piece, with the places of its marks. */
function marked(state: EditorState, { from, to }: Piece, mark: Mark): (Piece & { readonly marks: readonly Piece[] })[] {
  const found: (Piece & { readonly marks: readonly Piece[] })[] = []
  const tree = ensureSyntaxTree(state, to, PARSE_MS) ?? syntaxTree(state)
  tree.iterate({
    from,
    to,
    enter: ({ name, node }) => {
      if (name !== KINDS[mark] || node.to <= from || node.from >= to) return
      const marks = node.getChildren('EmphasisMark').map((one) => ({ from: one.from, to: one.to }))
      found.push({ from: node.from, to: node.to, marks })
    },
  })
  return found
}

/** The words that are selected, line by line. */
function piecesOf({ doc }: EditorState, { from, to }: SelectionRange): Piece[] {
  const pieces: Piece[] = []
  for (let at = from; at <= to; ) {
    const line = doc.lineAt(at)
    const begin = Math.max(from, line.from + (PREFIX.exec(line.text)?.[0].length ?? 0))
    const words = doc.sliceString(begin, Math.max(begin, Math.min(to, line.to)))
    // Beside a blank a mark is none: `**lime **` is no bold word.
    if (words.trim() !== '') {
      const start = begin + words.length - words.trimStart().length
      pieces.push({ from: start, to: start + words.trim().length })
    }
    at = line.to + 1
  }
  return pieces.length === 0 ? [{ from, to }] : pieces
}

/** The word that has the caret between two of its letters. */
function wordAround(state: EditorState, at: number): Piece | undefined {
  const word = state.wordAt(at)
  return word !== null && word.from < at && word.to > at ? word : undefined
}

/** Between words: into marks, out of those that end here, and none where nothing was written in them. */
function atCaret(state: EditorState, at: number, mark: Mark): Changed {
  const { length } = mark
  const inside = marked(state, { from: at - 1, to: at }, mark).find(({ marks }) => marks.at(-1)?.from === at)
  if (inside !== undefined) return { range: EditorSelection.cursor(inside.to) }
  const before = /\**$/.exec(state.sliceDoc(Math.max(0, at - 3), at))?.[0].length ?? 0
  const behind = /^\**/.exec(state.sliceDoc(at, at + 3))?.[0].length ?? 0
  const stars = Math.min(before, behind)
  if (length === 1 ? stars % 2 === 1 : stars >= 2) {
    return { changes: { from: at - length, to: at + length }, range: EditorSelection.cursor(at - length) }
  }
  return { changes: { from: at, insert: mark + mark }, range: EditorSelection.cursor(at + length) }
}

export const emphasisKeys: readonly KeyBinding[] = [
  { key: 'Mod-b', run: toggleAround('**') },
  { key: 'Mod-i', run: toggleAround('*') },
]
