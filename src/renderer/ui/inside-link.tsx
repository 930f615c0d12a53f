import { type ReactNode, use } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { InsideLinksContext } from './inside-links.ts'
import styles from './outside-link.module.css'

/** A link in a text to a place inside the desk. */
export function InsideLink({ address, children }: { readonly address: string; readonly children: ReactNode }) {
  const follow = use(InsideLinksContext)
  if (follow === undefined) return <span>{children}</span>
  return (
    <AriaButton className={styles['link'] ?? ''} onPress={({ target }) => follow(address, target)}>
      {children}
    </AriaButton>
  )
}
