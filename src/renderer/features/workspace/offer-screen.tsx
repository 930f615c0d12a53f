import { useState } from 'react'
import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import { taskKindWords } from '../../format/states.ts'
import { actionsToShortcuts } from '../../state/actions.ts'
import type { Decisions } from '../../state/draft-decisions.ts'
import { useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Page } from '../../ui/page.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { useShortcuts } from '../../ui/use-shortcuts.ts'
import { OfferPane } from './offer-pane.tsx'
import styles from './offer.module.css'
import { ReadingPane } from './reading/reading-pane.tsx'

/** A task on offer: the same to read as when it is taken, and what one would have to write for it. */
export function OfferScreen({ detail, decisions }: { readonly detail: TaskDetail; readonly decisions: Decisions }) {
  const { navigation } = useServices()
  const { row, task, batch } = detail
  const [folded, setFolded] = useState<readonly string[]>([])
  const take = (): void => void decisions.take(row)
  const actions = [{ id: 'take', name: 'Take this task', shortcut: 't', run: take }]
  const giveBack = { id: 'decline', name: 'Not for me', also: 'decline give back', run: () => void decline('') }
  useActions('This task', row.state === 'declined' ? actions : [...actions, giveBack])
  useShortcuts(actionsToShortcuts(actions))

  async function decline(reason: string): Promise<void> {
    if (await decisions.decline(row, reason)) navigation.go({ screen: 'inbox' })
  }

  return (
    <Page>
      <div className={styles['offer']}>
        <div className={styles['text']}>
          <p className={styles['kind']}>
            {taskKindWords(row.kind)} · {row.occupation.title}
          </p>
          <ScreenHeading className={styles['title'] ?? ''}>{row.title}</ScreenHeading>
          <ReadingPane
            task={task}
            note={batch.note}
            folded={folded}
            onFold={(key, isFolded) =>
              setFolded((all) => (isFolded ? [...all, key] : all.filter((one) => one !== key)))
            }
          />
        </div>
        <OfferPane detail={detail} onTake={take} onDecline={(reason) => void decline(reason)} />
      </div>
    </Page>
  )
}
