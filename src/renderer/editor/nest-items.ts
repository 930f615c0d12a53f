import { ensureSyntaxTree, syntaxTree } from '@codemirror/language'
import {
  ChangeSet,
  type ChangeSpec,
  countColumn,
  type EditorState,
  type StateCommand,
  type Transaction,
  type TransactionSpec,
} from '@codemirror/state'

type SyntaxNode = ReturnType<ReturnType<typeof syntaxTree>['resolveInner']>
/** By how many columns a line goes, and how many marks of quotations stand before it. */
type Shift = { readonly by: number; readonly quotes: number }

const TAB = 4
/** So long the list may be parsed after a change, in milliseconds; what is not parsed by then is not numbered. */
const PARSE_MS = 100
const LISTS: ReadonlySet<string> = new Set(['BulletList', 'OrderedList'])

/** A mark with no words behind it yet, which below a line of words may be read as the underline of a heading. */
export const BARE = /^[\s>]*(?:[-*+]|\d{1,9}[.)])\s+$/

/** Puts the items of lists in the selected lines, with what lies below them, under the item before; it is numbered anew. */
export const nestItems: StateCommand = (target) => moveItems(target, columnBelow)

/** Brings them out to the side of the item they are under. */
export const unnestItems: StateCommand = (target) => moveItems(target, columnOfParent)

/** Where an item's mark is to stand; undefined where it cannot go. */
type Aim = (state: EditorState, item: SyntaxNode, aims: ReadonlyMap<number, number>) => number | undefined

/** @returns false where there is no list, or nowhere to go in it */
function moveItems(target: Parameters<StateCommand>[0], aim: Aim): boolean {
  const { state, dispatch } = target
  const { from, to } = state.doc.lineAt(state.selection.main.head)
  if (!state.selection.main.empty || !BARE.test(state.sliceDoc(from, to))) return moveAsRead(target, aim)
  // As it will be read with a word in it.
  const filled = state.update({ changes: { from: to, insert: 'x' } })
  const take = (moved: Transaction): void => {
    const at = moved.changes.mapPos(to)
    const emptied = ChangeSet.of({ from: at, to: at + 1 }, moved.newDoc.length)
    dispatch(state.update(specOf(filled.changes.compose(moved.changes).compose(emptied), aim)))
  }
  return moveAsRead({ state: filled.state, dispatch: take }, aim)
}

function specOf(changes: ChangeSet, aim: Aim): TransactionSpec {
  return { changes, userEvent: aim === columnBelow ? 'input.indent' : 'delete.dedent', scrollIntoView: true }
}

function moveAsRead({ state, dispatch }: Parameters<StateCommand>[0], aim: Aim): boolean {
  const items = selectedItems(state)
  if (state.readOnly || items.length === 0) return false
  const aims = new Map<number, number>()
  const shifts = new Map<number, Shift>()
  const touched = new Set<number>()
  for (const item of items) {
    const column = beginsLine(state, item) ? aim(state, item, aims) : undefined
    if (column === undefined) continue
    aims.set(item.from, column)
    addShift(shifts, state, item, column - columnAt(state, markOf(item)))
    for (const one of [item, ...followersOf(item), ...followersOf(parentItem(item))]) touched.add(markOf(one))
  }
  if (shifts.size === 0) return false
  const moved = ChangeSet.of(toChanges(state, shifts), state.doc.length)
  const after = state.update({ changes: moved }).state
  const starts = new Set([...touched].map((at) => moved.mapPos(at, 1)))
  dispatch(state.update(specOf(moved.compose(ChangeSet.of(numberAnew(after, starts), after.doc.length)), aim)))
  return true
}

/** Items that begin in the selected lines, without those that move along with another; else the one that the caret is in. */
function selectedItems(state: EditorState): SyntaxNode[] {
  const tree = treeUntil(state, state.selection.ranges.at(-1)?.to ?? 0)
  const found = new Map<number, SyntaxNode>()
  for (const { from, to } of state.selection.ranges) {
    const [first, last] = [state.doc.lineAt(from).from, state.doc.lineAt(to).to]
    let begins = false
    tree.iterate({
      from: first,
      to: last,
      enter: (node) => {
        if (node.name !== 'ListItem' || node.from < first || node.from > last) return true
        found.set(node.from, node.node)
        begins = true
        return false
      },
    })
    for (let node: SyntaxNode | null = begins ? null : tree.resolveInner(to, -1); node !== null; node = node.parent) {
      if (node.name !== 'ListItem') continue
      found.set(node.from, node)
      break
    }
  }
  const all = [...found.values()].toSorted((a, b) => a.from - b.from)
  return all.filter((item) => !all.some((other) => other !== item && other.from <= item.from && other.to >= item.to))
}

function treeUntil(state: EditorState, at: number): ReturnType<typeof syntaxTree> {
  return ensureSyntaxTree(state, state.doc.lineAt(at).to, PARSE_MS) ?? syntaxTree(state)
}

