import { useCallback, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { OpenDraft } from '../../../state/draft.ts'
import { errorToText } from '../../../client/error-text.ts'
import { openFieldTrack, openTaskTrack, type TrackField, type VersionTrack } from '../../../state/version-track.ts'
import { useServices } from '../../../state/services.ts'

/** What is chosen in place of one field. */
export const WHOLE_TASK = ''

export type Choice = { readonly field: string; readonly branch?: number | undefined }
type Loaded = { readonly track: VersionTrack | undefined; readonly problem?: string }

/** The timeline of what is chosen; `undefined` until it is there. */
export function useTrack(
  draft: OpenDraft,
  fields: readonly TrackField[],
  choice: Choice,
): { loaded: Loaded | undefined; refresh: () => void } {
  const { desk } = useServices()
  const { taskId } = draft
  const [loaded, setLoaded] = useState<Loaded>()
  const [round, setRound] = useState(0)
  const { field, branch } = choice
  // Another window goes on in another way: what may be put back, and where, is another then.
  const opened = useStore(draft.store, (state) => state.opened)
  /** Asked anew with each round. */
  const question = useMemo(() => ({ field, branch, round, opened }), [field, branch, round, opened])
  useEffect(() => {
    let isGone = false
    const found = fields.find((one) => one.key === question.field)
    async function load(): Promise<VersionTrack | undefined> {
      // What was typed a moment ago belongs to it.
      await draft.settled(3_000)
      return found === undefined
        ? openTaskTrack(desk.versions, taskId, fields)
        : openFieldTrack(desk.versions, taskId, found, question.branch)
    }
    load().then(
      (track) => {
        if (!isGone) setLoaded({ track })
      },
      (error: unknown) => {
        if (!isGone) setLoaded({ track: undefined, problem: errorToText(error) })
      },
    )
    return () => {
      isGone = true
    }
  }, [desk, draft, taskId, fields, question])
  return { loaded, refresh: useCallback(() => setRound((before) => before + 1), []) }
}
