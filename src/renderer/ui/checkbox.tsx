import type { ReactNode, RefObject } from 'react'
import {
  Checkbox as AriaCheckbox,
  CheckboxGroup as AriaCheckboxGroup,
  type CheckboxGroupProps as AriaCheckboxGroupProps,
  type CheckboxProps as AriaCheckboxProps,
} from 'react-aria-components'
import styles from './choices.module.css'
import { cx } from './cx.ts'
import { FieldFrame, type FieldTexts } from './field-frame.tsx'
import { Tick } from './marks.tsx'

export type CheckboxProps = Omit<AriaCheckboxProps, 'className' | 'style' | 'children'> & {
  readonly children: ReactNode
}

export function Checkbox({ children, ...rest }: CheckboxProps) {
  return (
    <AriaCheckbox {...rest} className={styles['option'] ?? ''}>
      <span className={cx(styles['mark'], styles['box'])}>
        <span className={styles['tick']}>
          <Tick />
        </span>
      </span>
      <span className={styles['words']}>{children}</span>
    </AriaCheckbox>
  )
}

export type CheckboxGroupProps = Omit<AriaCheckboxGroupProps, 'className' | 'style' | 'children' | 'isInvalid'> &
  FieldTexts & {
    readonly children: ReactNode
    /** What holds the boxes. */
    readonly optionsRef?: RefObject<HTMLDivElement | null>
  }

/** Several of a list may be chosen. */
export function CheckboxGroup({ label, help, error, children, optionsRef, ...rest }: CheckboxGroupProps) {
  return (
    <AriaCheckboxGroup
      {...rest}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className={styles['group'] ?? ''}
    >
      <FieldFrame label={label} help={help} error={error}>
        <div ref={optionsRef} className={styles['options']}>
          {children}
        </div>
      </FieldFrame>
    </AriaCheckboxGroup>
  )
}
