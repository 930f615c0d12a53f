import { isolateHistory, redo, undo } from '@codemirror/commands'
import { type Text, Transaction } from '@codemirror/state'
import { type StructuredKind, type StructuredOf, StructuredValue } from '../../shared/domain/structured.ts'
import { isMixed } from '../../shared/rules/mixed-structure.ts'
import { beyondLimits, holdsMore, type ReadStructure, readStructure } from '../../shared/rules/read-structure.ts'
import { structureToText, withPartsOf } from '../../shared/rules/structure-text.ts'
import type { TextSync } from './draft-sync.ts'
import { isOfEither, mergeStructures } from './merge-structures.ts'
import { withoutStep } from './replace-history.ts'
import { partChanges } from './part-changes.ts'
import { RESTORE_EVENT, textOf } from './text-edits.ts'

/** Whether edits of two windows came together, or an undo or redo here would have torn what another window wrote. */
export type BrokenBy = 'meeting' | 'undo'

/**
 * How a change came about, as CodeMirror names it (`Transaction.userEvent`): `delete` is of letters, and one step of undo with
 * what is typed and deleted around it; an act on a part as a whole, such as its removal, is `set`, and a step of its own.
 */
export type StructureEvent = 'input.type' | 'input.paste' | 'delete' | 'set'

/** A document of its own (a rubric, a comparison) over the text that the log keeps of it. */
export type StructureSync = {
  readonly kind: StructuredKind
  /** As the person sees it; the same object until it changes. `null` where nothing has been entered. */
  value(): StructuredValue | null
  /** Whether the text says just that and fits: what is beyond a limit, or cannot be read, cannot be sent. */
  fits(): boolean
  /**
   * Makes the next value from the present one; parts that stay must stay the same objects, so that only what changed is
   * written.
   */
  update<Kind extends StructuredKind>(
    kind: Kind,
    change: (value: StructuredOf<Kind> | null) => StructuredOf<Kind> | null,
    event?: StructureEvent,
  ): void
  /**
   * @param done called when it is undone, which is a moment later where what was done before the opening is still to come;
   *   not where another window has written in what would go
   */
  undo(done?: () => void): boolean
  redo(): boolean
  /** The text has changed: also for what came from elsewhere. */
  textChanged(): void
}

/**
 * @param text keeps the document as JSON in step with the core
 * @param onBroken told when edits of two windows together no longer make a document, whose last whole one is put back then,
 *   or when an undo would have broken it, which is left undone
 * @param onRefused told, once in a row, when a change does not fit the document's schema: it is left out, because the
 *   text of such a document could not be read again
 * @param onUnread told when something that stands in the text at the beginning cannot be read, or nothing of it, or
 *   is more than this version knows, as a newer one may have written it: the next change leaves it out, so that it is
 *   then among the versions only
 */
