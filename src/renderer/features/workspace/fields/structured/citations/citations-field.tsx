import { memo, useRef, useState } from 'react'
import type { Citation } from '../../../../../../shared/domain/structured.ts'
import { citationInWords, expiredCitations } from '../../../../../../shared/rules/checks/citations-check.ts'
import { dayInWords } from '../../../../../../shared/rules/days.ts'
import type { StructureEvent } from '../../../../../editor/structure-sync.ts'
import { count } from '../../../../../format/amounts.ts'
import { calendarDate } from '../../../../../format/dates.ts'
import { useCitationLibrary, withPresent, withTaken } from '../../../../../state/citation-library.ts'
import { useNow, useServices } from '../../../../../state/services.ts'
import { Button } from '../../../../../ui/button.tsx'
import { OutsideLink } from '../../../../../ui/outside-link.tsx'
import { FieldShell } from '../../field-shell.tsx'
import fields from '../../fields.module.css'
import { FieldHeading } from '../field-heading.tsx'
import { undoByKey } from '../own-undo.ts'
import type { StructuredProps } from '../structured-props.ts'
import { CitationForm } from './citation-form.tsx'
import styles from './citations.module.css'

/** Sources, each with what is needed to find it. */
export function CitationsFieldView(props: StructuredProps<'citations'>) {
  const { field, value, structure, task, comments, isReadOnly } = props
  const { toasts, newId } = useServices()
  const library = useCitationLibrary(task.id, field.key)
  const today = calendarDate(useNow())
  const place = useRef<HTMLDivElement>(null)
  /** The one that is being written. */
  const [open, setOpen] = useState<string>()
  const citations = value?.citations ?? []
  const expired = new Set(value === null ? [] : expiredCitations(value, today).map(({ id }) => id))

  function change(next: (citations: Citation[]) => Citation[], event: StructureEvent): void {
    structure.update('citations', (now) => ({ kind: 'citations', citations: next(now?.citations ?? []) }), event)
  }

  function edit(id: string, changes: Partial<Citation>, event: StructureEvent): void {
    change((now) => now.map((one) => (one.id === id ? tidied({ ...one, ...changes }) : one)), event)
  }

  function add(): void {
    const id = newId()
    change((now) => [...now, { id, standard: '' }], 'set')
    setOpen(id)
  }

  function takeOut(id: string): void {
    const at = citations.findIndex((one) => one.id === id)
    const citation = citations[at]
    if (citation === undefined) return
    change((now) => now.filter((one) => one.id !== id), 'set')
    place.current?.querySelector<HTMLElement>('[data-add]')?.focus()
    toasts.offerUndo('The source was taken out.', () =>
      change(
        (now) => (now.some((one) => one.id === id) ? now : [...now.slice(0, at), citation, ...now.slice(at)]),
        'set',
      ),
    )
  }

  function close(id: string): void {
    setOpen(undefined)
    requestAnimationFrame(() =>
      place.current?.querySelector<HTMLElement>(`[data-part-id="${CSS.escape(id)}"] button`)?.focus(),
    )
  }

  return (
    <FieldShell
      fieldKey={field.key}
      comments={comments}
      heading={<FieldHeading field={field} />}
      aside={citations.length === 0 ? undefined : count(citations.length, 'source', 'sources')}
    >
      <div
        ref={place}
        role="presentation"
        onKeyDown={(event) => void (isReadOnly || undoByKey(event, structure))}
        className={styles['citations']}
      >
        {isReadOnly && citations.length === 0 ? <p className={fields['closed']}>Nothing was given here.</p> : null}
        {citations.length === 0 ? null : (
          <ol aria-label={field.label} className={styles['list']}>
            {citations.map((citation, at) => (
              <li key={citation.id} data-part-id={citation.id} className={styles['item']}>
                <InWords citation={citation} no={at + 1} isExpired={expired.has(citation.id)} isReadOnly={isReadOnly} />
                {isReadOnly ? null : open === citation.id ? (
                  <CitationForm
                    citation={citation}
                    known={withPresent(
                      library.known,
                      citations.filter(({ id }) => id !== citation.id),
                    )}
                    onRefresh={library.refresh}
                    onChange={(changes) => edit(citation.id, changes, 'input.type')}
                    onTake={(taken) =>
                      change((now) => now.map((one) => (one.id === citation.id ? withTaken(one, taken) : one)), 'set')
                    }
                  />
                ) : null}
                {isReadOnly ? null : (
                  <div className={styles['buttons']}>
                    {open === citation.id ? (
                      <Button
                        variant="quiet"
                        size="small"
                        aria-label={`Done: source ${at + 1}`}
                        onPress={() => close(citation.id)}
                      >
                        Done
                      </Button>
                    ) : (
                      <Button
                        variant="quiet"
                        size="small"
                        aria-label={`Change: source ${at + 1}`}
                        onPress={() => setOpen(citation.id)}
                      >
                        Change
                      </Button>
                    )}
                    <Button
                      variant="quiet"
                      size="small"
                      aria-label={`Take out: source ${at + 1}`}
                      onPress={() => takeOut(citation.id)}
                    >
                      Take out
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ol>
        )}
        {isReadOnly ? null : (
          <div>
            <Button data-add onPress={add}>
              Add a source
            </Button>
          </div>
        )}
      </div>
    </FieldShell>
  )
}

type InWordsProps = {
  readonly citation: Citation
  readonly no: number
  readonly isExpired: boolean
  readonly isReadOnly: boolean
}

const InWords = memo(function InWords({ citation, no, isExpired, isReadOnly }: InWordsProps) {
  const { link = '', validUntil, note = '' } = citation
  const words = citationInWords(citation)
  return (
    <>
      <p className={styles['words']}>
        <span className={styles['no']}>{no}.</span>{' '}
        {words === '' ? <span className={styles['aside']}>no name yet</span> : words}
        {validUntil === undefined || isExpired ? null : (
          <span className={styles['aside']}>, valid until {dayInWords(validUntil)}</span>
        )}
        {link.trim() === '' ? null : (
          <>
            {' '}
            <OutsideLink address={link.trim()}>{link.trim()}</OutsideLink>
          </>
        )}
      </p>
      {isExpired && validUntil !== undefined ? (
        <p className={styles['expired']}>
          This edition held until {dayInWords(validUntil)}.
          {isReadOnly ? null : ' See whether there is a newer one; it can be sent as it is.'}
        </p>
      ) : null}
      {note.trim() === '' ? null : <p className={styles['note']}>{note}</p>}
    </>
  )
})

/** What was emptied is not there. */
function tidied(citation: Citation): Citation {
  const { id, standard, ...rest } = citation
  return {
    id,
    standard,
    ...Object.fromEntries(Object.entries(rest).filter(([, part]) => part !== undefined && part !== '')),
  }
}
