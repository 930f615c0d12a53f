import { use } from 'react'
import { Controller } from 'react-hook-form'
import type { FieldValue, KnownField } from '../../../../shared/domain/fields.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { DateField } from '../../../ui/date-field.tsx'
import { FieldShell } from './field-shell.tsx'
import { ChoiceList } from './choice-list.tsx'
import { helpOf } from './field-words.ts'
import { LikertScale } from './likert-scale.tsx'
import { NumberEntry } from './number-entry.tsx'
import { PlainFormContext } from './plain-form-context.ts'

export type PlainField = Extract<KnownField, { kind: 'number' | 'choice' | 'likert' | 'date' }>
type PlainFieldProps = {
  readonly field: PlainField
  readonly draft: OpenDraft
  readonly comments: readonly string[]
}

/** A field of a form: a number, a choice, a scale. Each change goes to the core at once. */
export function PlainFieldView({ field, draft, comments }: PlainFieldProps) {
  const control = use(PlainFormContext)
  if (control === undefined) throw new Error('a plain field was drawn outside of its form')
  const help = helpOf(field)
  return (
    <FieldShell fieldKey={field.key} comments={comments}>
      <Controller
        name={field.key}
        control={control}
        render={({ field: form, fieldState }) => {
          const error = fieldState.error?.message
          const change = (value: FieldValue | null): void => {
            form.onChange(value)
            draft.value(field.key)?.update(() => value)
          }
          switch (field.kind) {
            case 'number':
              return (
                <NumberEntry
                  label={field.label}
                  help={help}
                  unit={field.unit}
                  error={error}
                  isRequired={field.required}
                  value={typeof form.value === 'number' ? form.value : null}
                  onChange={change}
                  onBlur={form.onBlur}
                  inputRef={form.ref}
                />
              )
            case 'likert':
              return (
                <LikertScale
                  label={field.label}
                  points={field.points}
                  low={field.low}
                  high={field.high}
                  help={help}
                  error={error}
                  isRequired={field.required}
                  value={typeof form.value === 'number' ? form.value : null}
                  onChange={change}
                  onBlur={form.onBlur}
                />
              )
            case 'date':
              return (
                <DateField
                  label={field.label}
                  help={help}
                  error={error}
                  isRequired={field.required}
                  value={typeof form.value === 'string' ? form.value : ''}
                  onChange={(day) => change(day === '' ? null : day)}
                  onBlur={form.onBlur}
                />
              )
            case 'choice':
              return (
                <ChoiceList
                  field={field}
                  help={help}
                  error={error}
                  value={isChoice(form.value) ? form.value : null}
                  onChange={(value) => change(Array.isArray(value) && value.length === 0 ? null : value)}
                  onBlur={form.onBlur}
                />
              )
          }
        }}
      />
    </FieldShell>
  )
}

function isChoice(value: FieldValue | null | undefined): value is string | string[] {
  return typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'))
}
