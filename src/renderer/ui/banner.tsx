import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './messages.module.css'

type BannerProps = {
  /** `attention` needs the person, `problem` went wrong. */
  readonly tone?: 'plain' | 'attention' | 'problem'
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** A sentence about the whole of what is below it. Announced when it appears. */
export function Banner({ tone = 'plain', children, action }: BannerProps) {
  return (
    <div role={tone === 'problem' ? 'alert' : 'status'} className={cx(styles['banner'], styles[tone])}>
      <div className={styles['bannerText']}>{children}</div>
      {action}
    </div>
  )
}
