import type { ReactNode } from 'react'
import { Button, Disclosure as AriaDisclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { Chevron } from './marks.tsx'
import { VisuallyHidden } from './visually-hidden.tsx'
import styles from './disclosure.module.css'

type DisclosureProps = {
  readonly title: string
  /** What it is of, where several on a screen have the same title: heard with it, and seen from where it stands. */
  readonly of?: string
  /** Stands behind the title, such as a count. */
  readonly aside?: string
  readonly children: ReactNode
  readonly level?: 2 | 3 | 4
  readonly isExpanded?: boolean
  readonly onExpandedChange?: (expanded: boolean) => void
  readonly defaultExpanded?: boolean
}

/** A heading that opens and closes what is below it. */
export function Disclosure({ title, of, aside, children, level = 3, ...rest }: DisclosureProps) {
  return (
    <AriaDisclosure {...rest} className={styles['disclosure'] ?? ''}>
      <Heading level={level} className={styles['heading'] ?? ''}>
        <Button slot="trigger" className={styles['trigger'] ?? ''}>
          <span className={styles['arrow']}>
            <Chevron />
          </span>
          <span className={styles['title']}>
            {title}
            {of === undefined ? null : <VisuallyHidden>{of}</VisuallyHidden>}
          </span>
          {aside === undefined ? null : <span className={styles['aside']}>{aside}</span>}
        </Button>
      </Heading>
      <DisclosurePanel className={styles['panel'] ?? ''}>{children}</DisclosurePanel>
    </AriaDisclosure>
  )
}
