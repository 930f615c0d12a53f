import { useId } from 'react'
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from 'react-aria-components'
import styles from './choices.module.css'
import { cx } from './cx.ts'

export type SwitchProps = Omit<AriaSwitchProps, 'className' | 'style' | 'children' | 'aria-label'> & {
  readonly label: string
  /** A sentence below the label; not part of the switch's name. */
  readonly note?: string
}

/** Something that is on or off, and takes effect at once. */
export function Switch({ label, note, ...rest }: SwitchProps) {
  const noteId = useId()
  return (
    <AriaSwitch
      {...rest}
      aria-label={label}
      {...(note === undefined ? {} : { 'aria-describedby': noteId })}
      className={cx(styles['option'], styles['switch'])}
    >
      <span className={styles['words']}>
        {label}
        {note === undefined ? null : (
          <span id={noteId} className={styles['note']}>
            {note}
          </span>
        )}
      </span>
      <span className={styles['track']}>
        <span className={styles['knob']} />
      </span>
    </AriaSwitch>
  )
}
