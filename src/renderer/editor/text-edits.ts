import { type Update } from '@codemirror/collab'
import { Annotation, ChangeSet, Text, Transaction } from '@codemirror/state'
import type { DraftEdit, EditOrigin, EditSource, LoggedEdit } from '../../shared/contract/desk-drafts.ts'

/** Texts are kept with LF between lines, in the core and here, so that positions mean the same in both. */
export function textOf(value: string): Text {
  return Text.of(value.split('\n'))
}

/** The user event of the edit that puts the window's own text back over what the core has. */
export const RESTORE_EVENT = 'restore'

/** The user event of a passage of a material that is put into the draft. */
export const QUOTE_EVENT = 'input.paste.material'

/** The user event of a text of one's own that is put in by its name; it comes from nowhere else. */
export const SNIPPET_EVENT = 'input.paste.snippet'

/** Says of a paste or a drop where its words had been copied. */
export const editSource = Annotation.define<EditSource>()

/** How an edit came about, by its transaction's user event (CodeMirror reference, `Transaction.userEvent`). */
export function originOf(transaction: Transaction): EditOrigin {
  if (transaction.isUserEvent('input.paste')) return 'pasted'
  if (transaction.isUserEvent('input.drop') || transaction.isUserEvent('move.drop')) return 'dropped'
  // A line that goes up or down by key goes as one does that is dragged.
  if (transaction.isUserEvent('move.line')) return 'dropped'
  if (transaction.isUserEvent('input') || transaction.isUserEvent('move.character')) return 'typed'
  if (transaction.isUserEvent('delete')) return 'deleted'
  if (transaction.isUserEvent('undo')) return 'undone'
  if (transaction.isUserEvent('redo')) return 'redone'
  if (transaction.isUserEvent(RESTORE_EVENT)) return 'restored'
  return 'set'
}

/** The core takes at most so many edits at once (`EditBurst`). */
const BURST_EDITS = 5_000
/** About how many characters one burst carries, so that a message never outgrows a transport; one edit always goes. */
const BURST_CHARACTERS = 4_000_000

/** Characters that a change puts in, whatever it takes out: all of them travel with it. */
export function putIn(changes: ChangeSet): number {
  let characters = 0
  changes.iterChanges((_fromA, _toA, fromB, toB) => {
    characters += toB - fromB
  }, true)
  return characters
}

type Pending = Update & { readonly origin: Transaction }

/** The first of the pending edits, as many as go at once. */
export function planBurst(pending: readonly Pending[]): readonly Pending[] {
  let characters = 0
  let count = 0
  for (const { changes } of pending) {
    characters += putIn(changes)
    if (count > 0 && (characters > BURST_CHARACTERS || count === BURST_EDITS)) break
    count += 1
  }
  return pending.slice(0, count)
}

/** @param selection where caret and selection stand after the last edit */
export function toDraftEdits(
  burst: readonly Pending[],
  selection: { anchor: number; head: number } | undefined,
): DraftEdit[] {
  return burst.map(({ changes, origin }, i) => {
    const source = origin.annotation(editSource)
    return {
      change: { changes: changes.toJSON() },
      origin: originOf(origin),
      ...(source === undefined ? {} : { source }),
      ...(i === burst.length - 1 && selection !== undefined ? { selection } : {}),
    }
  })
}

/**
 * Lets go of how edits were made that need not be sent any more. Collab keeps the transaction of each, that one the text
 * before it, and the parser of that text the state it began in, with its edits: every text since the opening stayed in memory.
 */
export function letGo(sent: readonly Pending[]): void {
  for (const one of sent) Object.assign(one, { origin: undefined })
}

/**
 * Logged edits as updates for collab.
 * @param length characters of the text they follow on
 * @returns undefined when they do not fit it: the two histories are not the same
 */
export function toUpdates(edits: readonly LoggedEdit[], length: number): Update[] | undefined {
  const updates: Update[] = []
  let expected = length
  for (const { change, session } of edits) {
    if (!('changes' in change)) return undefined
    let changes: ChangeSet
    try {
      changes = ChangeSet.fromJSON(change.changes)
    } catch {
      return undefined
    }
    if (changes.length !== expected) return undefined
    expected = changes.newLength
    updates.push({ changes, clientID: session })
  }
  return updates
}

/** The smallest single replacement that makes `to` of `from`; undefined where they are the same. */
export function difference(from: Text, to: Text): { from: number; to: number; insert: Text } | undefined {
  if (from.eq(to)) return undefined
  const a = from.toString()
  const b = to.toString()
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start += 1
  let end = 0
  while (end < shorter - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end += 1
  return { from: start, to: a.length - end, insert: to.slice(start, b.length - end) }
}

/** What takes back the change from `before` to `after` in a text that has been written on since; the new words stay. */
export function takingBack(before: Text, after: Text, now: Text): ChangeSet {
  const back = ChangeSet.of(difference(after, before) ?? [], after.length)
  return back.map(ChangeSet.of(difference(after, now) ?? [], after.length), true)
}