export function createStructureSync(
  kind: StructuredKind,
  text: TextSync,
  onBroken: (by: BrokenBy) => void,
  onRefused: () => void = () => {},
  onUnread: (isAll: boolean) => void = () => {},
): StructureSync {
  let doc = text.state().doc
  const opening = { doc, ...readStructure(doc.toString(), kind) }
  let { value, excess } = opening
  /** Where it was mixed up before, what is read of it is all there is to go by. */
  const isSound = opening.isPart || !isMixed(doc.toString(), value)
  let isOwn = false
  let isRefusing = false
  let last: { readonly now: Text; readonly found: ReadStructure } | undefined

  /** An undo is read before it is done, and the same text again when it has changed. */
  function read(now: Text): ReadStructure {
    if (last?.now !== now) last = { now, found: readAnew(now) }
    return last.found
  }

  function readAnew(now: Text): ReadStructure {
    // Back to where it began: what could be read then.
    if (now.eq(opening.doc)) return { ...opening, isPart: false }
    const written = now.toString()
    const found = readStructure(written, kind)
    return isSound && !found.isPart && isMixed(written, found.value) ? { ...found, isPart: true } : found
  }

  function textChanged(): void {
    const next = text.state().doc
    if (isOwn || next === doc || next.eq(doc)) return
    const before = value
    const found = read(next)
    doc = next
    if (!found.isPart && !isMadeUp(found.value)) {
      // What is the same after an undo stays the same object, so that only what changed is drawn again.
      value = found.value === null ? null : withPartsOf(before, found.value)
      excess = found.excess
      return
    }
    const merged = mergedWith(before)
    if (merged === undefined) onBroken('meeting')
    else value = merged
    const changes = partChanges(next, textOf(value === null ? '' : structureToText(value)))
    // Not in the history: to take it back would mix the text up again.
    const annotations = Transaction.addToHistory.of(false)
    text.dispatch({ changes, userEvent: RESTORE_EVENT, annotations })
    doc = text.state().doc
  }

  /** Whether own edits, put upon those of another window, gave a figure or a choice that nobody made. */
  function isMadeUp(found: StructuredValue | null): boolean {
    const meeting = text.met()
    return meeting !== undefined && !isOfEither(found, value, readStructure(meeting.theirs.toString(), kind).value)
  }

  /** Where own edits met those of another window: what both made of it, where that fits. */
  function mergedWith(mine: StructuredValue | null): StructuredValue | null | undefined {
    const meeting = text.met()
    if (meeting === undefined) return undefined
    const [base, theirs] = [meeting.base, meeting.theirs].map((one) => readStructure(one.toString(), kind))
    if (base === undefined || base.isPart || theirs === undefined || theirs.isPart) return undefined
    const merged = mergeStructures(base.value, mine, theirs.value)
    const beyond = merged === null ? 0 : beyondLimits(merged)
    if (beyond > Math.max(excess, theirs.excess)) return undefined
    excess = beyond
    return merged === null ? null : withPartsOf(mine, merged)
  }

  /** Also a change of what is beyond a limit is let in, as long as it goes no further. */
  function isLetIn(next: StructuredValue | null): boolean {
    if (next === null) return true
    if (excess === 0) return fits(value, next)
    return beyondLimits(next) <= excess
  }

  if (opening.isPart || holdsMore(opening.doc.toString(), value)) onUnread(value === null)
  /** @returns whether there was anything to take back, or to do again */
  function act(run: typeof undo, done?: () => void): boolean {
    const before = text.state().doc
    const isThere = run({
      state: text.state(),
      dispatch: (transaction) => {
        if (!read(transaction.newDoc).isPart) return text.took([transaction])
        text.dispatch(withoutStep(transaction))
        onBroken('undo')
      },
    })
    if (!before.eq(text.state().doc)) done?.()
    return isThere
  }

  return {
    kind,
    value: () => value,
    fits: () => excess === 0 && !(opening.isPart && text.state().doc.eq(opening.doc)),
    update: (_, change, event = 'input.type') => {
      const next = change(value as never)
      if (next === value) return
      if (!isLetIn(next)) {
        if (!isRefusing) onRefused()
        isRefusing = true
        return
      }
      isRefusing = false
      const changes = partChanges(text.state().doc, textOf(next === null ? '' : structureToText(next)))
      isOwn = true
      value = next
      if (excess > 0) excess = next === null ? 0 : beyondLimits(next)
      try {
        // What is typed next stands beside what was put there, and would be taken back along with it.
        const annotations = event === 'set' ? isolateHistory.of('after') : []
        if (changes.length > 0) text.dispatch({ changes, userEvent: event, annotations })
      } finally {
        isOwn = false
        doc = text.state().doc
      }
    },
    undo: (done) => act(undo, done) || text.undoPast(() => void act(undo, done)),
    redo: () => act(redo),
    textChanged,
  }
}

/** Whether it can be read again. Parts that were there are known to fit; all are looked at only where a list has grown. */
function fits(before: StructuredValue | null, next: StructuredValue): boolean {
  const known = new Map(Object.entries(before ?? {}).filter(([, member]) => Array.isArray(member)))
  const members = Object.entries(next).map(([name, member]: [string, unknown]) => {
    const old = known.get(name) as readonly unknown[] | undefined
    if (!Array.isArray(member) || old === undefined || member.length > old.length) return [name, member]
    const same = new Set(old)
    return [name, (member as unknown[]).filter((part) => !same.has(part))]
  })
  return StructuredValue.safeParse(Object.fromEntries(members)).success
}
