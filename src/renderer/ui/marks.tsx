import styles from './marks.module.css'

/*
 * The few signs that stand beside words. Drawn and not written, because not every machine has a letter for them; none
 * of them has a name of its own: the words beside it do.
 */

/** Points down; a thing that opens turns it. */
export function Chevron() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={styles['mark']}>
      <path d="m4 6.5 4 4 4-4" />
    </svg>
  )
}

export function Tick() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={styles['mark']}>
      <path d="m3 8.5 3.5 3.5L13 4.5" />
    </svg>
  )
}

export function Cross() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={styles['mark']}>
      <path d="m4 4 8 8M12 4l-8 8" />
    </svg>
  )
}

/** More can be done with it. */
export function Dots() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={styles['mark']}>
      <path d="M3 8h.01M8 8h.01M13 8h.01" />
    </svg>
  )
}
