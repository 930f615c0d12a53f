import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { ReconcileRow } from '../../../shared/contract/desk-reconcile.ts'
import { bytes, count } from '../../format/amounts.ts'
import { moment } from '../../format/dates.ts'
import { agreementWords, submissionStateWords } from '../../format/states.ts'
import { useNow, useServices } from '../../state/services.ts'
import { cx } from '../../ui/cx.ts'
import { HEAD, longGrid, rowByKey } from '../../ui/long-grid.ts'
import grid from '../../ui/long-grid.module.css'
import { StateBadge } from '../../ui/state-badge.tsx'
import styles from './reconcile.module.css'

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
    ...longGrid,
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
    const to = rowByKey(event.key, current, total, scroller.current?.clientHeight)
    if (to !== undefined) move(to)
    else if (event.key === 'Enter') open(current)
    else return
    event.preventDefault()
  }

  return (
    <div className={cx(grid['place'], isHidden && grid['hidden'])}>
      <div ref={scroller} className={grid['scroller']}>
        <table
          role="grid"
          aria-label="Submissions, here and at the hub"
          aria-rowcount={total + 1}
          aria-activedescendant={total > 0 ? `reconcile-row-${current}` : undefined}
          tabIndex={0}
          onKeyDown={press}
          onFocus={() => virtualizer.scrollToIndex(current)}
          className={grid['grid']}
        >
          <thead className={grid['head']}>
            <tr aria-rowindex={1} className={cx(styles['row'], grid['heads'])}>
              <th scope="col">Mine</th>
              <th scope="col">At the hub</th>
              <th scope="col">Reviewed</th>
              <th scope="col">Do they agree?</th>
            </tr>
          </thead>
          <tbody className={grid['sheet']} style={{ height: virtualizer.getTotalSize() }}>
            {items.map(({ index, start }) => {
              const row = reconciliation.row(index)
              return (
                <tr
                  key={index}
                  id={`reconcile-row-${index}`}
                  tabIndex={-1}
                  aria-rowindex={index + 2}
                  aria-selected={index === current}
                  className={cx(styles['row'], grid['line'])}
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
        <span dir="auto" className={styles['title']} title={row.title}>
          {row.title}
        </span>
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
