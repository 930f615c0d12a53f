import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import {
  ChangeSet,
  Compartment,
  EditorState,
  type Extension,
  type StateEffect,
  type Text,
  Transaction,
} from '@codemirror/state'
import { dropCursor, EditorView, keymap, placeholder } from '@codemirror/view'
import { bidiLines } from './bidi-lines.ts'
import { emphasisKeys } from './emphasis.ts'
import { hasBecomeLarge, isLargeText } from './large-text.ts'
import { markdownLook } from './markdown-look.ts'

export type WritingKind = 'markdown' | 'plain' | 'line'

/** What a view says about the text it shows; it may change while the text is open. */
export type Surface = {
  readonly label: string
  /** Id of the element that says more about the field. */
  readonly describedBy?: string | undefined
  readonly placeholder?: string | undefined
  readonly isReadOnly: boolean
  readonly isRequired?: boolean
  /** Nonce for the style sheet that CodeMirror adds to the page. */
  readonly nonce?: string | undefined
}

/** CodeMirror's own words, as they stand on the search panel. */
const phrases = {
  next: 'Next',
  previous: 'Back',
  all: 'All',
  'match case': 'Match case',
  'by word': 'Whole words',
  replace: 'Replace',
  'replace all': 'Replace all',
}

const surfacePlace = new Compartment()
const markdownPlace = new Compartment()
/** Ctrl+Enter sends, Ctrl+I is emphasis; the rest of CodeMirror's keys stay. */
const keys = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter' && key !== 'Mod-i')

/** More characters than these are not put in at once: they would not fit into one message to the core. */
const LARGEST_INSERT = 5_000_000

/**
 * Everything a writing field can do but showing itself; `surfaceEffect` adds that.
 * @param onTooMuch told when something was too large to be pasted or dropped, which then has not happened
 */
export function writing(kind: WritingKind, text: Text, onTooMuch: () => void = () => {}): Extension {
  return [
    EditorState.transactionFilter.of((transaction) => {
      if (!transaction.isUserEvent('input')) return transaction
      if (transaction.newDoc.length - transaction.startState.doc.length <= LARGEST_INSERT) return transaction
      onTooMuch()
      return []
    }),
    history(),
    search({ top: true }),
    EditorState.phrases.of(phrases),
    highlightSelectionMatches({ minSelectionLength: 3 }),
    dropCursor(),
    bidiLines(),
    EditorView.lineWrapping,
    surfacePlace.of([]),
    kind === 'markdown' ? [keymap.of(emphasisKeys), markdownUnlessLarge(text)] : [],
    kind === 'line' ? oneLine() : [],
    keymap.of([...searchKeymap, ...historyKeymap, ...keys]),
  ]
}

/** Styling goes when a text grows large; it comes back when the task is opened again and the text is small by then. */
function markdownUnlessLarge(text: Text): Extension {
  return [
    markdownPlace.of(isLargeText(text) ? [] : markdownLook()),
    EditorState.transactionExtender.of((transaction) =>
      transaction.docChanged &&
      isStyled(transaction.startState) &&
      hasBecomeLarge(transaction.newDoc, transaction.changes)
        ? { effects: markdownPlace.reconfigure([]) }
        : null,
    ),
  ]
}

/** Whether Markdown is styled in this text; false when it is too large, or no Markdown field. */
export function isStyled(state: EditorState): boolean {
  const look = markdownPlace.get(state)
  return look !== undefined && !(Array.isArray(look) && look.length === 0)
}

/** A field for one line: line breaks that are typed, pasted or dropped become spaces. */
function oneLine(): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    if (!transaction.isUserEvent('input') || transaction.newDoc.lines === 1) return transaction
    const changes: { from: number; to: number; insert: string }[] = []
    transaction.changes.iterChanges((from, to, _fromB, _toB, inserted) => {
      const insert = inserted.toString().replaceAll(/[^\S\n]*\n\s*/g, ' ')
      changes.push({ from, to, insert: inserted.lines > 1 && insert.trim() === '' ? '' : insert })
    })
    const userEvent = transaction.annotation(Transaction.userEvent) ?? 'input'
    const set = ChangeSet.of(changes, transaction.startState.doc.length)
    const head = set.mapPos(transaction.startState.selection.main.to, 1)
    return { changes: set, selection: { anchor: head }, userEvent }
  })
}

/** What a view adds to the state it shows. */
export function surfaceEffect(surface: Surface): StateEffect<unknown> {
  return surfacePlace.reconfigure([
    EditorState.readOnly.of(surface.isReadOnly),
    EditorView.contentAttributes.of({
      'aria-label': surface.label,
      'aria-required': String(surface.isRequired ?? false),
      spellcheck: 'true',
      autocorrect: 'on',
      autocapitalize: 'sentences',
      ...(surface.describedBy === undefined ? {} : { 'aria-describedby': surface.describedBy }),
    }),
    surface.placeholder === undefined ? [] : placeholder(surface.placeholder),
    surface.nonce === undefined ? [] : EditorView.cspNonce.of(surface.nonce),
  ])
}
