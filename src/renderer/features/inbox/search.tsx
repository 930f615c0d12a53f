import { type Ref, useState } from 'react'
import { useStore } from 'zustand'
import { useServices } from '../../state/services.ts'
import { isComposing } from '../../ui/is-composing.ts'
import { SearchField } from '../../ui/search-field.tsx'
import styles from './inbox.module.css'

type SearchProps = { readonly searchRef: Ref<HTMLInputElement>; readonly onLeaveDown: () => void }

/** Finds tasks while one types. */
export function Search({ searchRef, onLeaveDown }: SearchProps) {
  const { inbox } = useServices()
  const asked = useStore(inbox.store, (state) => state.view.query)
  const [query, setQuery] = useState(asked)
  // The field is ahead of the list by a keystroke at most; a change from elsewhere wins.
  const [shownQuery, setShownQuery] = useState(asked)
  if (shownQuery !== asked) {
    setShownQuery(asked)
    setQuery(asked)
  }
  return (
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
        const isDown = event.key === 'ArrowDown' || event.key === 'Enter'
        if (isDown && !isComposing(event.nativeEvent)) onLeaveDown()
        else event.continuePropagation()
      }}
    />
  )
}
