import { memo } from 'react'
import { useStore } from 'zustand'
import type { TaskSort } from '../../../shared/contract/desk-views.ts'
import { wholeNumber } from '../../format/amounts.ts'
import { taskKindWords } from '../../format/states.ts'
import { type Shelf, shelfCounts } from '../../state/inbox-view.ts'
import { useResource, useServices } from '../../state/services.ts'
import { FilterMenu } from '../../ui/filter-menu.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { Select } from '../../ui/select.tsx'
import styles from './filters.module.css'

export const shelves: readonly { key: Shelf; label: string }[] = [
  { key: 'todo', label: 'To do' },
  { key: 'sent', label: 'Sent' },
  { key: 'done', label: 'Done' },
  { key: 'all', label: 'All' },
]

export const sorts: readonly { key: TaskSort; label: string }[] = [
  { key: 'due', label: 'What is due first' },
  { key: 'newest', label: 'Newest first' },
  { key: 'rate', label: 'Best paid first' },
  { key: 'estimate', label: 'Shortest first' },
  { key: 'title', label: 'By title' },
]

/** What of the tasks is shown, and in which order. */
export const Filters = memo(function Filters() {
  const { inbox } = useServices()
  // Each on its own: a letter in the search must not draw all of this again.
  const shelf = useStore(inbox.store, (state) => state.view.shelf)
  const sort = useStore(inbox.store, (state) => state.view.sort)
  const kinds = useStore(inbox.store, (state) => state.view.kinds)
  const batchIds = useStore(inbox.store, (state) => state.view.batchIds)
  const occupations = useStore(inbox.store, (state) => state.view.occupations)
  const { value: facets } = useResource(inbox.facets)
  const counts = facets === undefined ? undefined : shelfCounts(facets)
  return (
    <div className={styles['filters']}>
      <SegmentedControl
        label="Tasks shown"
        value={shelf}
        segments={shelves.map((one) => ({
          ...one,
          count: counts === undefined ? '' : wholeNumber(counts[one.key]),
        }))}
        onChange={(chosen) => inbox.change({ shelf: chosen })}
      />
      <span className={styles['rule']} />
      <FilterMenu
        label="Batch"
        chosen={batchIds}
        onChange={(chosen) => inbox.change({ batchIds: chosen })}
        choices={(facets?.batches ?? []).map((batch) => ({
          key: batch.id,
          label: batch.title,
          note: batch.programme,
          count: wholeNumber(batch.count),
        }))}
      />
      <FilterMenu
        label="Kind"
        chosen={kinds}
        onChange={(chosen) => inbox.change({ kinds: chosen })}
        choices={(facets?.kinds ?? []).map(({ kind, count }) => ({
          key: kind,
          label: taskKindWords(kind),
          count: wholeNumber(count),
        }))}
      />
      <FilterMenu
        label="Occupation"
        chosen={occupations}
        onChange={(chosen) => inbox.change({ occupations: chosen })}
        choices={(facets?.occupations ?? []).map(({ code, title, count }) => ({
          key: code,
          label: title,
          count: wholeNumber(count),
        }))}
      />
      <span className={styles['gap']} />
      <Select
        isInline
        label="Order"
        options={sorts}
        value={sort}
        onChange={(chosen) => inbox.change({ sort: chosen })}
      />
    </div>
  )
})
