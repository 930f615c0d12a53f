import styles from './fields.module.css'

type LabelAndHelpProps = {
  readonly label: string
  readonly help: string | undefined
  /** By which what is written in names them. */
  readonly labelId?: string
  readonly helpId?: string
}

/** What a part of the work is called, and what is asked for in it. */
export function LabelAndHelp({ label, help, labelId, helpId }: LabelAndHelpProps) {
  return (
    <>
      <h3 id={labelId} className={styles['label']}>
        {label}
      </h3>
      {help === undefined ? null : (
        <p id={helpId} className={styles['help']}>
          {help}
        </p>
      )}
    </>
  )
}
