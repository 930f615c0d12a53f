import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './messages.module.css'

type BannerProps = {
  /** `attention` needs the person, `problem` went wrong. */
  readonly tone?: 'plain' | 'attention' | 'problem'
  readonly children: ReactNode
  readonly action?: ReactNode
  /** Below the words: what is worked with, of which nobody should hear everything anew at each change. */
  readonly below?: ReactNode
}

/** A sentence about the whole of what is below it. Announced when it appears. */
export function Banner({ tone = 'plain', children, action, below }: BannerProps) {
  return (
    <div className={cx(styles['banner'], styles[tone])}>
      <div role={tone === 'problem' ? 'alert' : 'status'} className={styles['bannerText']}>
        {children}
      </div>
      {action}
      {below === undefined ? null : <div className={styles['bannerBelow']}>{below}</div>}
    </div>
  )
}
