import { useState } from 'react'
import { wholeNumber } from '../../../../format/amounts.ts'
import { Button } from '../../../../ui/button.tsx'
import { SearchField } from '../../../../ui/search-field.tsx'
import styles from './pdf.module.css'
import type { PdfSearch } from './use-pdf-search.ts'

type PdfBarProps = {
  readonly name: string
  /** From 0. */
  readonly page: number
  readonly total: number
  readonly zoom: number
  readonly search: PdfSearch
  readonly onPage: (page: number) => void
  readonly onZoom: (by: 1 | -1 | 'fit') => void
}

/** Where one is in a document, how large it is shown, and what is looked for in it. */
export function PdfBar({ name, page, total, zoom, search, onPage, onZoom }: PdfBarProps) {
  const { words, found, at, isDone } = search
  return (
    <div role="toolbar" aria-label={`Pages of ${name}`} className={styles['bar']}>
      <PageNumber key={page} page={page} total={total} onPage={onPage} />
      <span className={styles['zoom']}>
        <Button size="small" variant="quiet" onPress={() => onZoom(-1)}>
          Smaller
        </Button>
        <Button size="small" variant="quiet" onPress={() => onZoom(1)}>
          Larger
        </Button>
        <Button size="small" variant="quiet" isDisabled={zoom === 1} onPress={() => onZoom('fit')}>
          Fit
        </Button>
      </span>
      <SearchField
        label="Find in this file"
        value={words}
        onChange={(next) => search.look(next)}
        onSubmit={() => search.go(1)}
        className={styles['search'] ?? ''}
      />
      {words.trim() === '' ? null : (
        <span className={styles['zoom']}>
          <output className={styles['found']}>
            {found.length === 0 ? (isDone ? 'Not found' : 'Looking …') : `${at + 1} of ${wholeNumber(found.length)}`}
          </output>
          <Button size="small" variant="quiet" isDisabled={found.length === 0} onPress={() => search.go(-1)}>
            Before
          </Button>
          <Button size="small" variant="quiet" isDisabled={found.length === 0} onPress={() => search.go(1)}>
            Next
          </Button>
        </span>
      )}
    </div>
  )
}

type PageNumberProps = { readonly page: number; readonly total: number; readonly onPage: (page: number) => void }

function PageNumber({ page, total, onPage }: PageNumberProps) {
  const [text, setText] = useState(String(page + 1))
  return (
    <form
      className={styles['number']}
      onSubmit={(event) => {
        event.preventDefault()
        const wanted = Number.parseInt(text, 10)
        if (wanted >= 1 && wanted <= total) onPage(wanted - 1)
        else setText(String(page + 1))
      }}
    >
      <label>
        Page{' '}
        <input
          inputMode="numeric"
          value={text}
          className={styles['pageInput']}
          onChange={(event) => setText(event.target.value)}
        />
      </label>{' '}
      of {wholeNumber(total)}
    </form>
  )
}
