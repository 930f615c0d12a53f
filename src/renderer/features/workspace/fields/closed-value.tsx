import { z } from 'zod'
import { FileRef, type FieldValue, type KnownField } from '../../../../shared/domain/fields.ts'
import { bytes } from '../../../format/amounts.ts'
import { FieldShell } from './field-shell.tsx'
import { numberFormat } from '../../../format/intl.ts'
import styles from './fields.module.css'

type ClosedValueProps = {
  readonly field: KnownField
  readonly value: FieldValue | null
  readonly comments: readonly string[]
}

/** What was given for a field that cannot be changed now, as words instead of controls that do nothing. */
export function ClosedValue({ field, value, comments }: ClosedValueProps) {
  return (
    <FieldShell fieldKey={field.key} comments={comments}>
      <h3 className={styles['label']}>{field.label}</h3>
      <div className={styles['closed']}>
        {toLines(field, value).map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </FieldShell>
  )
}

function toLines(field: KnownField, value: FieldValue | null): string[] {
  if (value === null) return ['Nothing was given here.']
  if (typeof value === 'number') {
    if (field.kind === 'likert') return [`${value} of ${field.points} (1 ${field.low}, ${field.points} ${field.high})`]
    return [field.kind === 'number' && field.unit !== undefined ? `${figure(value)} ${field.unit}` : figure(value)]
  }
  const files = FileRef.array().safeParse(value)
  if (files.success && files.data.length > 0) return files.data.map((file) => `${file.name}, ${bytes(file.size)}`)
  const labels = new Map(field.kind === 'choice' ? field.options.map((option) => [option.value, option.label]) : [])
  const chosen = typeof value === 'string' ? [value] : (z.array(z.string()).safeParse(value).data ?? [])
  return chosen.length === 0 ? ['Nothing was given here.'] : chosen.map((one) => labels.get(one) ?? one)
}

function figure(value: number): string {
  return numberFormat({}, { maximumFractionDigits: 20 }).format(value)
}