const columnBelow: Aim = (state, item, aims) => {
  const items = item.parent === null ? [] : itemsOf(item.parent)
  const above = items.findLast(({ from }) => from < item.from) ?? lastItemOf(withoutMarks(item.parent?.prevSibling))
  if (above === undefined) return undefined
  const known = aims.get(above.from)
  if (known !== undefined) return known
  const inside = lastItemOf(withoutMarks(above.lastChild))
  return columnAt(state, inside === undefined ? contentOf(state, above) : markOf(inside))
}

const columnOfParent: Aim = (state, item) => {
  const parent = parentItem(item)
  return parent === undefined ? undefined : columnAt(state, markOf(parent))
}

function parentItem(item: SyntaxNode): SyntaxNode | undefined {
  const parent = item.parent?.parent
  return parent?.name === 'ListItem' ? parent : undefined
}

function itemsOf(list: SyntaxNode): SyntaxNode[] {
  return list.getChildren('ListItem')
}

function lastItemOf(list: SyntaxNode | null | undefined): SyntaxNode | undefined {
  return list !== null && list !== undefined && LISTS.has(list.name) ? itemsOf(list).at(-1) : undefined
}

/** The marks of a quotation stand among what is quoted. */
function withoutMarks(node: SyntaxNode | null | undefined): SyntaxNode | null | undefined {
  let one = node
  while (one?.name === 'QuoteMark') one = one.prevSibling
  return one
}

function followersOf(item: SyntaxNode | undefined): SyntaxNode[] {
  const items = item === undefined || item.parent === null ? [] : itemsOf(item.parent)
  return items.filter(({ from }) => from > (item?.from ?? 0))
}

function columnAt({ doc }: EditorState, at: number): number {
  const line = doc.lineAt(at)
  return countColumn(line.text, TAB, at - line.from)
}

/** Where an item's mark stands; the item itself may begin with blanks before it. */
function markOf(item: SyntaxNode): number {
  return item.getChild('ListMark')?.from ?? item.from
}

/** Where the words of an item begin, or would begin. */
function contentOf({ doc }: EditorState, item: SyntaxNode): number {
  const at = markOf(item)
  const [, mark = '', blanks = ''] = /^([-*+]|\d{1,9}[.)])(\s*)/.exec(doc.sliceString(at, doc.lineAt(at).to)) ?? []
  return at + mark.length + (blanks.length > TAB ? 1 : blanks.length)
}

function before({ doc }: EditorState, item: SyntaxNode): string {
  return doc.sliceString(doc.lineAt(item.from).from, markOf(item))
}

/** An item may also stand behind the mark of another. */
function beginsLine(state: EditorState, item: SyntaxNode): boolean {
  return /^[\s>]*$/.test(before(state, item))
}

/** @param skipped lines of the item at its beginning that stay where they are */
function addShift(shifts: Map<number, Shift>, state: EditorState, item: SyntaxNode, by: number, skipped = 0): void {
  const { doc } = state
  const quotes = before(state, item).replaceAll(/[^>]/g, '').length
  const last = doc.lineAt(item.to).number
  for (let number = doc.lineAt(item.from).number + skipped; number <= last; number++) {
    const { from, text } = doc.line(number)
    if (by !== 0 && text.trim() !== '') shifts.set(from, { by: (shifts.get(from)?.by ?? 0) + by, quotes })
  }
}

function toChanges({ doc }: EditorState, shifts: ReadonlyMap<number, Shift>): ChangeSpec[] {
  return [...shifts].map(([at, { by, quotes }]) => {
    const { text } = doc.lineAt(at)
    const from = new RegExp(`^(?: *> ?){0,${quotes}}`).exec(text)?.[0].length ?? 0
    const to = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0)
    const wanted = Math.max(0, countColumn(text, TAB, to) + by)
    let end = to
    while (end > from && countColumn(text, TAB, end) > wanted) end -= 1
    const insert = ' '.repeat(Math.max(0, wanted - countColumn(text, TAB, end)))
    return { from: at + end, to: at + to, insert }
  })
}

/** Numbers the lists that have one of the touched items; a list that begins with one begins with 1. */
function numberAnew(state: EditorState, touched: ReadonlySet<number>): ChangeSpec[] {
  const [first, last] = [Math.min(...touched), Math.max(...touched)]
  const changes: ChangeSpec[] = []
  const shifts = new Map<number, Shift>()
  const tree = treeUntil(state, last)
  tree.iterate({
    from: first,
    to: last,
    enter: ({ name, node }) => {
      if (name !== 'OrderedList') return
      const items = itemsOf(node)
      if (!items.some((item) => touched.has(markOf(item)))) return
      const [head] = items
      let number = head === undefined || touched.has(markOf(head)) ? 1 : Number(digitsAt(state, markOf(head)))
      for (const item of items) {
        const from = markOf(item)
        const digits = digitsAt(state, from)
        const insert = String(number)
        if (insert !== digits) changes.push({ from, to: from + digits.length, insert })
        // What lies below a longer number has to begin behind it.
        addShift(shifts, state, item, Math.max(0, insert.length - digits.length), 1)
        number += 1
      }
    },
  })
  return [...toChanges(state, shifts), ...changes]
}

function digitsAt(state: EditorState, at: number): string {
  return /^\d*/.exec(state.sliceDoc(at, at + 9))?.[0] ?? ''
}
