import { useState } from 'react'
import type { Programme } from '../../../shared/domain/task.ts'
import { shortDate } from '../../format/dates.ts'
import { useActions } from '../../state/use-actions.ts'
import { useNow, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Prose } from '../../ui/prose.tsx'
import styles from './workspace.module.css'

/** The programme's guideline and terms, each behind a button. */
export function Papers({ taskId, programme }: { readonly taskId: string; readonly programme: Programme }) {
  const { taskDetails } = useServices()
  const [open, setOpen] = useState<'guideline' | 'terms'>()
  // Kept while the dialog closes, so that its text does not change before one's eyes.
  const [shown, setShown] = useState<'guideline' | 'terms'>('guideline')
  const show = (paper: 'guideline' | 'terms'): void => {
    // The operator may have changed it since the task was opened.
    void taskDetails.refresh(taskId)
    setShown(paper)
    setOpen(paper)
  }
  useActions('This task', [
    { id: 'guideline', name: 'Show the guideline', run: () => show('guideline') },
    { id: 'terms', name: 'Show the terms', run: () => show('terms') },
  ])
  const now = useNow()
  const { guideline, terms, name } = programme
  return (
    <>
      <Button variant="quiet" size="small" onPress={() => show('guideline')}>
        Guideline
      </Button>
      <Button variant="quiet" size="small" onPress={() => show('terms')}>
        Terms
      </Button>
      <Dialog
        title={shown === 'terms' ? 'Terms' : 'Guideline'}
        isOpen={open !== undefined}
        onClose={() => setOpen(undefined)}
        isWide
        isToRead
      >
        <p className={styles['paperNote']}>
          {shown === 'terms' ? name : `${name}, version ${guideline.version} of ${shortDate(guideline.changedAt, now)}`}
        </p>
        <Prose text={shown === 'terms' ? terms : guideline.text} isSmall />
      </Dialog>
    </>
  )
}
