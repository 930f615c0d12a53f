import { z } from 'zod'
import { FileRef, type FieldValue, type KnownField } from '../../../../shared/domain/fields.ts'
import { DeliveredFile } from './delivered-file.tsx'
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
  const files = field.kind === 'files' ? (FileRef.array().safeParse(value).data ?? []) : []
  return (
    <FieldShell fieldKey={field.key} comments={comments}>
      <h3 className={styles['label']}>{field.label}</h3>
      {files.length > 0 ? (
        <ul className={styles['fileList']}>
          {files.map((file) => (
            <DeliveredFile key={`${file.name} ${file.sha256}`} file={file} />
          ))}
        </ul>
      ) : (
        <div className={styles['closed']}>
          {toLines(field, value).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
    </FieldShell>
  )
}

function toLines(field: KnownField, value: FieldValue | null): string[] {
  if (value === null) return ['Nothing was given here.']
  if (typeof value === 'number') {
    if (field.kind === 'likert') return [`${value} of ${field.points} (1 ${field.low}, ${field.points} ${field.high})`]
    return [field.kind === 'number' && field.unit !== undefined ? `${figure(value)} ${field.unit}` : figure(value)]
  }
  const labels = new Map(field.kind === 'choice' ? field.options.map((option) => [option.value, option.label]) : [])
  const chosen = typeof value === 'string' ? [value] : (z.array(z.string()).safeParse(value).data ?? [])
  return chosen.length === 0 ? ['Nothing was given here.'] : chosen.map((one) => labels.get(one) ?? one)
}

function figure(value: number): string {
  return numberFormat({}, { maximumFractionDigits: 20 }).format(value)
}
