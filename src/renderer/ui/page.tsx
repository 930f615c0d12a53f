import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './page.module.css'

/** A screen that scrolls as a whole, with the margins all screens have. */
export function Page({ children, isNarrow = false }: { readonly children: ReactNode; readonly isNarrow?: boolean }) {
  return (
    <div className={styles['around']}>
      <div className={styles['scroller']}>
        <div className={cx(styles['page'], isNarrow && styles['narrow'])}>{children}</div>
      </div>
    </div>
  )
}

type SectionProps = {
  readonly title: string
  /** Beside the title: a figure or a button. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** A part of a screen with a name of its own (a region, to a screen reader). */
export function Section({ title, aside, children }: SectionProps) {
  return (
    <section aria-label={title} className={styles['section']}>
      <div className={styles['sectionHead']}>
        <h2 tabIndex={-1} className={styles['sectionTitle']}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
