import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import styles from './button.module.css'
import { cx } from './cx.ts'

export type ButtonProps = Omit<AriaButtonProps, 'className' | 'style' | 'children'> & {
  readonly children: ReactNode
  /** One primary button on a screen at most; quiet ones look like text until they are pointed at. */
  readonly variant?: 'plain' | 'primary' | 'quiet' | 'danger'
  readonly size?: 'normal' | 'small' | 'large'
  readonly className?: string
}

export function Button({ variant = 'plain', size = 'normal', className, ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={cx(styles['button'], styles[variant], styles[size], className)} />
}
