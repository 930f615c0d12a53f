import type { DayView } from '../../../shared/contract/desk-time.ts'
import { happeningToWords, localClock } from '../../format/time-words.ts'
import styles from './day.module.css'

/** What happened on the day, in plain words: starts and stops, sleep, locks, changed clocks, crashes, corrections. */
export function Happenings({ day }: { readonly day: DayView }) {
  const titles = new Map(day.tasks.map(({ taskId, title }) => [taskId, title]))
  const titleOf = (taskId: string): string => titles.get(taskId) ?? 'another task'
  return (
    <section aria-label="What happened">
      <h3 className={styles['caption']}>What happened</h3>
      <ol className={styles['happenings']}>
        {day.happenings.map((happening) => (
          <li key={happening.seq} data-kind={happening.what.kind}>
            <span className={styles['when']}>{localClock(happening.at, happening.offsetMinutes)}</span>
            <span>
              {happeningToWords(happening, titleOf)}
              {titles.size > 1 && isNamed(happening.what.kind) ? (
                <span className={styles['ofTask']}> {titles.get(happening.taskId)}</span>
              ) : null}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What begins with a start belongs to its task until the stop; to name it once is enough. */
function isNamed(kind: string): boolean {
  return kind === 'started' || kind === 'corrected'
}
