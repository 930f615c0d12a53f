import type { ReactNode } from 'react'
import {
  Radio as AriaRadio,
  RadioGroup as AriaRadioGroup,
  type RadioGroupProps as AriaRadioGroupProps,
  type RadioProps as AriaRadioProps,
} from 'react-aria-components'
import styles from './choices.module.css'
import { cx } from './cx.ts'
import { FieldFrame, type FieldTexts } from './field-frame.tsx'

export type RadioProps = Omit<AriaRadioProps, 'className' | 'style' | 'children'> & { readonly children: ReactNode }

export function Radio({ children, ...rest }: RadioProps) {
  return (
    <AriaRadio {...rest} className={styles['option'] ?? ''}>
      <span className={cx(styles['mark'], styles['round'])} />
      <span className={styles['words']}>{children}</span>
    </AriaRadio>
  )
}

export type RadioGroupProps = Omit<AriaRadioGroupProps, 'className' | 'style' | 'children' | 'isInvalid'> &
  FieldTexts & { readonly children: ReactNode; readonly sideBySide?: boolean }

/** One of a list may be chosen. */
export function RadioGroup({ label, help, error, sideBySide = false, children, ...rest }: RadioGroupProps) {
  return (
    <AriaRadioGroup
      {...rest}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className={styles['group'] ?? ''}
    >
      <FieldFrame label={label} help={help} error={error}>
        <div className={styles['options']} data-side-by-side={sideBySide}>
          {children}
        </div>
      </FieldFrame>
    </AriaRadioGroup>
  )
}
