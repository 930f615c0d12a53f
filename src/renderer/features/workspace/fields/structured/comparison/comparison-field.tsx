import { type KeyboardEvent, useState } from 'react'
import { choiceInWords } from '../../../../../../shared/rules/comparing.ts'
import { listed } from '../../../../../../shared/rules/tied-order.ts'
import { count } from '../../../../../format/amounts.ts'
import { Button } from '../../../../../ui/button.tsx'
import { Disclosure } from '../../../../../ui/disclosure.tsx'
import { Prose } from '../../../../../ui/prose.tsx'
import { isTextPlace, keyName } from '../../../../../ui/use-shortcuts.ts'
import { FieldShell } from '../../field-shell.tsx'
import fields from '../../fields.module.css'
import { FieldHeading } from '../field-heading.tsx'
import { undoByKey } from '../own-undo.ts'
import type { StructuredProps } from '../structured-props.ts'
import styles from './comparison.module.css'
import { chooseByKey, Judgement } from './judgement.tsx'
import { SideBySide } from './side-by-side.tsx'
import { type Comparing, useComparison } from './use-comparison.ts'

/** Responses held against each other: side by side over the whole window, or below each other in the column. */
export function ComparisonFieldView(props: StructuredProps<'comparison'>) {
  const { field, value, task, comments, isReadOnly } = props
  const comparing = useComparison(props)
  const [isWide, setWide] = useState(false)

  function open(): void {
    comparing.begin()
    setWide(true)
  }

  function press(event: KeyboardEvent): void {
    if (undoByKey(event, comparing)) return
    if (event.ctrlKey || event.metaKey || event.altKey || isTextPlace(event.target)) return
    if (value !== null && chooseByKey(keyName(event.nativeEvent), comparing)) event.preventDefault()
  }

  if (isReadOnly) {
    return (
      <FieldShell fieldKey={field.key} comments={comments}>
        <FieldHeading field={field} />
        <ClosedComparison comparing={comparing} />
      </FieldShell>
    )
  }
  return (
    <FieldShell fieldKey={field.key} comments={comments}>
      <FieldHeading field={field} />
      {/* Keys of what is inside are heard on their way up. */}
      <div role="presentation" onKeyDown={isWide ? undefined : press} className={styles['field']}>
        {value === null ? <p className={fields['help']}>{beforeWords(comparing)}</p> : null}
        <div className={styles['begin']}>
          <Button onPress={open}>Compare side by side</Button>
          {value === null ? (
            <Button variant="quiet" onPress={comparing.begin}>
              Compare them here
            </Button>
          ) : null}
        </div>
        {value === null || isWide ? null : (
          <>
            <div className={styles['stack']}>
              {comparing.responses.map(({ key, name, text }) => (
                <Disclosure key={key} title={`Response ${name}`} level={4}>
                  <Prose text={text} isSmall />
                </Disclosure>
              ))}
            </div>
            <Judgement comparing={comparing} />
          </>
        )}
      </div>
      <SideBySide
        comparing={comparing}
        taskId={task.id}
        isOpen={isWide && value !== null}
        onClose={() => setWide(false)}
      />
    </FieldShell>
  )
}

function beforeWords({ field }: Comparing): string {
  const many = count(field.responses.length, 'response', 'responses')
  return field.blind
    ? `${many} without their names. When you begin, their order is drawn, and it stays.`
    : `${many}, side by side.`
}

/** What was chosen and why, in words. */
function ClosedComparison({ comparing }: { readonly comparing: Comparing }) {
  const { field, value, responses, nameOf } = comparing
  if (value === null) return <p className={fields['closed']}>Nothing was given here.</p>
  const scores = field.dimensions.flatMap((dimension) => {
    const said = responses.flatMap(({ key, name }) => {
      const found = value.scores.find((one) => one.response === key && one.dimension === dimension.key)
      return found === undefined ? [] : [`${name} ${found.score}`]
    })
    return said.length === 0 ? [] : [`${dimension.label}, of ${dimension.points}: ${listed(said)}`]
  })
  return (
    <div className={fields['closed']}>
      <p>{choiceInWords(value.ranking, nameOf)}</p>
      {scores.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {value.justification.trim() === '' ? null : <p className={styles['said']}>{value.justification}</p>}
      <div className={styles['stack']}>
        {responses.map(({ key, name, text }) => (
          <Disclosure key={key} title={`Response ${name}`} level={4}>
            <Prose text={text} isSmall />
          </Disclosure>
        ))}
      </div>
    </div>
  )
}
