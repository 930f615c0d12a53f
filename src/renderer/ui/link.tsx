import type { ReactNode } from 'react'
import { Link as AriaLink, type LinkProps as AriaLinkProps } from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './link.module.css'

export type LinkProps = Omit<AriaLinkProps, 'className' | 'style' | 'children' | 'href'> & {
  readonly children: ReactNode
  /** A place in this window, beginning with `#`. What lies outside is opened by an explicit step, never by a link. */
  readonly href: `#${string}`
  readonly className?: string
}

export function Link({ className, ...rest }: LinkProps) {
  return <AriaLink {...rest} className={cx(styles['link'], className)} />
}
