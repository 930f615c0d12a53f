import type { ReactNode } from 'react'
import { FieldError, Label, Text } from 'react-aria-components'
import styles from './field.module.css'

export type FieldTexts = {
  readonly label: string
  /** A sentence below the label. */
  readonly help?: string | undefined
  /** What is wrong; the field is marked and the sentence announced. */
  readonly error?: string | undefined
}

type FieldFrameProps = FieldTexts & { readonly children: ReactNode }

/** Label above, help below it, the control, then what is wrong with it. Used inside React Aria's fields. */
export function FieldFrame({ label, help, error, children }: FieldFrameProps) {
  return (
    <>
      <Label className={styles['label'] ?? ''}>{label}</Label>
      {help === undefined ? null : (
        <Text slot="description" className={styles['help'] ?? ''}>
          {help}
        </Text>
      )}
      {children}
      {error === undefined ? null : <FieldError className={styles['error'] ?? ''}>{error}</FieldError>}
    </>
  )
}
