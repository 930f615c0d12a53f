import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { ReconcileRow } from '../../../shared/contract/desk-reconcile.ts'
import { bytes, count } from '../../format/amounts.ts'
import { moment } from '../../format/dates.ts'
import { agreementWords, submissionStateWords } from '../../format/states.ts'
import { useNow, useServices } from '../../state/services.ts'
import { cx } from '../../ui/cx.ts'
import { StateBadge } from '../../ui/state-badge.tsx'
import styles from './reconcile.module.css'

/** Heights of a row and of the columns' names in pixels; reconcile.module.css has them too. */
const ROW = 64
const HEAD = 32
const BEYOND = 6

/** Only the rows that are seen are in the document; the grid keeps the focus and names the current row. */
export function ReconcileGrid({ isHidden }: { readonly isHidden: boolean }) {
  const { reconciliation, navigation } = useServices()
  const { total = 0, show } = useStore(reconciliation.store)
  // Rows are read from the cache while drawing; this draws again when it has changed.
  useStore(reconciliation.store, (state) => state.version)
  const now = useNow()
  const [current, setCurrent] = useState(0)
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: BEYOND,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => reconciliation.ensure(first, last), [reconciliation, first, last, total, show])
  // Another list begins at its top.
  useLayoutEffect(() => {
    setCurrent(0)
    if (scroller.current !== null) scroller.current.scrollTop = 0
  }, [show])

  function open(index: number): void {
    const row = reconciliation.row(index)
    if (row !== undefined) navigation.go({ screen: 'task', taskId: row.taskId })
  }

  function move(to: number): void {
    const next = Math.max(0, Math.min(to, total - 1))
    setCurrent(next)
    virtualizer.scrollToIndex(next)
  }

  function press(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW) / ROW) - 1)
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }
    const step = steps[event.key]
    if (step !== undefined) move(current + step)
    else if (event.key === 'Home') move(0)
    else if (event.key === 'End') move(total - 1)
    else if (event.key === 'Enter') open(current)
    else return
    event.preventDefault()
  }

  return (
    <div className={cx(styles['place'], isHidden && styles['hidden'])}>
      <div ref={scroller} className={styles['scroller']}>
        <table
          role="grid"
          aria-label="Submissions, here and at the hub"
          aria-rowcount={total + 1}
          aria-activedescendant={total > 0 ? `reconcile-row-${current}` : undefined}
          tabIndex={0}
          onKeyDown={press}
          onFocus={() => virtualizer.scrollToIndex(current)}
          className={styles['grid']}
        >
          <thead className={styles['thead']}>
            <tr aria-rowindex={1} className={cx(styles['row'], styles['heads'])}>
              <th scope="col">Mine</th>
              <th scope="col">At the hub</th>
              <th scope="col">Reviewed</th>
              <th scope="col">Do they agree?</th>
            </tr>
          </thead>
          <tbody className={styles['sheet']} style={{ height: virtualizer.getTotalSize() }}>
            {items.map(({ index, start }) => {
              const row = reconciliation.row(index)
              return (
                <tr
                  key={index}
                  id={`reconcile-row-${index}`}
                  tabIndex={-1}
                  aria-rowindex={index + 2}
                  aria-selected={index === current}
                  className={cx(styles['row'], styles['line'])}
                  style={{ transform: `translateY(${start - HEAD}px)` }}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => open(index)}
                  onKeyDown={() => {
                    // The grid hears the keys: it has the focus.
                  }}
                >
                  {row === undefined ? null : <Cells row={row} now={now} />}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function Cells({ row, now }: { readonly row: ReconcileRow; readonly now: number }) {
  const { mine, hub, review, agreement } = row
  const files = mine.files === 0 ? '' : `, ${count(mine.files, 'file', 'files')}`
  const receipt =
    hub === undefined ? '' : `${hub.verified ? 'Receipt checked' : 'Receipt not confirmed'}${hub.late ? ', late' : ''}`
  return (
    <>
      <td className={styles['cell']}>
        <span className={styles['title']}>{row.title}</span>
        <span className={styles['about']}>
          Finished {moment(mine.sentAt, now)} · {bytes(mine.bytes)}
          {files}
        </span>
      </td>
      <td className={styles['cell']}>
        <span>{hub === undefined ? 'No receipt yet' : moment(hub.receivedAt, now)}</span>
        <span className={styles['about']}>{receipt === '' ? row.hubName : receipt}</span>
      </td>
      <td className={styles['cell']}>
        {review === undefined ? (
          <span className={styles['about']}>Not yet</span>
        ) : (
          <>
            <StateBadge {...submissionStateWords(review.decision)} />
            <span className={styles['about']}>{moment(review.at, now)}</span>
          </>
        )}
      </td>
      <td className={styles['cell']}>
        <StateBadge {...agreementWords(agreement)} />
        {row.reason === undefined ? null : (
          <span className={styles['about']} title={row.reason}>
            {row.reason}
          </span>
        )}
      </td>
    </>
  )
}
