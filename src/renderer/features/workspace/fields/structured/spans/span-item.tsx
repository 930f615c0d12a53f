import { memo, type ReactNode, useEffect, useRef } from 'react'
import type { z } from 'zod'
import type { Span } from '../../../../../../shared/domain/structured.ts'
import { citationInWords } from '../../../../../../shared/rules/checks/citations-check.ts'
import { type CitationLibrary, matchingCitations } from '../../../../../state/citation-library.ts'
import { Button } from '../../../../../ui/button.tsx'
import { Select } from '../../../../../ui/select.tsx'
import { SuggestField } from '../../../../../ui/suggest-field.tsx'
import { TextArea } from '../../../../../ui/text-field.tsx'
import type { StructuredProps } from '../structured-props.ts'
import styles from './spans.module.css'

type SpanItemProps = {
  readonly field: StructuredProps<'spans'>['field']
  readonly span: z.infer<typeof Span>
  /** Its number in the list, from 1. */
  readonly no: number
  readonly isActive: boolean
  /** It was made just now: the correction is to be written. */
  readonly isNew: boolean
  /** What is quoted no longer stands there. */
  readonly isStale: boolean
  readonly isReadOnly: boolean
  readonly library: CitationLibrary
  /** Its quotation stands elsewhere now, once. */
  readonly canFollow: boolean
  /** The same object as long as the text is the same. */
  readonly actions: SpanActions
}

/** What can be done with a mark, by its id. */
export type SpanActions = {
  readonly change: (id: string, change: Partial<z.infer<typeof Span>>) => void
  readonly open: (id: string) => void
  readonly show: (id: string) => void
  readonly takeOut: (id: string) => void
  /** Moves the mark to where its quotation stands now. */
  readonly follow: (id: string) => void
}

/** One mark in the list: what is quoted, what is wrong with it, and how it should be. */
export const SpanItem = memo(function SpanItem(props: SpanItemProps) {
  const { field, span, no, isActive, isNew, isStale, isReadOnly, canFollow, actions } = props
  const { id } = span
  const place = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isNew) place.current?.querySelector<HTMLElement>('textarea')?.focus()
  }, [isNew])
  const fault = field.faults.find(({ value }) => value === span.fault)?.label ?? span.fault
  return (
    <li ref={place} data-part-id={span.id} data-active={isActive} className={styles['item']}>
      <p className={styles['what']}>
        <span className={styles['no']}>{no}.</span> <span className={styles['fault']}>{fault}</span>
        <q className={styles['quote']}>{shortened(span.quote)}</q>
      </p>
      {isStale ? (
        <p className={styles['stale']}>
          The text has changed: this is not what stands there now.{' '}
          {!canFollow || isReadOnly ? null : (
            <Button size="small" onPress={() => actions.follow(id)}>
              Mark where it stands now
            </Button>
          )}
        </p>
      ) : null}
      {isActive && !isReadOnly ? <Details {...props} /> : <Said span={span} />}
      <div className={styles['buttons']}>
        <Named name={`passage ${no}`} words="Show in the text" onPress={() => actions.show(id)} isDisabled={isStale} />
        {isReadOnly ? null : (
          <>
            {isActive ? null : <Named name={`passage ${no}`} words="Write about it" onPress={() => actions.open(id)} />}
            <Named name={`passage ${no}`} words="Take out" onPress={() => actions.takeOut(id)} />
          </>
        )}
      </div>
    </li>
  )
})

type NamedProps = {
  readonly name: string
  readonly words: string
  readonly onPress: () => void
  readonly isDisabled?: boolean
}

function Named({ name, words, onPress, isDisabled = false }: NamedProps) {
  return (
    <Button variant="quiet" size="small" aria-label={`${words}: ${name}`} onPress={onPress} isDisabled={isDisabled}>
      {words}
    </Button>
  )
}

function Details({ field, span, library, actions }: SpanItemProps) {
  const onChange = (change: Partial<z.infer<typeof Span>>): void => actions.change(span.id, change)
  const isOffered = field.faults.some(({ value }) => value === span.fault)
  return (
    <div className={styles['details']}>
      {field.faults.length > 1 || !isOffered ? (
        <Select
          label="What is wrong with it"
          error={isOffered ? undefined : 'What was chosen is not in the list any more. Choose from it.'}
          options={field.faults.map(({ value, label }) => ({ key: value, label }))}
          value={span.fault}
          onChange={(value) => onChange({ fault: value })}
        />
      ) : null}
      <TextArea
        label="How it should be"
        help={field.needsCorrection ? undefined : 'May stay empty.'}
        rows={2}
        maxLength={200_000}
        value={span.correction ?? ''}
        onChange={(correction) => onChange({ correction })}
      />
      <SuggestField
        label="Where that stands"
        help={field.needsCitation ? 'Standard, edition, section.' : 'Standard, edition, section. May stay empty.'}
        value={span.citation ?? ''}
        maxLength={8_000}
        onChange={(citation) => onChange({ citation })}
        onFocus={library.refresh}
        suggestions={matchingCitations(library.known, span.citation ?? '').map((one) => {
          const line = citationInWords(one)
          return { key: line, label: line }
        })}
        onTake={(line) => onChange({ citation: line })}
      />
    </div>
  )
}

function Said({ span: { correction = '', citation = '' } }: Pick<SpanItemProps, 'span'>): ReactNode {
  if (correction.trim() === '' && citation.trim() === '') return null
  return (
    <div className={styles['said']}>
      {correction.trim() === '' ? null : <p>{correction}</p>}
      {citation.trim() === '' ? null : <p className={styles['source']}>{citation}</p>}
    </div>
  )
}

/** Long quotations by their beginning and end. */
function shortened(quote: string): string {
  const line = quote.replaceAll(/\s+/g, ' ')
  return line.length <= 160 ? line : `${line.slice(0, 100).trimEnd()} … ${line.slice(-50).trimStart()}`
}
