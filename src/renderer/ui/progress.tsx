import { cx } from './cx.ts'
import styles from './progress.module.css'

type ProgressProps = {
  /** What it is the progress of. */
  readonly label: string
  readonly done: number
  readonly all: number
  /** How far it is, in words, for who does not see the bar. */
  readonly words: string
  readonly className?: string | undefined
}

/** How far something has come. */
export function Progress({ label, done, all, words, className }: ProgressProps) {
  return (
    <progress
      aria-label={label}
      aria-valuetext={words}
      max={Math.max(1, all)}
      value={done}
      className={cx(styles['progress'], className)}
    />
  )
}
