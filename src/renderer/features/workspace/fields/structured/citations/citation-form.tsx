import { useEffect, useRef } from 'react'
import type { KnownCitation } from '../../../../../../shared/contract/desk-citations.ts'
import type { Citation } from '../../../../../../shared/domain/structured.ts'
import { citationInWords } from '../../../../../../shared/rules/checks/citations-check.ts'
import { dayInWords } from '../../../../../../shared/rules/days.ts'
import { count } from '../../../../../format/amounts.ts'
import { matchingCitations } from '../../../../../state/citation-library.ts'
import { DateField } from '../../../../../ui/date-field.tsx'
import { SuggestField } from '../../../../../ui/suggest-field.tsx'
import { TextArea, TextField } from '../../../../../ui/text-field.tsx'
import styles from './citations.module.css'

/** As the schema has them (`Citation`). */
const most = { standard: 500, edition: 200, section: 500, page: 60, link: 2000, note: 4000 } as const

type CitationFormProps = {
  readonly citation: Citation
  /** What may be offered. */
  readonly known: readonly KnownCitation[]
  /** The name is about to be typed. */
  readonly onRefresh: () => void
  readonly onChange: (change: Partial<Citation>) => void
  /** Takes all of a source that was given before. */
  readonly onTake: (taken: KnownCitation) => void
}

/** The parts of one source. What was given before is offered by its name. */
export function CitationForm({ citation, known, onRefresh, onChange, onTake }: CitationFormProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    place.current?.querySelector('input')?.focus()
  }, [])
  const offered = matchingCitations(known, citation.standard).filter(
    (one) => citationInWords(one) !== citationInWords(citation),
  )
  return (
    <div ref={place} className={styles['form']}>
      <div className={styles['standard']}>
        <SuggestField
          label="Standard or source"
          help="Type its name: what you have given before is offered."
          value={citation.standard}
          maxLength={most.standard}
          onChange={(standard) => onChange({ standard })}
          onFocus={onRefresh}
          suggestions={offered.map((one, at) => ({
            key: String(at),
            label: citationInWords(one),
            note: [
              one.link,
              one.validUntil && `until ${dayInWords(one.validUntil)}`,
              `in ${count(one.tasks, 'task', 'tasks')}`,
            ]
              .filter(Boolean)
              .join(' · '),
          }))}
          onTake={(key) => {
            const taken = offered[Number(key)]
            if (taken !== undefined) onTake(taken)
          }}
        />
      </div>
      <TextField
        label="Edition"
        maxLength={most.edition}
        value={citation.edition ?? ''}
        onChange={(edition) => onChange({ edition })}
      />
      <TextField
        label="Section"
        maxLength={most.section}
        value={citation.section ?? ''}
        onChange={(section) => onChange({ section })}
      />
      <TextField
        label="Page"
        maxLength={most.page}
        value={citation.page ?? ''}
        onChange={(page) => onChange({ page })}
      />
      <DateField
        label="Valid until"
        value={citation.validUntil ?? ''}
        onChange={(validUntil) => onChange({ validUntil })}
      />
      <div className={styles['wide']}>
        <TextField
          label="Link"
          maxLength={most.link}
          value={citation.link ?? ''}
          onChange={(link) => onChange({ link })}
        />
      </div>
      <div className={styles['wide']}>
        <TextArea
          label="Note"
          rows={2}
          maxLength={most.note}
          value={citation.note ?? ''}
          onChange={(note) => onChange({ note })}
        />
      </div>
    </div>
  )
}
