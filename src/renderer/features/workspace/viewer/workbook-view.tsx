import { useMemo, useState } from 'react'
import { problemToText } from '../../../documents/problem.ts'
import type { Sheet } from '../../../documents/read-xlsx.ts'
import { count } from '../../../format/amounts.ts'
import { Tabs } from '../../../ui/tabs.tsx'
import { Notice } from './fault-note.tsx'
import { GridTable } from './grid-table.tsx'
import { useDocument } from './use-document.ts'
import styles from './viewer.module.css'

type WorkbookViewProps = { readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string; readonly isLarge: boolean }

/** The sheets of a workbook, each a table with the letters and numbers one speaks of them by. */
export function WorkbookView({ bytes, name, isLarge }: WorkbookViewProps) {
  const answer = useDocument('xlsx', bytes)
  const [selected, setSelected] = useState('0')
  if (answer === undefined) return <p className={styles['note']}>Reading the sheets …</p>
  if (!answer.ok) return <Notice text={problemToText(answer.error)} />
  const { sheets, unsolved } = answer.value
  const [only] = sheets
  return (
    <div className={styles['viewer']} data-large={isLarge}>
      {unsolved === 0 ? null : (
        <p className={styles['note']}>
          {count(unsolved, 'cell is', 'cells are')} empty here: of {unsolved === 1 ? 'its formula' : 'their formulas'}{' '}
          no result was saved. Save a copy and open it in a spreadsheet program to have {unsolved === 1 ? 'it' : 'them'}{' '}
          worked out.
        </p>
      )}
      {sheets.length === 1 && only !== undefined ? (
        <SheetView sheet={only} name={`${name}, ${only.name}`} isLarge={isLarge} />
      ) : (
        <Tabs
          label={`Sheets of ${name}`}
          selected={selected}
          onSelect={setSelected}
          tabs={sheets.map((sheet, at) => ({
            key: String(at),
            label: sheet.name,
            content: <SheetView sheet={sheet} name={`${name}, ${sheet.name}`} isLarge={isLarge} />,
          }))}
        />
      )}
    </div>
  )
}

type SheetViewProps = { readonly sheet: Sheet; readonly name: string; readonly isLarge: boolean }

function SheetView({ sheet, name, isLarge }: SheetViewProps) {
  const head = useMemo(() => Array.from({ length: sheet.rows[0]?.length ?? 0 }, (_, at) => letters(at)), [sheet])
  if (sheet.rows.length === 0) return <p className={styles['note']}>This sheet is empty.</p>
  return <GridTable name={name} head={head} rows={sheet.rows} isNumbered isLarge={isLarge} />
}

/** `A`, …, `Z`, `AA`. */
function letters(at: number): string {
  const last = String.fromCharCode(65 + (at % 26))
  return at < 26 ? last : letters(Math.floor(at / 26) - 1) + last
}
