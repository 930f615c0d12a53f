import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { count } from '../../format/amounts.ts'
import type { OpenDraft } from '../../state/draft.ts'
import { useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { SavedState } from './saved-state.tsx'
import styles from './writing-room.module.css'

type FullCornerProps = {
  readonly draft: OpenDraft
  readonly isWritable: boolean
  readonly onLeave: () => void
  /** What the room offers for writing. */
  readonly children: ReactNode
}

/** What is left of the window while the sheet has all of it: whether it is saved, and the way back. */
export function FullCorner({ draft, isWritable, onLeave, children }: FullCornerProps) {
  const { written } = useServices()
  const today = useStore(written.store, (state) => state.today)
  return (
    <div className={styles['corner']}>
      {isWritable ? <SavedState draft={draft} /> : null}
      <span>{count(today, 'word', 'words')} today</span>
      {children}
      <Button variant="quiet" size="small" onPress={onLeave}>
        Leave the full screen <Kbd keys="Alt+F" />
      </Button>
    </div>
  )
}
