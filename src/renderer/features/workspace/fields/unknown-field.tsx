import type { Field } from '../../../../shared/domain/fields.ts'
import { FieldShell } from './field-shell.tsx'
import styles from './fields.module.css'

/** A part of a kind that this version does not know. The rest of the task is usable. */
export function UnknownFieldView({ field }: { readonly field: Field }) {
  const { key, label, required } = field
  return (
    <FieldShell fieldKey={key} comments={[]}>
      <h3 className={styles['label']}>{label ?? key}</h3>
      <p tabIndex={-1} className={styles['unknown']}>
        This part needs a newer Understudy. The task is safe here;{' '}
        {required ? 'it can be sent after an update.' : 'it can be sent without this part.'}
      </p>
    </FieldShell>
  )
}
