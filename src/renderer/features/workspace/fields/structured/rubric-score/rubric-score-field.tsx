import { useId, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { criteriaOf } from '../../../../../../shared/rules/checks/rubric-score-check.ts'
import { leafShares, type RubricScore, rubricScore } from '../../../../../../shared/rules/rubric-score.ts'
import { placed } from '../../../../../../shared/rules/rubric-tree.ts'
import { count } from '../../../../../format/amounts.ts'
import { useServices } from '../../../../../state/services.ts'
import { useActions } from '../../../../../state/use-actions.ts'
import { Button } from '../../../../../ui/button.tsx'
import { Kbd } from '../../../../../ui/kbd.tsx'
import { useShortcuts } from '../../../../../ui/use-shortcuts.ts'
import { FieldShell } from '../../field-shell.tsx'
import { helpOf } from '../../field-words.ts'
import { markingShortcuts } from '../rubric/rubric-shortcuts.ts'
import { figure, percent } from '../rubric/rubric-words.ts'
import { useOwnUndo } from '../own-undo.ts'
import type { StructuredProps } from '../structured-props.ts'
import { ClosedScore } from './closed-score.tsx'
import { createMarkActions, type Place } from './mark-actions.ts'
import { MarksList } from './marks-list.tsx'
import { useQuote } from './use-quote.ts'
import fieldStyles from '../../fields.module.css'
import styles from './rubric-score.module.css'

/** The expert marks a text by criteria, each met or not, with evidence from the text. */
export function RubricScoreFieldView(props: StructuredProps<'rubric-score'>) {
  const { field, value, draft, task, comments, isReadOnly } = props
  const labelId = useId()
  const rubric = useStore(draft.store, ({ values }) => (field.rubric === undefined ? null : values[field.rubric]))
  const criteria = useMemo(
    () =>
      criteriaOf(field, {
        values: field.rubric === undefined || rubric === null || rubric === undefined ? {} : { [field.rubric]: rubric },
      }),
    [field, rubric],
  )
  const score = useMemo(() => rubricScore(criteria, value?.marks ?? []), [criteria, value])
  const help = helpOf(field)
  const of = (key: string | undefined): string | undefined =>
    task.materials.find((one) => one.key === key)?.title ?? task.fields.find((one) => one.key === key)?.label
  const target = of(field.target)
  return (
    <FieldShell fieldKey={field.key} comments={comments}>
      <h3 id={labelId} className={fieldStyles['label']}>
        {field.label}
      </h3>
      {help === undefined || isReadOnly ? null : <p className={fieldStyles['help']}>{help}</p>}
      {target === undefined ? null : <p className={fieldStyles['help']}>What is marked: {target}</p>}
      {criteria.length === 0 ? (
        <p tabIndex={-1} className={styles['quiet']}>
          {field.rubric === undefined
            ? 'There are no criteria to mark by.'
            : `There are no criteria yet. They come from “${of(field.rubric) ?? field.rubric}”.`}
        </p>
      ) : (
        <>
          <Score score={score} criteria={criteria} />
          {isReadOnly ? (
            <ClosedScore criteria={criteria} marks={value?.marks ?? []} />
          ) : (
            <Marks {...props} criteria={criteria} isWeighted={score.isWeighted} labelId={labelId} />
          )}
        </>
      )}
    </FieldShell>
  )
}

type ScoreProps = { readonly score: RubricScore; readonly criteria: ReturnType<typeof criteriaOf> }

/** What the marks add up to; that a required criterion fails the whole stands first. */
function Score({ score, criteria }: ScoreProps) {
  const { marked, count: all, points, most, share, isWeighted, failed } = score
  const sum = isWeighted ? percent(share) : `${figure(points)} of ${figure(most)} points (${percent(share)})`
  const gates = new Set(failed)
  const numbers = placed(criteria).flatMap(({ criterion, number }) => (gates.has(criterion) ? [number] : []))
  const named =
    numbers.length > 5 ? `${numbers.slice(0, 5).join(', ')} and ${numbers.length - 5} more` : numbers.join(', ')
  return (
    <div className={styles['score']}>
      {numbers.length === 0 ? null : (
        <p className={styles['failed']}>The whole fails, whatever the points: what is required is not met ({named}).</p>
      )}
      <p>
        <strong className={styles['sum']}>{sum}</strong> · {figure(marked)} of {count(all, 'criterion', 'criteria')}{' '}
        marked
      </p>
    </div>
  )
}

type MarksProps = StructuredProps<'rubric-score'> & {
  readonly criteria: ReturnType<typeof criteriaOf>
  readonly isWeighted: boolean
  readonly labelId: string
}

const noMarks: NonNullable<StructuredProps<'rubric-score'>['value']>['marks'] = []

function Marks({ field, value, structure, criteria, isWeighted, labelId }: MarksProps) {
  useActions('Marking by criteria', markingShortcuts)
  const { toasts } = useServices()
  const place = useRef<HTMLFieldSetElement>(null)
  const [current, setCurrent] = useState<string>()
  const [wanted, setWanted] = useState<Place>()
  const actions = useMemo(() => createMarkActions(structure, setWanted), [structure])
  const onKey = useOwnUndo(place, actions)
  const places = useMemo(() => placed(criteria), [criteria])
  const all = value?.marks ?? noMarks
  const marks = useMemo(() => new Map(all.map((mark) => [mark.id, mark])), [all])
  const shares = useMemo(
    () => (isWeighted ? new Map([...leafShares(criteria)].map(([id, share]) => [id, percent(share)])) : undefined),
    [criteria, isWeighted],
  )
  const { quote, read, forget } = useQuote(field.target)
  const goal = places.find(({ criterion, isGroup }) => !isGroup && criterion.id === current)

  function take(): void {
    const words = read()
    if (goal === undefined) {
      toasts.complain('Choose the criterion first that the quotation is for.')
    } else if (words === '') {
      toasts.complain('Select the words first, in what is marked.')
    } else {
      actions.quote(goal.criterion.id, words)
      forget()
      toasts.say(`Quoted for criterion ${goal.number}.`)
    }
  }
  useShortcuts({ 'Alt+E': take })

  return (
    <fieldset ref={place} aria-labelledby={labelId} className={styles['field']} onKeyDownCapture={onKey}>
      <MarksList
        label={`Marks of ${field.label}`}
        places={places}
        marks={marks}
        shares={shares}
        needsEvidence={field.needsEvidence}
        actions={actions}
        current={current}
        onCurrent={setCurrent}
        wanted={wanted}
        onPlace={setWanted}
      />
      <div className={styles['tools']}>
        <Button size="small" onPress={take}>
          {goal === undefined ? 'Quote the selection as evidence' : `Quote the selection for ${goal.number}`}
          <Kbd keys="Alt+E" />
        </Button>
        <span className={styles['quiet']}>
          {quote === ''
            ? 'M met, N not met, arrows up and down, E evidence'
            : `“${quote.slice(0, 80)}${quote.length > 80 ? '…' : ''}”`}
        </span>
      </div>
    </fieldset>
  )
}
