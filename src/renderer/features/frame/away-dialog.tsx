import { useId } from 'react'
import { useStore } from 'zustand'
import { duration } from '../../format/amounts.ts'
import { timeOfDay } from '../../format/dates.ts'
import { useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import styles from './away-dialog.module.css'

/**
 * Asks what idle time was. It stands beside the work and never takes the caret; without an answer the time does not
 * count, and it can wait.
 */
export function AwayDialog() {
  const { clock } = useServices()
  const question = useStore(clock.store, ({ time }) => time?.question)
  const titleId = useId()
  const textId = useId()
  if (question === undefined) return null
  return (
    // Open from the start and not by `showModal`: so it lies beside the page and leaves the caret where it is.
    <dialog open aria-labelledby={titleId} aria-describedby={textId} data-part="away" className={styles['away']}>
      {/* Heard without being gone to. */}
      <output>
        <h2 id={titleId} className={styles['title']}>
          {question.kind === 'crash' ? 'Understudy ended without warning' : 'You were away'}
        </h2>
        <p id={textId} className={styles['text']}>
          From {timeOfDay(question.from)} to {timeOfDay(question.to)} (
          {question.ms < 60_000 ? 'less than a minute' : duration(question.ms)}){' '}
          {question.kind === 'crash'
            ? `the clock for “${question.title}” could not run. Did you go on working?`
            : `there was no sign of work on “${question.title}”. Thinking, reading on paper and telephoning are work too.`}
        </p>
      </output>
      <div className={styles['buttons']}>
        <Button size="small" onPress={() => void clock.answer('drop')}>
          Do not count it
        </Button>
        <Button size="small" variant="primary" onPress={() => void clock.answer('keep')}>
          Count it as work
        </Button>
      </div>
    </dialog>
  )
}
