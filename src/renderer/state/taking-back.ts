import { undo } from '@codemirror/commands'
import type { Text } from '@codemirror/state'
import { RESTORE_EVENT, takingBack } from '../editor/text-edits.ts'
import type { OpenDraft } from './draft.ts'

/** What was done to the text of a field, in the way of it that was shown. */
export type TextChange = {
  readonly key: string
  readonly way: number | undefined
  readonly before: Text
  readonly after: Text
}

/**
 * Takes changes back in the texts as they are now; what was written since stays.
 * @returns false where a field goes on in another way by now: that one is left alone
 */
export function takeChangesBack(
  draft: Pick<OpenDraft, 'text' | 'structure' | 'way'>,
  changes: readonly TextChange[],
): boolean {
  const here = changes.filter(({ key, way }) => draft.way(key) === way)
  for (const { key, before, after } of here) {
    const sync = draft.text(key)
    const now = sync?.state().doc
    if (sync === undefined || now === undefined) continue
    // Written on since: the last step of the history is another one.
    if (now.eq(after)) sync.run(undo)
    else if (draft.structure(key) !== undefined) sync.restore(before.toString())
    else sync.dispatch({ changes: takingBack(before, after, now), userEvent: RESTORE_EVENT })
  }
  return here.length === changes.length
}
