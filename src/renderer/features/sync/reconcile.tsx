import { useEffect } from 'react'
import { useStore } from 'zustand'
import { count, wholeNumber } from '../../format/amounts.ts'
import { useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import styles from './reconcile.module.css'
import { ReconcileGrid } from './reconcile-grid.tsx'

/** What was handed in from here beside what the hubs have proven to hold. */
export function Reconcile() {
  const { reconciliation } = useServices()
  const { show, total, counts, problem } = useStore(reconciliation.store)
  useEffect(() => {
    document.title = 'Mine and the hub’s – Understudy'
    return reconciliation.watch()
  }, [reconciliation])
  const canExport = total !== undefined && total > 0
  useActions('Mine and the hub’s', [
    ...(canExport ? [{ id: 'csv', name: 'Export as CSV', run: () => void reconciliation.exportCsv() }] : []),
    show === 'all'
      ? { id: 'show', name: 'Show what does not agree', run: () => reconciliation.show('disagreeing') }
      : { id: 'show', name: 'Show all that was handed in', run: () => reconciliation.show('all') },
  ])
  return (
    <div className={styles['reconcile']}>
      <Link href="#/sync" className={styles['back'] ?? ''}>
        ‹ Sync
      </Link>
      <div className={styles['head']}>
        <div>
          <ScreenHeading>Mine and the hub’s</ScreenHeading>
          <output className={styles['summary']}>{counts === undefined ? '' : summary(counts)}</output>
        </div>
        <div className={styles['controls']}>
          <SegmentedControl
            label="Submissions shown"
            value={show}
            segments={[
              { key: 'all', label: 'All', count: counts === undefined ? '' : wholeNumber(counts.all) },
              {
                key: 'disagreeing',
                label: 'Does not agree',
                count: counts === undefined ? '' : wholeNumber(counts.disagreeing),
              },
            ]}
            onChange={(chosen) => reconciliation.show(chosen)}
          />
          <Button isDisabled={!canExport} onPress={() => void reconciliation.exportCsv()}>
            Export as CSV
          </Button>
        </div>
      </div>
      {problem === undefined ? null : <Banner tone="problem">{problem}</Banner>}
      {total === 0 ? (
        <EmptyState title={show === 'all' ? 'Nothing has been handed in yet.' : 'Everything agrees.'}>
          {show === 'all'
            ? 'What you send stands here with what the hub has signed for.'
            : 'For all that you sent, the hub has signed that it holds the very same.'}
        </EmptyState>
      ) : null}
      <ReconcileGrid isHidden={total === undefined || total === 0} />
    </div>
  )
}

function summary({ all, disagreeing }: { readonly all: number; readonly disagreeing: number }): string {
  if (all === 0) return ''
  if (disagreeing === 0) return `The hub has signed for ${all === 1 ? 'it' : `all ${wholeNumber(all)}`}.`
  return `The hub has signed for ${wholeNumber(all - disagreeing)} of ${count(all, 'submission', 'submissions')}.`
}
