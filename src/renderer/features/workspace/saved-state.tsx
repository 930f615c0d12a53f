import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { OpenDraft } from '../../state/draft.ts'
import type { SaveState } from '../../state/save-state.ts'
import { useServices } from '../../state/services.ts'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './workspace.module.css'

/** Saving takes a few milliseconds; only when it takes longer than this is it worth a look. */
const SHOWN_AFTER_MS = 300
/** That all is saved again is said in a pause: to say it costs a frame, and while one types it would be one for each key. */
const SAVED_AFTER_MS = 150

const SAVED = 'Saved'
/** Left out where there is no room for it. */
const WHERE = ' on this computer'

const away: SaveState = { kind: 'waiting', text: 'the desk is starting again' }

function saveWords(save: SaveState): string {
  switch (save.kind) {
    case 'saved':
      return SAVED + WHERE
    case 'saving':
      return 'Saving…'
    case 'waiting':
    case 'refused':
      return `Not saved yet: ${save.text}`
  }
}

/**
 * Whether everything is on the disk. What is seen does not flicker with every key; the status for screen readers and
 * tests speaks up only when something is wrong, and never says what is not true: “saved” is hidden from the key on until
 * the pause in which it is true again.
 */
export function SavedState({ draft }: { readonly draft: OpenDraft }) {
  const status = useRef<HTMLOutputElement>(null)
  const seen = useSeen(draft, status)
  const isWrong = seen.kind === 'waiting' || seen.kind === 'refused'
  return (
    <>
      <VisuallyHidden>
        <output ref={status} aria-live={isWrong ? 'assertive' : 'off'}>
          {saveWords(seen)}
        </output>
      </VisuallyHidden>
      <span aria-hidden="true" className={styles['saved']} data-kind={seen.kind}>
        {seen.kind === 'saved' ? (
          <>
            {SAVED}
            <span className={styles['where']}>{WHERE}</span>
          </>
        ) : (
          saveWords(seen)
        )}
      </span>
    </>
  )
}

/**
 * What is to be seen of the saving. It changes twice with every key, which must not make the window draw anything: so the
 * store is heard here and not by React, and the status is hidden by an attribute that has no look, in the key's own frame.
 */
function useSeen(draft: OpenDraft, status: RefObject<HTMLOutputElement | null>): SaveState {
  const { connection } = useServices()
  const [seen, setSeen] = useState<SaveState>(() => draft.saving.getState())
  useEffect(() => {
    let timer: number | undefined
    let shown: SaveState | undefined
    let isHidden = false
    const later = (run: () => void, ms: number): void => {
      window.clearTimeout(timer)
      timer = window.setTimeout(run, ms)
    }
    const show = (save: SaveState): void => {
      window.clearTimeout(timer)
      timer = undefined
      // Other words come first, and then they are heard: the old ones would say for a moment what is no longer true.
      if (shown === undefined || saveWords(shown) !== saveWords(save)) setSeen(save)
      else status.current?.removeAttribute('aria-hidden')
      isHidden = false
      shown = save
    }
    const look = (): void => {
      const save = draft.saving.getState()
      if (save.kind === 'saved' && isHidden) return later(() => show(save), SAVED_AFTER_MS)
      if (save.kind !== 'saving') return show(save)
      // The core does not answer: there is no need to wait until the call gives up.
      if (connection.getState().state !== 'connected') return show(away)
      if (shown?.kind === 'saved' && !isHidden) {
        status.current?.setAttribute('aria-hidden', 'true')
        isHidden = true
      }
      later(() => show(save), SHOWN_AFTER_MS)
    }
    look()
    const off = [draft.saving.subscribe(look), connection.subscribe(look)]
    return () => {
      for (const end of off) end()
      window.clearTimeout(timer)
    }
  }, [draft, connection, status])
  useLayoutEffect(() => {
    const isTrue = seen.kind !== 'saved' || draft.saving.getState().kind === 'saved'
    if (isTrue) status.current?.removeAttribute('aria-hidden')
  }, [seen, draft, status])
  return seen
}
