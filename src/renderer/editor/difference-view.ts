import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension, type Transaction } from '@codemirror/state'
import { EditorView, ViewPlugin } from '@codemirror/view'
import { bidiLines } from './bidi-lines.ts'
import { boundedDiffConfig } from './bounded-diff.ts'
import { textOf } from './text-edits.ts'
import { pageNonce } from './text-editor.tsx'

export type DifferenceOptions = {
  readonly parent: HTMLElement
  /** The earlier text and the later one. */
  readonly from: string
  readonly to: string
  readonly labels: { readonly from: string; readonly to: string }
  readonly isSideBySide: boolean
  /** Puts one passage of the earlier text in the place of the later one's; none where that makes no sense. */
  readonly onPutBack?: ((transaction: Transaction) => void) | undefined
}

/** A large text is compared a little less finely, so that the window does not wait. */
const diffConfig = boundedDiffConfig({ scanLimit: 1_000, timeout: 250 })
const collapseUnchanged = { margin: 2, minSize: 6 }

/** Lines that are the same open by a press only, as the library has them: here they are a button by key and name, too. */
const openedByKey: Extension = [
  ViewPlugin.define((view) => {
    const mark = (): void =>
      view.requestMeasure({
        key: openedByKey,
        read: () => {
          for (const folded of view.contentDOM.querySelectorAll<HTMLElement>('.cm-collapsedLines:not([role])')) {
            folded.setAttribute('role', 'button')
            folded.tabIndex = 0
          }
        },
      })
    mark()
    return { docViewUpdate: mark }
  }),
  EditorView.domEventHandlers({
    keydown: (event, view) => {
      const folded = event.target instanceof Element ? event.target.closest<HTMLElement>('.cm-collapsedLines') : null
      if (folded === null || (event.key !== 'Enter' && event.key !== ' ')) return false
      // It goes with its press; the focus stays in the text.
      view.contentDOM.focus({ preventScroll: true })
      folded.click()
      return true
    },
  }),
]

function plain(label: string): Extension {
  const nonce = pageNonce()
  return [
    EditorView.editable.of(false),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    EditorState.phrases.of({ '$ unchanged lines': '$ lines that are the same' }),
    openedByKey,
    bidiLines(),
    nonce === undefined ? [] : EditorView.cspNonce.of(nonce),
  ]
}

function putBackButton(): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.name = 'put-back'
  button.textContent = 'Put this passage back'
  return button
}

/** Shows what is different between two texts; nothing in it can be written. @returns takes it off again */
export function showDifference(options: DifferenceOptions): () => void {
  return options.isSideBySide ? sideBySide(options) : unified(options)
}

/** A text that is only read. */
export function createReadingView(parent: HTMLElement, label: string): EditorView {
  return new EditorView({ parent, extensions: plain(label) })
}

function listen(onPutBack: DifferenceOptions['onPutBack']): Extension {
  return EditorView.updateListener.of(({ transactions, view }) => {
    for (const transaction of transactions) {
      if (!transaction.isUserEvent('revert')) continue
      // The button goes with what it was for; the focus stays in the text.
      view.contentDOM.focus({ preventScroll: true })
      onPutBack?.(transaction)
    }
  })
}

function unified({ parent, from, to, labels, onPutBack }: DifferenceOptions): () => void {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: textOf(to),
      extensions: [
        plain(`${labels.from} and ${labels.to}, what is different`),
        listen(onPutBack),
        unifiedMergeView({
          original: textOf(from),
          gutter: false,
          diffConfig,
          collapseUnchanged,
          mergeControls:
            onPutBack === undefined
              ? false
              : (type, action) => {
                  // What is there now stays by itself; there is nothing to accept.
                  if (type === 'accept') return document.createElement('span')
                  const button = putBackButton()
                  button.addEventListener('click', action)
                  return button
                },
        }),
      ],
    }),
  })
  return () => view.destroy()
}

function sideBySide({ parent, from, to, labels, onPutBack }: DifferenceOptions): () => void {
  const merge = new MergeView({
    parent,
    a: { doc: textOf(from), extensions: plain(labels.from) },
    b: { doc: textOf(to), extensions: [plain(labels.to), listen(onPutBack)] },
    gutter: false,
    diffConfig,
    collapseUnchanged,
    ...(onPutBack === undefined
      ? {}
      : { revertControls: 'a-to-b' as const, renderRevertControl: () => putBackArrow() }),
  })
  return () => merge.destroy()
}

/** Between the two texts there is room for a sign only. */
function putBackArrow(): HTMLElement {
  const button = putBackButton()
  button.setAttribute('aria-label', 'Put this passage back')
  button.title = 'Put this passage back'
  // The shipped faces have no arrow to the right.
  button.textContent = '›'
  return button
}
