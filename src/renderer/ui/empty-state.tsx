import type { ReactNode } from 'react'
import styles from './messages.module.css'

type EmptyStateProps = {
  /** What is not there. */
  readonly title: string
  /** What will come, and what one can do now. */
  readonly children?: ReactNode
  readonly action?: ReactNode
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className={styles['empty']}>
      <p className={styles['emptyTitle']}>{title}</p>
      {children === undefined ? null : <div className={styles['emptyText']}>{children}</div>}
      {action === undefined || action === null ? null : <div className={styles['emptyAction']}>{action}</div>}
    </div>
  )
}
