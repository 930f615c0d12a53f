import { type ReactNode, useState } from 'react'
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

export function Button(props: ButtonProps) {
  const { variant = 'plain', size = 'normal', className, isDisabled = false, onFocusChange, ...rest } = props
  const [isFocused, setFocused] = useState(false)
  // A button that its own press disables would drop the focus to nowhere: until one leaves it, it only does nothing. It is
  // not said to be pending, which would be read out.
  const isHeld = isDisabled && isFocused
  const held: AriaButtonProps = isHeld ? { 'aria-disabled': true, onPress: () => undefined, type: 'button' } : {}
  return (
    <AriaButton
      {...rest}
      {...held}
      isDisabled={isDisabled && !isHeld}
      onFocusChange={(is) => {
        setFocused(is)
        onFocusChange?.(is)
      }}
      className={cx(styles['button'], styles[variant], styles[size], isHeld && styles['held'], className)}
    />
  )
}
