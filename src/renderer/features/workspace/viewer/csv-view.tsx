import { parse } from 'csv-parse/browser/esm/sync'
import { useMemo } from 'react'
import { count, wholeNumber } from '../../../format/amounts.ts'
import { decodeText } from '../../../editor/decode-text.ts'
import { GridTable } from './grid-table.tsx'
import styles from './viewer.module.css'

/** Of longer and wider tables the beginning is shown. */
const ROWS = 50_000
const COLUMNS = 300

type CsvViewProps = {
  readonly bytes: Uint8Array
  readonly name: string
  /** Whether the file goes on behind these bytes. */
  readonly isCut: boolean
  readonly isLarge: boolean
}

/** A CSV file (RFC 4180, also with semicolons or tabs) as a table; as it was written where it is none. */
export function CsvView({ bytes, name, isCut, isLarge }: CsvViewProps) {
  const text = useMemo(() => decodeText(bytes), [bytes])
  const table = useMemo(() => toTable(text), [text])
  if (table === undefined) return <pre className={styles['plain']}>{text}</pre>
  return (
    <div className={styles['viewer']} data-large={isLarge}>
      <GridTable name={name} head={table.head} rows={table.rows} isLarge={isLarge} />
      {isCut || table.isCut ? (
        <p className={styles['note']}>
          Only the first {count(table.rows.length, 'row', 'rows')} and up to {wholeNumber(COLUMNS)} columns are shown.
          Save a copy to see the whole table.
        </p>
      ) : null}
    </div>
  )
}

type Table = { readonly head: string[]; readonly rows: string[][]; readonly isCut: boolean }

function toTable(text: string): Table | undefined {
  const [line = ''] = text.split('\n', 1)
  const delimiter = [',', ';', '\t'].reduce((a, b) => (line.split(b).length > line.split(a).length ? b : a))
  try {
    const all: string[][] = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: ROWS + 2,
    })
    const [head, ...rest] = all
    if (head === undefined) return undefined
    const widest = Math.max(head.length, ...rest.slice(0, 1000).map((row) => row.length))
    const columns = Math.min(COLUMNS, widest)
    return {
      head: Array.from({ length: columns }, (_, place) => head[place] ?? ''),
      rows: rest.slice(0, ROWS),
      isCut: rest.length > ROWS || widest > COLUMNS,
    }
  } catch {
    return undefined
  }
}
