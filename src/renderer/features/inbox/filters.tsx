import { type Ref, useState } from 'react'
import { useStore } from 'zustand'
import type { TaskSort } from '../../../shared/contract/desk-views.ts'
import { wholeNumber } from '../../format/amounts.ts'
import { taskKindWords } from '../../format/states.ts'
import { type Shelf, shelfCounts } from '../../state/inbox-view.ts'
import { useResource, useServices } from '../../state/services.ts'
import { FilterMenu } from '../../ui/filter-menu.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { Select } from '../../ui/select.tsx'
import styles from './filters.module.css'

const shelves: readonly { key: Shelf; label: string }[] = [
  { key: 'todo', label: 'To do' },
  { key: 'sent', label: 'Sent' },
  { key: 'done', label: 'Done' },
  { key: 'all', label: 'All' },
]

const sorts: readonly { key: TaskSort; label: string }[] = [
  { key: 'due', label: 'What is due first' },
  { key: 'newest', label: 'Newest first' },
  { key: 'rate', label: 'Best paid first' },
  { key: 'estimate', label: 'Shortest first' },
  { key: 'title', label: 'By title' },
]

type FiltersProps = { readonly searchRef: Ref<HTMLInputElement>; readonly onLeaveDown: () => void }

/** What of the tasks is shown, and in which order. */
export function Filters({ searchRef, onLeaveDown }: FiltersProps) {
  const { inbox } = useServices()
  const view = useStore(inbox.store, (state) => state.view)
  const { value: facets } = useResource(inbox.facets)
  const counts = facets === undefined ? undefined : shelfCounts(facets)
  const [query, setQuery] = useState(view.query)
  // The field is ahead of the list by a keystroke at most; a change from elsewhere wins.
  const [shownQuery, setShownQuery] = useState(view.query)
  if (shownQuery !== view.query) {
    setShownQuery(view.query)
    setQuery(view.query)
  }
  return (
    <div className={styles['filters']}>
      <div className={styles['line']}>
        <SegmentedControl
          label="Tasks shown"
          value={view.shelf}
          segments={shelves.map((shelf) => ({
            ...shelf,
            count: counts === undefined ? '' : wholeNumber(counts[shelf.key]),
          }))}
          onChange={(shelf) => inbox.change({ shelf })}
        />
        <SearchField
          label="Search tasks"
          className={styles['search'] ?? ''}
          value={query}
          inputRef={searchRef}
          onChange={(text) => {
            setQuery(text)
            inbox.change({ query: text })
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'Enter') onLeaveDown()
            else event.continuePropagation()
          }}
        />
      </div>
      <div className={styles['line']}>
        <FilterMenu
          label="Batch"
          chosen={view.batchIds}
          onChange={(batchIds) => inbox.change({ batchIds })}
          choices={(facets?.batches ?? []).map((batch) => ({
            key: batch.id,
            label: batch.title,
            note: batch.programme,
            count: wholeNumber(batch.count),
          }))}
        />
        <FilterMenu
          label="Kind"
          chosen={view.kinds}
          onChange={(kinds) => inbox.change({ kinds })}
          choices={(facets?.kinds ?? []).map(({ kind, count }) => ({
            key: kind,
            label: taskKindWords(kind),
            count: wholeNumber(count),
          }))}
        />
        <FilterMenu
          label="Occupation"
          chosen={view.occupations}
          onChange={(occupations) => inbox.change({ occupations })}
          choices={(facets?.occupations ?? []).map(({ code, title, count }) => ({
            key: code,
            label: title,
            count: wholeNumber(count),
          }))}
        />
        <span className={styles['gap']} />
        <Select isInline label="Order" options={sorts} value={view.sort} onChange={(sort) => inbox.change({ sort })} />
      </div>
    </div>
  )
}
