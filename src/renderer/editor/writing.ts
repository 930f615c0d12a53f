import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import {
  ChangeSet,
  Compartment,
  EditorState,
  type Extension,
  Facet,
  type StateEffect,
  type Text,
  Transaction,
} from '@codemirror/state'
import { dropCursor, EditorView, keymap, placeholder } from '@codemirror/view'
import { bidiLines } from './bidi-lines.ts'
import { type CopyMemory, saysSource } from './copy-memory.ts'
import { droppedFiles } from './dropped-files.ts'
import { emphasisKeys } from './emphasis.ts'
import { findPanel } from './find-panel.ts'
import { focusMode } from './focus-mode.ts'
import type { FocusKind } from './focus-range.ts'
import { hasBecomeLarge, isLargeText } from './large-text.ts'
import { markdownLook } from './markdown-look.ts'
import { moreCarets } from './more-carets.ts'
import { inOneLine } from './one-line.ts'
import { sectionFolding } from './section-folding.ts'
import { smartPaste } from './smart-paste.ts'
import { expandSnippet, type NamedText } from './snippets.ts'
import type { TextCounts } from './text-counts.ts'
import { putIn } from './text-edits.ts'
import { typewriter } from './typewriter.ts'
import { tellsCounts } from './writing-counts.ts'

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

const surfacePlace = new Compartment()
const looksPlace = new Compartment()
const moodPlace = new Compartment()
/**
 * Ctrl+Enter sends, Ctrl+I is emphasis, and a line is doubled by copying it: by a key of its own, pasted words would be
 * entered as if they had been typed. The rest of CodeMirror's keys stay.
 */
const others: ReadonlySet<string> = new Set(['Mod-Enter', 'Mod-i', 'Shift-Alt-ArrowUp', 'Shift-Alt-ArrowDown'])
const writingKeys = defaultKeymap.filter(({ key }) => key === undefined || !others.has(key))

/** More characters than these are not put in at once: they would not fit into one message to the core. */
const LARGEST_INSERT = 5_000_000

/** What a text tells to the outside, and asks of it. */
export type WritingHooks = {
  /** Something was too large to be pasted or dropped, which then has not happened. */
  readonly onTooMuch: () => void
  readonly onWritten: (counts: TextCounts) => void
  readonly onSelected: (counts: TextCounts | undefined) => void
  /** Where words that are pasted had been copied. */
  readonly sourceOf: CopyMemory['sourceOf']
  readonly snippets: () => readonly NamedText[]
}

const nobody: WritingHooks = {
  onTooMuch: () => {},
  onWritten: () => {},
  onSelected: () => {},
  sourceOf: () => ({ kind: 'outside' }),
  snippets: () => [],
}

/** Everything a writing field can do but showing itself; `surfaceEffect` and `moodEffect` add that. */
export function writing(kind: WritingKind, text: Text, hooks: Partial<WritingHooks> = {}): Extension {
  const { onTooMuch, onWritten, onSelected, sourceOf, snippets } = { ...nobody, ...hooks }
  return [
    EditorState.transactionFilter.of((transaction) => {
      if (!transaction.isUserEvent('input')) return transaction
      if (transaction.newDoc.length <= LARGEST_INSERT || putIn(transaction.changes) <= LARGEST_INSERT)
        return transaction
      onTooMuch()
      return []
    }),
    history(),
    search({ top: true, createPanel: findPanel }),
    highlightSelectionMatches({ minSelectionLength: 3 }),
    moreCarets(),
    dropCursor(),
    droppedFiles(),
    bidiLines(),
    saysSource(sourceOf),
    tellsCounts(onWritten, onSelected),
    EditorView.lineWrapping,
    surfacePlace.of([]),
    moodPlace.of([]),
    looksUnlessLarge(kind, text),
    kind === 'markdown' ? [keymap.of(emphasisKeys), smartPaste(sourceOf)] : [],
    kind === 'line' ? oneLine() : [],
    keymap.of([{ key: 'Tab', run: expandSnippet(snippets) }, ...searchKeymap, ...historyKeymap, ...writingKeys]),
  ]
}

/** The text is so large that it is shown plainly. */
const plainly = Facet.define<boolean, boolean>({ combine: (values) => values.some(Boolean) })

/** Styling goes when a text grows large; it comes back when the task is opened again and the text is small by then. */
function looksUnlessLarge(kind: WritingKind, text: Text): Extension {
  const looks = kind === 'markdown' ? [markdownLook(), sectionFolding()] : []
  return [
    looksPlace.of(isLargeText(text) ? plainly.of(true) : looks),
    EditorState.transactionExtender.of((transaction) =>
      transaction.docChanged &&
      isStyled(transaction.startState) &&
      hasBecomeLarge(transaction.newDoc, transaction.changes)
        ? { effects: [looksPlace.reconfigure(plainly.of(true)), moodPlace.reconfigure([])] }
        : null,
    ),
  ]
}

/** Whether a text is shown with all that helps; false when it is too large. */
export function isStyled(state: EditorState): boolean {
  return !state.facet(plainly)
}

/** How the room is while one writes. */
export type Mood = { readonly focus: 'off' | FocusKind; readonly typewriter: boolean }

/** Changes how the room is; a large text stays as it is. */
export function moodEffect(state: EditorState, { focus, typewriter: isCentred }: Mood): StateEffect<unknown> {
  const mood = [focus === 'off' ? [] : focusMode(focus), isCentred ? typewriter() : []]
  return moodPlace.reconfigure(isStyled(state) ? mood : [])
}

/** A field for one line: line breaks that are typed, pasted or dropped become spaces. */
function oneLine(): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    if (!transaction.isUserEvent('input') || transaction.newDoc.lines === 1) return transaction
    const changes: { from: number; to: number; insert: string }[] = []
    transaction.changes.iterChanges((from, to, _fromB, _toB, inserted) => {
      const insert = inOneLine(inserted.toString())
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
