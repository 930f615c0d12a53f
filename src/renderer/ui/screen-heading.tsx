import { type ReactNode, useEffect, useRef } from 'react'
import { cx } from './cx.ts'
import styles from './page.module.css'

type ScreenHeadingProps = {
  readonly children: ReactNode
  readonly className?: string
  /** All of it, where there may be room for its beginning only. */
  readonly whole?: string
  /** Set where the screen itself decides where focus goes. */
  readonly takesFocus?: boolean
}

/** The heading of a screen. It takes the focus when the screen appears, so that the change is heard and keys go here. */
export function ScreenHeading({ children, className, whole, takesFocus = true }: ScreenHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true })
  }, [takesFocus])
  return (
    <h1 ref={heading} dir="auto" tabIndex={-1} title={whole} className={cx(styles['heading'], className)}>
      {children}
    </h1>
  )
}
