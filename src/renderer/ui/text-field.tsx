import type { RefAttributes } from 'react'
import {
  Input,
  type InputProps,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './field.module.css'
import { FieldFrame, type FieldTexts } from './field-frame.tsx'

export type TextFieldProps = Omit<AriaTextFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> &
  FieldTexts & { readonly placeholder?: string; readonly inputRef?: RefAttributes<HTMLInputElement>['ref'] } & Pick<
    InputProps,
    'spellCheck'
  >

/** One line of text. */
export function TextField({ label, help, error, placeholder, inputRef, ...rest }: TextFieldProps) {
  return (
    <AriaTextField
      {...rest}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className={styles['field'] ?? ''}
    >
      <FieldFrame label={label} help={help} error={error}>
        <Input
          className={styles['input'] ?? ''}
          {...(placeholder === undefined ? {} : { placeholder })}
          {...(inputRef === undefined ? {} : { ref: inputRef })}
        />
      </FieldFrame>
    </AriaTextField>
  )
}

export type TextAreaProps = Omit<AriaTextFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> &
  FieldTexts & { readonly rows?: number; readonly inputRef?: RefAttributes<HTMLTextAreaElement>['ref'] }

/** A few lines of plain text. */
export function TextArea({ label, help, error, rows = 4, inputRef, ...rest }: TextAreaProps) {
  return (
    <AriaTextField
      {...rest}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className={styles['field'] ?? ''}
    >
      <FieldFrame label={label} help={help} error={error}>
        <AriaTextArea
          rows={rows}
          className={cx(styles['input'], styles['area'])}
          {...(inputRef === undefined ? {} : { ref: inputRef })}
        />
      </FieldFrame>
    </AriaTextField>
  )
}
