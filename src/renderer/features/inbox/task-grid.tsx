import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useStore } from 'zustand'
import { useNow, useServices } from '../../state/services.ts'
import { cx } from '../../ui/cx.ts'
import { HEAD, longGrid, rowByKey } from '../../ui/long-grid.ts'
import grid from '../../ui/long-grid.module.css'
import styles from './task-grid.module.css'
import { TaskGridRow } from './task-grid-row.tsx'

type TaskGridProps = { readonly gridRef: RefObject<HTMLTableElement | null>; readonly isHidden: boolean }

/**
 * The list of tasks. Only the rows that are seen are in the document; the grid keeps the focus and names the current row
 * (`aria-activedescendant`), so that rows may come and go under it.
 */
export function TaskGrid({ gridRef, isHidden }: TaskGridProps) {
  const { inbox, navigation, taskDetails, drafts } = useServices()
  const { total = 0, current, view } = useStore(inbox.store)
  // Rows are read from the cache while drawing; this draws again when it has changed.
  useStore(inbox.store, (state) => state.version)
  const now = useNow()
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    ...longGrid,
    initialOffset: () => inbox.scrollTop,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0

  useEffect(() => inbox.ensure(first, last), [inbox, first, last, total, view])
  // Another list begins at its top.
  const shownView = useRef(view)
  useLayoutEffect(() => {
    if (shownView.current === view) return
    shownView.current = view
    if (scroller.current !== null) scroller.current.scrollTop = 0
  }, [view])
  // Coming back to the inbox, it is as it was left.
  useLayoutEffect(() => {
    if (scroller.current !== null) scroller.current.scrollTop = inbox.scrollTop
  }, [inbox])

  function move(to: number): void {
    inbox.moveTo(to)
    virtualizer.scrollToIndex(inbox.store.getState().current)
  }

  /** A press takes about as long as the core's answer: what the screen needs is here when the pointer is let go. */
  function prepare(index: number): void {
    const row = inbox.row(index)
    if (row === undefined) return
    taskDetails.of(row.id)
    void drafts.prepare(row.id)
  }

  function open(index: number): void {
    const row = inbox.row(index)
    if (row === undefined) return
    inbox.moveTo(index)
    navigation.go({ screen: 'task', taskId: row.id })
  }

  function press(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const to = rowByKey(event.key, current, total, scroller.current?.clientHeight)
    if (to !== undefined) move(to)
    else if (event.key === 'Enter') open(current)
    else return
    event.preventDefault()
  }

  return (
    <div className={cx(grid['place'], isHidden && grid['hidden'])}>
      <div
        ref={scroller}
        className={grid['scroller']}
        onScroll={(event) => {
          inbox.scrollTop = event.currentTarget.scrollTop
        }}
      >
        <table
          ref={gridRef}
          role="grid"
          aria-label="Tasks"
          aria-rowcount={total + 1}
          aria-activedescendant={total > 0 ? `task-row-${current}` : undefined}
          tabIndex={0}
          onKeyDown={press}
          onFocus={() => virtualizer.scrollToIndex(current)}
          className={grid['grid']}
        >
          <thead className={grid['head']}>
            <tr aria-rowindex={1} className={cx(styles['row'], grid['heads'])}>
              <th scope="col">Task</th>
              <th scope="col" className={styles['figures']}>
                Estimate
              </th>
              <th scope="col" className={styles['figures']}>
                Rate
              </th>
              <th scope="col">State and due date</th>
            </tr>
          </thead>
          <tbody className={grid['sheet']} style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => (
              <TaskGridRow
                key={item.index}
                index={item.index}
                top={item.start - HEAD}
                row={inbox.row(item.index)}
                now={now}
                isCurrent={item.index === current}
                onPress={prepare}
                onOpen={open}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
