import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { wholeNumber } from '../../../format/amounts.ts'
import { VisuallyHidden } from '../../../ui/visually-hidden.tsx'
import styles from './grid-table.module.css'

/** Height of a row with one line, in pixels; the others are measured when they are drawn. */
const ROW = 30
/** Rows beyond the edges, so that a fast wheel does not run into blank paper. */
const BEYOND = 12
/** Rows and characters that the width of a column is made from. */
const SAMPLE = 400
const WIDEST = 44
const NARROWEST = 5
/** The arrow keys scroll what has the focus. */
const scrollable = { tabIndex: 0 }

type GridTableProps = {
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Whether rows have their numbers before them, as a sheet has. */
  readonly isNumbered?: boolean
  readonly isLarge?: boolean
}

/** A table of which only the rows that are seen are in the document. It has its own bars to scroll by. */
export function GridTable({ name, head, rows, isNumbered = false, isLarge = false }: GridTableProps) {
  const scroller = useRef<HTMLElement>(null)
  const columns = useMemo(() => columnsOf(head, rows), [head, rows])
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: BEYOND,
  })
  const items = virtualizer.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)

  return (
    <section ref={scroller} aria-label={name} {...scrollable} className={styles['scroller']} data-large={isLarge}>
      <table aria-label={name} aria-rowcount={rows.length + 1} className={styles['table']}>
        <thead>
          <tr aria-rowindex={1}>
            {isNumbered ? (
              <th scope="col" className={styles['number']}>
                <VisuallyHidden>Row</VisuallyHidden>
              </th>
            ) : null}
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                data-figures={column.hasFigures}
                // Set by the DOM's own interface, which the Content-Security-Policy allows.
                style={{ minWidth: `calc(${column.width}ch + 2 * var(--space-3))` }}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Space height={before} /> : null}
          {items.map(({ index }) => (
            <tr key={index} ref={virtualizer.measureElement} data-index={index} aria-rowindex={index + 2}>
              {isNumbered ? (
                <th scope="row" className={styles['number']}>
                  {wholeNumber(index + 1)}
                </th>
              ) : null}
              {columns.map((column, place) => (
                <td key={column.key} data-figures={column.hasFigures}>
                  {rows[index]?.[place] ?? ''}
                </td>
              ))}
            </tr>
          ))}
          {after > 0 ? <Space height={after} /> : null}
        </tbody>
      </table>
    </section>
  )
}

/** Stands for the rows that are not in the document. */
function Space({ height }: { readonly height: number }) {
  return <tr aria-hidden="true" style={{ height }} />
}

type Column = { readonly key: string; readonly title: string; readonly width: number; readonly hasFigures: boolean }

function columnsOf(head: readonly string[], rows: readonly (readonly string[])[]): Column[] {
  const sample = rows.slice(0, SAMPLE)
  return head.map((title, place) => {
    const cells = sample.map((row) => row[place] ?? '')
    const longest = Math.max(title.length, ...cells.map((cell) => lineLength(cell)))
    return {
      key: String(place),
      title,
      width: Math.min(WIDEST, Math.max(NARROWEST, longest + 1)),
      hasFigures: cells.some((cell) => cell !== '') && cells.every((cell) => isFigure(cell)),
    }
  })
}

function lineLength(cell: string): number {
  return cell.length <= WIDEST ? Math.max(...cell.split('\n').map((line) => line.length)) : WIDEST
}

function isFigure(cell: string): boolean {
  return cell === '' || /^[-+−]?[\d.,\s]+%?$/.test(cell)
}
