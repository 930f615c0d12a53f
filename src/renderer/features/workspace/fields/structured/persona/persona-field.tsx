import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { Group } from 'react-aria-components'
import type { StructuredOf } from '../../../../../../shared/domain/structured.ts'
import { occupationCalled } from '../../../../../../shared/rules/find-occupations.ts'
import { ComboBox } from '../../../../../ui/combo-box.tsx'
import { TextArea } from '../../../../../ui/text-field.tsx'
import { FieldShell } from '../../field-shell.tsx'
import { LabelAndHelp } from '../../label-and-help.tsx'
import fields from '../../fields.module.css'
import { undoByKey } from '../own-undo.ts'
import type { StructuredProps } from '../structured-props.ts'
import { useOccupations } from './use-occupations.ts'
import styles from './persona.module.css'

type Persona = StructuredOf<'persona'>
type Words = 'experience' | 'place' | 'situation'

const parts: readonly { key: Words; label: string; help: string; rows: number; most: number }[] = [
  { key: 'experience', label: 'Experience', help: 'How long, and in what.', rows: 2, most: 2000 },
  { key: 'place', label: 'Place', help: 'Where they work, and under whose rules.', rows: 2, most: 2000 },
  {
    key: 'situation',
    label: 'Situation',
    help: 'What is going on as they ask, and what they need.',
    rows: 4,
    most: 8000,
  },
]

/** Whom the work is written as or for: an occupation, out of the list or not, and three texts. */
export function PersonaFieldView(props: StructuredProps<'persona'>) {
  const { field, value, structure, comments, isReadOnly } = props
  const labelId = useId()

  function press(event: KeyboardEvent): void {
    // Escape closes the list and does not lead out of the task.
    const isListOpen = event.target instanceof HTMLElement && event.target.getAttribute('aria-expanded') === 'true'
    if (event.key === 'Escape' && isListOpen) event.preventDefault()
    if (!isReadOnly) undoByKey(event, structure)
  }

  function change(next: Partial<Persona>, event: 'input.type' | 'set' = 'input.type'): void {
    structure.update('persona', (before) => ({ ...before, ...next, kind: 'persona' }), event)
  }

  return (
    <FieldShell
      fieldKey={field.key}
      comments={comments}
      heading={<LabelAndHelp label={field.label} help={field.help} labelId={labelId} />}
      aside={field.required ? undefined : <span className={fields['optional']}>May stay empty</span>}
    >
      {isReadOnly ? (
        <ClosedPersona value={value} />
      ) : (
        <div role="presentation" onKeyDown={press}>
          <Group aria-labelledby={labelId} className={styles['persona'] ?? ''}>
            <OccupationBox
              occupation={value?.occupation}
              isRequired={field.required}
              onChange={(occupation, event) => change({ occupation }, event)}
            />
            {parts.map(({ key, label, help, rows, most }) => (
              <TextArea
                key={key}
                label={label}
                help={help}
                rows={rows}
                maxLength={most}
                value={value?.[key] ?? ''}
                onChange={(text) => change({ [key]: text === '' ? undefined : text })}
              />
            ))}
          </Group>
        </div>
      )}
    </FieldShell>
  )
}

type OccupationBoxProps = {
  readonly occupation: Persona['occupation']
  readonly isRequired: boolean
  readonly onChange: (occupation: Persona['occupation'], event: 'input.type' | 'set') => void
}

function OccupationBox({ occupation, isRequired, onChange }: OccupationBoxProps) {
  const text = occupation?.title ?? ''
  const found = useOccupations(text)
  const code = occupation?.code

  // A title typed to its end is the one of the list: once, or undo could never take that back.
  const asked = useRef<string | undefined>(text)
  const exact = found?.query === text ? found.exact : undefined
  useEffect(() => {
    if (asked.current !== text || found?.query !== text) return
    asked.current = undefined
    if (exact !== undefined && code === undefined && exact.title.toLowerCase() === text.toLowerCase())
      onChange({ code: exact.code, title: exact.title }, 'set')
  })

  function type(next: string): void {
    if (next === text) return
    asked.current = oneLine(next)
    if (next.trim() === '') return onChange(undefined, 'input.type')
    const known = occupationCalled(found?.rows ?? [], next)
    onChange(known === undefined ? { title: oneLine(next) } : { code: known.code, title: known.title }, 'input.type')
  }

  const help =
    code === undefined
      ? `By its title, or its O*NET-SOC code.${found === undefined || found.known === 0 ? '' : ` ${found.known} are in the list, also without a network.`}`
      : `O*NET-SOC ${code}`
  return (
    <ComboBox
      label="Occupation"
      help={help}
      placeholder="Registered Nurses, 29-1141…"
      isRequired={isRequired}
      options={(found?.rows ?? []).map((one) => ({ key: one.code, label: one.title, note: one.code }))}
      text={text}
      chosen={code}
      onText={type}
      onChoose={(key) => {
        const chosen = found?.rows.find((one) => one.code === key)
        if (chosen !== undefined) onChange({ code: chosen.code, title: chosen.title }, 'set')
      }}
      emptyText="Not in the list. It can stand as you wrote it."
    />
  )
}

/** As the schema wants a title: out of a table it comes with tabs. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 200)
}

function ClosedPersona({ value }: { readonly value: Persona | null }) {
  const { occupation, ...words } = value ?? { kind: 'persona' as const }
  const lines = [
    {
      label: 'Occupation',
      text: occupation === undefined ? '' : [occupation.title, occupation.code].filter(Boolean).join(', '),
    },
    ...parts.map(({ key, label }) => ({ label, text: words[key] ?? '' })),
  ].filter(({ text }) => text.trim() !== '')
  if (lines.length === 0) return <p className={fields['closed']}>Nothing was given here.</p>
  return (
    <dl className={styles['closed']}>
      {lines.map(({ label, text }) => (
        <div key={label} className={styles['line']}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}
