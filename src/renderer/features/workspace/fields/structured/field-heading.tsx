import type { KnownField } from '../../../../../shared/domain/fields.ts'
import { helpOf } from '../field-words.ts'
import styles from '../fields.module.css'

/** Label and help of a structured field. */
export function FieldHeading({ field }: { readonly field: KnownField }) {
  const help = helpOf(field)
  return (
    <>
      <h3 className={styles['label']}>{field.label}</h3>
      {help === undefined ? null : <p className={styles['help']}>{help}</p>}
    </>
  )
}
