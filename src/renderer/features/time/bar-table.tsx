import type { ReactNode } from 'react'
import { duration } from '../../format/amounts.ts'
import { cx } from '../../ui/cx.ts'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './bar-table.module.css'

export type BarRow = {
  readonly key: string
  readonly name: ReactNode
  readonly ms: number
  readonly isStrong?: boolean
}

type BarTableProps = {
  readonly caption: string
  readonly what: string
  readonly rows: readonly BarRow[]
  readonly hasShortNames?: boolean
}

/** Lengths of time as bars. It is a table, so that it can also be heard. */
export function BarTable({ caption, what, rows, hasShortNames = false }: BarTableProps) {
  const longest = Math.max(1, ...rows.map((row) => row.ms))
  return (
    <table className={cx(styles['table'], hasShortNames && styles['short'])}>
      <caption>
        <VisuallyHidden>{caption}</VisuallyHidden>
      </caption>
      <thead>
        <tr>
          <th scope="col">
            <VisuallyHidden>{what}</VisuallyHidden>
          </th>
          <th scope="col">
            <VisuallyHidden>Time</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} data-strong={row.isStrong === true}>
            <th scope="row" className={styles['name']}>
              {row.name}
            </th>
            <td className={styles['length']}>
              <span className={styles['rail']}>
                <span className={styles['bar']} style={{ width: `${(row.ms / longest) * 100}%` }} />
              </span>
              {row.ms === 0 ? '–' : duration(row.ms)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
