import type { RefAttributes } from 'react'
import {
  Group,
  Input,
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from 'react-aria-components'
import styles from './field.module.css'
import { FieldFrame, type FieldTexts } from './field-frame.tsx'

export type NumberFieldProps = Omit<AriaNumberFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> &
  FieldTexts & {
    /** Shown behind the figure, such as `kg`. */
    readonly unit?: string | undefined
    readonly inputRef?: RefAttributes<HTMLInputElement>['ref']
  }

/** A number, typed as the person's language writes it. An empty field is `NaN`. */
export function NumberField({ label, help, error, unit, inputRef, ...rest }: NumberFieldProps) {
  return (
    <AriaNumberField
      {...rest}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className={styles['field'] ?? ''}
    >
      <FieldFrame label={label} help={help} error={error}>
        <Group className={styles['group'] ?? ''}>
          <Input className={styles['input'] ?? ''} {...(inputRef === undefined ? {} : { ref: inputRef })} />
          {unit === undefined ? null : <span className={styles['unit']}>{unit}</span>}
        </Group>
      </FieldFrame>
    </AriaNumberField>
  )
}
