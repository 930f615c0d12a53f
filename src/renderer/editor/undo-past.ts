import { history, isolateHistory, redo, undo, undoDepth } from '@codemirror/commands'
import {
  ChangeSet,
  EditorState,
  type Extension,
  Prec,
  type Text,
  Transaction,
  type TransactionSpec,
} from '@codemirror/state'
import { keymap } from '@codemirror/view'
import type { EditOrigin } from '../../shared/contract/desk-drafts.ts'
import type { PastEdit } from '../../shared/contract/desk-versions.ts'
import { type History, historyOf, putHistory } from './replace-history.ts'
import { textOf } from './text-edits.ts'

/** The text that is open, as far as its history is concerned. */
type Target = {
  state(): EditorState
  dispatch(spec: TransactionSpec): void
}

export type UndoPast = {
  /** Beside `history()`, which it fills, and `historyPlace`. */
  readonly extension: Extension
  /** Told of everything that happens to the text. */
  took(transactions: readonly Transaction[]): void
  /** Asks for the past, once, and puts it under the history. */
  load(target: Target): Promise<void>
  /**
   * @param undo is called as soon as the past is there, unless somebody writes on before that
   * @returns false where there is none, or it is there already
   */
  undoWhenThere(target: Target, undo: () => void): boolean
  isComing(): boolean
}

/** So much may happen before the past is there; it takes a moment. */
const MOST_SINCE = 5_000

/** How an edit of the log is named to the history, which joins what was typed or deleted in one go. */
const userEvents: Record<EditOrigin, string> = {
  typed: 'input.type',
  pasted: 'input.paste',
  dropped: 'input.drop',
  deleted: 'delete',
  undone: 'input',
  redone: 'input',
  restored: 'input',
  set: 'input',
}

/**
 * Undo beyond the opening of a text. The text is opened with an empty history, so that opening waits for nothing; the
 * last edits of the log come a moment later, or with the first undo that wants them, and the history is then built as if
 * they had been made here.
 * @param start the text as it was opened
 * @param ask for the edits before it; undefined where they cannot be had just now
 */
export function createUndoPast(start: string, ask: () => Promise<readonly PastEdit[] | undefined>): UndoPast {
  /** What has happened since the opening; undefined once the past is there, or is known not to come. */
  let since: Transaction[] | undefined = []
  let isAsking = false
  /** Each undo that waits for the past. */
  let wanted: (() => void)[] = []

  async function load(target: Target): Promise<void> {
    if (isAsking || since === undefined) return
    isAsking = true
    const edits = await ask().catch(() => undefined)
    isAsking = false
    if (edits === undefined) {
      wanted = []
      return
    }
    const built = edits.length === 0 ? undefined : buildHistory(textOf(start), edits, since, target.state())
    since = undefined
    if (built === undefined) return
    target.dispatch(putHistory(built))
    for (const undoOnce of wanted.splice(0)) undoOnce()
  }

  function undoWhenThere(target: Target, undoOnce: () => void): boolean {
    if (since === undefined || undoDepth(target.state()) > 0) return false
    wanted.push(undoOnce)
    void load(target)
    return true
  }

  return {
    extension: Prec.high(
      keymap.of([
        {
          key: 'Mod-z',
          run: (view) =>
            undoWhenThere({ state: () => view.state, dispatch: (spec) => view.dispatch(spec) }, () => void undo(view)),
        },
      ]),
    ),
    took: (transactions) => {
      since?.push(...transactions)
      // An undo that comes now would take back what has been written since it was wanted.
      if (transactions.some(isWrittenHere)) wanted = []
      // Who has done so much since has enough to undo.
      if (since !== undefined && since.length > MOST_SINCE) since = undefined
    },
    load,
    undoWhenThere,
    isComing: () => since !== undefined,
  }
}

function isWrittenHere(transaction: Transaction): boolean {
  return transaction.docChanged && transaction.annotation(Transaction.addToHistory) !== false
}

/**
 * @param since what was done to the text after `edits`
 * @returns the history; undefined where the edits do not lead to the text that is there
 */
function buildHistory(
  start: Text,
  edits: readonly PastEdit[],
  since: readonly Transaction[],
  now: EditorState,
): History | undefined {
  try {
    let text = start
    for (const { inverse } of edits.toReversed()) text = ChangeSet.fromJSON(inverse).apply(text)
    let state = EditorState.create({ doc: text, extensions: history() })
    for (const { at, origin, changes: json, selection } of edits) {
      const changes = ChangeSet.fromJSON(json)
      const fits = selection !== undefined && Math.max(selection.anchor, selection.head) <= changes.newLength
      const annotations = [
        Transaction.time.of(at),
        Transaction.userEvent.of(userEvents[origin]),
        ...(origin === 'set' ? [isolateHistory.of('after')] : []),
      ]
      state = state.update({ changes, ...(fits ? { selection } : {}), annotations }).state
    }
    for (const transaction of since) state = again(state, transaction)
    return state.doc.eq(now.doc) ? historyOf(state) : undefined
  } catch {
    // The log is another one: a backup was put back meanwhile.
    return undefined
  }
}

/** Does to a state what was done to another one. */
function again(state: EditorState, done: Transaction): EditorState {
  const isUndo = done.isUserEvent('undo')
  if (isUndo || done.isUserEvent('redo')) {
    let next = state
    const command = isUndo ? undo : redo
    command({ state, dispatch: (transaction) => (next = transaction.state) })
    return next
  }
  const { changes, selection } = done
  const event = done.annotation(Transaction.userEvent)
  const isolated = done.annotation(isolateHistory)
  return state.update({
    changes,
    ...(selection === undefined ? {} : { selection }),
    annotations: [
      Transaction.time.of(done.annotation(Transaction.time) ?? 0),
      Transaction.addToHistory.of(done.annotation(Transaction.addToHistory) !== false),
      ...(event === undefined ? [] : [Transaction.userEvent.of(event)]),
      ...(isolated === undefined ? [] : [isolateHistory.of(isolated)]),
      ...(done.annotation(Transaction.remote) === true ? [Transaction.remote.of(true)] : []),
    ],
  }).state
}
