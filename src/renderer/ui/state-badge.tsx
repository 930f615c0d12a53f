import { cx } from './cx.ts'
import styles from './messages.module.css'

export type StateTone = 'plain' | 'active' | 'done' | 'attention' | 'problem'

/** Where something stands: always in words, the colour only helps. */
export function StateBadge({ tone, text }: { readonly tone: StateTone; readonly text: string }) {
  return <span className={cx(styles['badge'], styles[`badge-${tone}`])}>{text}</span>
}
