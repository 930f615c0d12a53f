import { useState } from 'react'
import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import type { Decisions } from '../../state/draft-decisions.ts'
import { useServices } from '../../state/services.ts'
import { useShortcuts } from '../../ui/use-shortcuts.ts'
import { OfferPane } from './offer-pane.tsx'
import { ReadingPane } from './reading/reading-pane.tsx'
import { SplitPanes } from './split-panes.tsx'
import { useNarrow } from './use-narrow.ts'
import { WorkspaceBar } from './workspace-bar.tsx'
import styles from './workspace.module.css'

/** A task on offer: the same to read as when it is taken, and what one would have to write for it. */
export function OfferScreen({ detail, decisions }: { readonly detail: TaskDetail; readonly decisions: Decisions }) {
  const { navigation } = useServices()
  const isNarrow = useNarrow()
  const [split, setSplit] = useState(0.6)
  const [folded, setFolded] = useState<readonly string[]>([])
  const take = (): void => void decisions.take(detail.row)
  useShortcuts({ t: take })

  async function decline(reason: string): Promise<void> {
    if (await decisions.decline(detail.row, reason)) navigation.go({ screen: 'inbox' })
  }

  const reading = (
    <ReadingPane
      task={detail.task}
      folded={folded}
      onFold={(key, isFolded) => setFolded((all) => (isFolded ? [...all, key] : all.filter((one) => one !== key)))}
    />
  )
  const offer = <OfferPane detail={detail} onTake={take} onDecline={(reason) => void decline(reason)} />
  return (
    <div className={styles['workspace']}>
      <WorkspaceBar detail={detail} draft={undefined} takesFocus onSend={() => undefined} />
      {isNarrow ? (
        <div className={styles['pane']}>
          {offer}
          <div className={styles['sheet']}>{reading}</div>
        </div>
      ) : (
        <SplitPanes
          split={split}
          onSplit={setSplit}
          label="Width of what to read"
          left={
            <div className={styles['pane']}>
              <div className={styles['sheet']}>{reading}</div>
            </div>
          }
          right={<div className={styles['pane']}>{offer}</div>}
        />
      )}
    </div>
  )
}
