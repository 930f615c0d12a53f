import { type ClipboardEvent, useCallback, useId, useMemo, useRef, useState } from 'react'
import type { Criterion } from '../../../../../../shared/domain/structured.ts'
import { LONGEST_IMPORT } from '../../../../../../shared/rules/rubric-import.ts'
import type { Finding } from '../../../../../../shared/rules/rubric-lint.ts'
import { rubricTotals } from '../../../../../../shared/rules/rubric-score.ts'
import { rubricToText } from '../../../../../../shared/rules/rubric-text.ts'
import { placed } from '../../../../../../shared/rules/rubric-tree.ts'
import { copyText } from '../../../../../state/copy-text.ts'
import { useServices } from '../../../../../state/services.ts'
import { useActions } from '../../../../../state/use-actions.ts'
import { Button } from '../../../../../ui/button.tsx'
import { FieldShell } from '../../field-shell.tsx'
import { asks, helpOf } from '../../field-words.ts'
import type { StructuredProps } from '../structured-props.ts'
import { CriteriaList } from './criteria-list.tsx'
import { ClosedRubric } from './closed-rubric.tsx'
import { FindingsList } from './findings-list.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { createRubricActions, itemsOf, type Place, type RubricActions } from './rubric-actions.ts'
import { rubricShortcuts } from './rubric-shortcuts.ts'
import { asidesOf, criteriaInWords, totalsInWords } from './rubric-words.ts'
import { useFindings } from './use-findings.ts'
import { useOwnUndo } from '../own-undo.ts'
import fieldStyles from '../../fields.module.css'
import styles from './rubric.module.css'

/** The expert writes weighted criteria. */
export function RubricFieldView(props: StructuredProps<'rubric'>) {
  const { field, value, structure, comments, isReadOnly } = props
  const labelId = useId()
  const items = itemsOf(value)
  const totals = useMemo(() => rubricTotals(items), [items])
  const help = helpOf(field)
  const asked = asks(field)
  const { toasts, newId } = useServices()
  const [wanted, setWanted] = useState<Place>()
  /** What is in the dialog at first; it outlives the writing here, which a recall or another device may close meanwhile. */
  const [pasted, setPasted] = useState<string>()
  const actions = useMemo(
    () => createRubricActions({ structure, toasts, newId, onPlace: setWanted }),
    [structure, toasts, newId],
  )
  const taken = useMemo(() => new Set(items.map(({ id }) => id)), [items])
  // Where the caret was before is no place to go to once it can be written in again.
  if (isReadOnly && wanted !== undefined) setWanted(undefined)
  return (
    <FieldShell fieldKey={field.key} comments={comments}>
      <h3 id={labelId} className={fieldStyles['label']}>
        {field.label}
      </h3>
      {help === undefined || isReadOnly ? null : <p className={fieldStyles['help']}>{help}</p>}
      {asked === '' || isReadOnly ? null : <p className={fieldStyles['help']}>Asked for: {asked}</p>}
      {items.length === 0 ? null : <p className={styles['totals']}>{totalsInWords(totals)}</p>}
      {isReadOnly ? (
        <ClosedRubric items={items} isWeighted={totals.isWeighted} />
      ) : (
        <Editor
          {...props}
          isWeighted={totals.isWeighted}
          labelId={labelId}
          actions={actions}
          wanted={wanted}
          onPlace={setWanted}
          onBringIn={setPasted}
        />
      )}
      {pasted === undefined ? null : (
        <ImportDialog
          start={pasted}
          newId={newId}
          taken={taken}
          isClosed={isReadOnly}
          // When the dialog is gone, or it would take the focus back.
          onTake={(criteria) => requestAnimationFrame(() => actions.take(criteria))}
          onClose={() => setPasted(undefined)}
        />
      )}
    </FieldShell>
  )
}

type EditorProps = StructuredProps<'rubric'> & {
  readonly isWeighted: boolean
  readonly labelId: string
  readonly actions: RubricActions
  readonly wanted: Place | undefined
  readonly onPlace: (place: Place) => void
  readonly onBringIn: (text: string) => void
}

function Editor(props: EditorProps) {
  const { field, value, draft, task, isWeighted, labelId, actions, wanted, onPlace, onBringIn } = props
  useActions('Rubrics', rubricShortcuts)
  const { toasts } = useServices()
  const items = itemsOf(value)
  const places = useMemo(() => placed(items), [items])
  const asides = useMemo(() => asidesOf(places, isWeighted), [places, isWeighted])
  const numbers = useMemo(() => new Map(places.map(({ criterion, number }) => [criterion.id, number])), [places])
  const labels = useMemo(() => new Map(task.fields.map(({ key, label }) => [key, label ?? key])), [task.fields])
  const findings = useFindings(field, items, task, draft)
  const marks = useMemo(() => marksOf(findings), [findings])
  const place = useRef<HTMLFieldSetElement>(null)
  const onKey = useOwnUndo(place, actions)

  const jump = useCallback(
    ({ criterion, field: other }: Finding): void => {
      if (criterion !== undefined) return onPlace({ id: criterion, part: 'text', caret: 'end' })
      const place = document.querySelector<HTMLElement>(`[data-field="${other}"]`)
      place?.scrollIntoView({ block: 'start' })
      place?.querySelector<HTMLElement>('[contenteditable="true"], input, button, [tabindex]')?.focus()
    },
    [onPlace],
  )

  /** Several lines in an empty criterion are a rubric; a text that no criterion can hold is not begun to be put in. */
  function paste(event: ClipboardEvent<HTMLTextAreaElement>, criterion: Criterion): void {
    const text = event.clipboardData.getData('text/plain')
    const isList = criterion.text === '' && text.trim().includes('\n')
    if (!isList && text.length <= 8000) return
    event.preventDefault()
    if (isList && text.length <= LONGEST_IMPORT) onBringIn(text)
    else toasts.complain('This text is too large for a criterion. Take it in parts, or use “Bring in criteria”.')
  }

  function copy(): void {
    void copyText(rubricToText(items), `Copied as text: ${criteriaInWords(items)}.`, toasts)
  }

  return (
    <fieldset ref={place} aria-labelledby={labelId} className={styles['rubric']} onKeyDownCapture={onKey}>
      <div className={styles['parts']}>
        <div className={styles['main']}>
          {items.length === 0 ? null : (
            <CriteriaList
              label={`Criteria of ${field.label}`}
              places={places}
              asides={asides}
              findings={marks}
              actions={actions}
              wanted={wanted}
              onPlace={onPlace}
              onPaste={paste}
            />
          )}
          <div className={styles['tools']}>
            <Button size="small" data-add onPress={() => actions.add()}>
              Add a criterion
            </Button>
            <Button size="small" variant="quiet" onPress={() => onBringIn('')}>
              Bring in criteria…
            </Button>
            {items.length === 0 ? null : (
              <Button size="small" variant="quiet" onPress={copy}>
                Copy as text
              </Button>
            )}
          </div>
        </div>
        <FindingsList
          findings={findings}
          numbers={numbers}
          labels={labels}
          isHolding={field.lint?.blocks === true}
          onJump={jump}
        />
      </div>
    </fieldset>
  )
}

function marksOf(findings: readonly Finding[]): ReadonlyMap<string, string> {
  const marks = new Map<string, string>()
  for (const { criterion, text } of findings) {
    if (criterion === undefined) continue
    const before = marks.get(criterion)
    marks.set(criterion, before === undefined ? text : `${before} ${text}`)
  }
  return marks
}
