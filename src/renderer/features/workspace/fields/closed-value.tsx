import type { FieldValue, KnownField } from '../../../../shared/domain/fields.ts'
import { filesOf } from '../../../../shared/rules/named-files.ts'
import { DeliveredFile } from './delivered-file.tsx'
import { FieldShell } from './field-shell.tsx'
import styles from './fields.module.css'
import { valueInLines } from './value-in-lines.ts'

type ClosedValueProps = {
  readonly field: KnownField
  readonly value: FieldValue | null
  readonly comments: readonly string[]
}

/** What was given for a field that cannot be changed now, as words instead of controls that do nothing. */
export function ClosedValue({ field, value, comments }: ClosedValueProps) {
  const files = field.kind === 'files' ? filesOf(value) : []
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
          {valueInLines(field, value).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
    </FieldShell>
  )
}
