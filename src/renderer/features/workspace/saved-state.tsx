import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { OpenDraft, SaveState } from '../../state/draft.ts'
import { useServices } from '../../state/services.ts'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './workspace.module.css'

/** Saving takes a few milliseconds; only when it takes longer than this is it worth a look. */
const SHOWN_AFTER_MS = 300

const away: SaveState = { kind: 'waiting', text: 'the desk is starting again' }

function saveWords(save: SaveState): string {
  switch (save.kind) {
    case 'saved':
      return 'Saved on this computer'
    case 'saving':
      return 'Saving…'
    case 'waiting':
    case 'refused':
      return `Not saved yet: ${save.text}`
  }
}

/**
 * Whether everything is on the disk. The status for screen readers and tests is exact at any moment and speaks up only
 * when something is wrong; what is seen does not flicker with every key.
 */
export function SavedState({ draft }: { readonly draft: OpenDraft }) {
  const { connection } = useServices()
  const isAway = useStore(connection, ({ state }) => state === 'connecting')
  const told = useStore(draft.store, (state) => state.save)
  // The core does not answer: there is no need to wait until the call gives up.
  const save: SaveState = told.kind === 'saving' && isAway ? away : told
  const [slow, setSlow] = useState<SaveState>()
  useEffect(() => {
    if (save.kind !== 'saving') return
    const timer = window.setTimeout(() => setSlow(save), SHOWN_AFTER_MS)
    return () => window.clearTimeout(timer)
  }, [save])
  const seen: SaveState = save.kind === 'saving' && slow !== save ? { kind: 'saved' } : save
  const isWrong = save.kind === 'waiting' || save.kind === 'refused'
  return (
    <>
      <VisuallyHidden>
        <output aria-live={isWrong ? 'assertive' : 'off'}>{saveWords(save)}</output>
      </VisuallyHidden>
      <span aria-hidden="true" className={styles['saved']} data-kind={seen.kind}>
        {saveWords(seen)}
      </span>
    </>
  )
}
