import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { count } from '../../format/amounts.ts'
import { actionsToShortcuts } from '../../state/actions.ts'
import { useServices } from '../../state/services.ts'
import { firstView, isNarrowed } from '../../state/inbox-view.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { useShortcuts } from '../../ui/use-shortcuts.ts'
import { Filters } from './filters.tsx'
import styles from './inbox.module.css'
import { Search } from './search.tsx'
import { SittingDialog } from './sitting-dialog.tsx'
import { TaskGrid } from './task-grid.tsx'
import { useInboxActions } from './use-inbox-actions.ts'

/** All tasks that are on this computer. */
export function Inbox() {
  const { inbox } = useServices()
  const total = useStore(inbox.store, (state) => state.total)
  const view = useStore(inbox.store, (state) => state.view)
  const problem = useStore(inbox.store, (state) => state.problem)
  const search = useRef<HTMLInputElement>(null)
  const grid = useRef<HTMLTableElement>(null)

  useEffect(() => {
    document.title = 'Inbox – Understudy'
    return inbox.watch()
  }, [inbox])
  const toGrid = (): void => grid.current?.focus()
  const current = useStore(inbox.store, (state) => state.current)
  // The row may come later than its place.
  useStore(inbox.store, (state) => state.version)
  const row = inbox.row(current)
  const [isSitting, setSitting] = useState(false)
  const [minutes, setMinutes] = useState(25)
  const actions = useInboxActions({
    row,
    sit: () => setSitting(true),
    search: () => {
      search.current?.focus()
      search.current?.select()
    },
  })
  useShortcuts({
    ...actionsToShortcuts(actions),
    // From the heading, where focus is when one comes here, straight into the list.
    ArrowDown: toGrid,
    ArrowUp: toGrid,
    Enter: toGrid,
  })

  return (
    <div className={styles['inbox']}>
      <div className={styles['head']}>
        <ScreenHeading>Inbox</ScreenHeading>
        <output className={styles['count']}>{total === undefined ? '' : count(total, 'task', 'tasks')}</output>
        <Search searchRef={search} onLeaveDown={toGrid} />
        <Tooltip text="What fits into that" shortcut="m">
          <Button onPress={() => setSitting(true)}>I have {count(minutes, 'minute', 'minutes')}…</Button>
        </Tooltip>
      </div>
      <Filters />
      {problem === undefined ? null : <Banner tone="problem">{problem}</Banner>}
      {total === 0 ? (
        <EmptyState
          title={isNarrowed(view) ? 'No task fits this search.' : emptyTitles[view.shelf]}
          action={
            isNarrowed(view) ? (
              <Button onPress={() => inbox.change({ ...firstView, shelf: view.shelf, sort: view.sort })}>
                Show all of them
              </Button>
            ) : null
          }
        >
          {isNarrowed(view)
            ? 'Fewer words find more. The last word may be only its beginning.'
            : emptyTexts[view.shelf]}
        </EmptyState>
      ) : null}
      <SittingDialog minutes={minutes} onMinutes={setMinutes} isOpen={isSitting} onClose={() => setSitting(false)} />
      <TaskGrid gridRef={grid} isHidden={total === undefined || total === 0} />
    </div>
  )
}

const emptyTitles = {
  todo: 'Nothing to do just now.',
  sent: 'Nothing has been sent yet.',
  done: 'Nothing is finished yet.',
  all: 'There are no tasks here yet.',
} as const

const emptyTexts = {
  todo: 'New tasks come by themselves as soon as an operator has some for your occupation and there is a network.',
  sent: 'When you press Send in a task, you can follow it here until the hub has it.',
  done: 'Tasks come here when the operator has decided on them, or when you gave them back.',
  all: 'They come by themselves as soon as an operator has some for your occupation and there is a network.',
} as const
