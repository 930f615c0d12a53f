import { parse } from 'csv-parse/browser/esm/sync'
import { useMemo } from 'react'
import { count } from '../../../format/amounts.ts'
import styles from './reading.module.css'

/** More rows and columns than these nobody reads here. */
const ROWS = 200
const COLUMNS = 40

/** It scrolls sideways, also by the arrow keys. */
const scrolled = { tabIndex: 0 } as const

type Column = { readonly key: string; readonly title: string; readonly hasFigures: boolean }
type Row = { readonly key: string; readonly cells: readonly { readonly column: Column; readonly text: string }[] }
type Table = { readonly columns: readonly Column[]; readonly rows: readonly Row[]; readonly isCut: boolean }

/** A CSV file (RFC 4180, also with semicolons or tabs) as a table; as it was written where it is none. */
export function CsvTable({ text, name }: { readonly text: string; readonly name: string }) {
  const table = useMemo(() => toTable(text), [text])
  if (table === undefined) return <pre className={styles['plain']}>{text}</pre>
  return (
    <>
      <section aria-label={name} {...scrolled} className={styles['tableScroller']}>
        <table aria-label={name} className={styles['table']}>
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th key={column.key} scope="col" data-figures={column.hasFigures}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row.key}>
                {row.cells.map(({ column, text: cell }) => (
                  <td key={column.key} data-figures={column.hasFigures}>
                    <span className={styles['cell']}>{cell}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {table.isCut ? (
        <p className={styles['note']}>
          Only the first {count(ROWS, 'row', 'rows')} and {COLUMNS} columns are shown. Save a copy to see the whole
          table.
        </p>
      ) : null}
    </>
  )
}

function isFigure(cell: string): boolean {
  return cell === '' || /^[-+−]?[\d.,\s]+%?$/.test(cell)
}

function toTable(text: string): Table | undefined {
  const [line = ''] = text.split('\n', 1)
  const delimiter = [',', ';', '\t'].reduce((a, b) => (line.split(b).length > line.split(a).length ? b : a))
  try {
    const rows: string[][] = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: ROWS + 2,
    })
    const [head, ...rest] = rows
    if (head === undefined) return undefined
    const body = rest.slice(0, ROWS)
    const columns = head.slice(0, COLUMNS).map((title, at) => ({
      key: String(at),
      title,
      hasFigures: body.every((row) => isFigure(row[at] ?? '')),
    }))
    return {
      columns,
      rows: body.map((row, at) => ({
        key: String(at),
        cells: columns.map((column, place) => ({ column, text: row[place] ?? '' })),
      })),
      isCut: rest.length > ROWS || head.length > COLUMNS,
    }
  } catch {
    return undefined
  }
}
