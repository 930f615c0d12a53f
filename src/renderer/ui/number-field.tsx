import type { RefAttributes } from 'react'
import {
  Group,
  I18nProvider,
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

/** The machine's own, by which every other number is written. */
const { locale } = new Intl.NumberFormat().resolvedOptions()

/** A number, typed as the person's language writes it, and in any digits. An empty field is `NaN`. */
export function NumberField({ label, help, error, unit, inputRef, formatOptions, ...rest }: NumberFieldProps) {
  return (
    <I18nProvider locale={locale}>
      <AriaNumberField
        {...rest}
        formatOptions={{ numberingSystem: 'latn', ...formatOptions }}
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
    </I18nProvider>
  )
}
