import { useState } from 'react'
import { useStore } from 'zustand'
import type { DayTask, DayView } from '../../../shared/contract/desk-time.ts'
import { duration } from '../../format/amounts.ts'
import { dateToShort } from '../../format/dates.ts'
import { useNow, useResource, useServices, useToday } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { CorrectDialog } from './correct-dialog.tsx'
import { DayStrip } from './day-strip.tsx'
import { Happenings } from './happenings.tsx'
import styles from './day.module.css'

/** A key as React Aria gives it, which nobody else hears unless it is passed on. */
type StepKey = { readonly key: string; continuePropagation(): void }

/** One day: its strip, what happened on it, and the time of each task. */
export function DaySection() {
  const { timeLedger } = useServices()
  const { value } = useResource(timeLedger.day)
  const now = useNow()
  const today = useToday()
  const date = useStore(timeLedger.store, (state) => state.date) ?? today
  const isToday = date === today
  // With its day: a window that stands open over midnight shows another one, and what is being written is for this one.
  const [corrected, setCorrected] = useState<{ readonly taskId: string; readonly date: string }>()
  const correct = (taskId: string): void => setCorrected({ taskId, date })
  const day = value?.date === date ? value : undefined
  useActions('Time', [
    { id: 'before', name: 'The day before', run: () => timeLedger.go(-1) },
    ...(isToday
      ? []
      : [
          { id: 'after', name: 'The day after', run: () => timeLedger.go(1) },
          { id: 'today', name: 'Today', run: () => timeLedger.goToday() },
        ]),
    ...(day?.tasks ?? []).map(({ taskId, title }) => ({
      id: `correct-${taskId}`,
      name: `Correct the time of “${title}”`,
      also: 'minutes add take away move',
      run: () => correct(taskId),
    })),
  ])
  const workMs = day?.tasks.reduce((sum, task) => sum + task.workMs, 0) ?? 0
  /** With the focus on the steps, the arrow keys go on from day to day. */
  function step(event: StepKey): void {
    const days = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (days === undefined) event.continuePropagation()
    else timeLedger.go(days)
  }

  return (
    <Section
      title={isToday ? 'Today' : dateToShort(date, now)}
      aside={
        <div className={styles['aside']}>
          <fieldset aria-label="Day" className={styles['steps']}>
            <Button
              size="small"
              variant="quiet"
              aria-label="The day before"
              onPress={() => timeLedger.go(-1)}
              onKeyDown={step}
            >
              ‹
            </Button>
            <Button
              size="small"
              variant="quiet"
              aria-label="The day after"
              isDisabled={isToday}
              onPress={() => timeLedger.go(1)}
              onKeyDown={step}
            >
              ›
            </Button>
            {isToday ? null : (
              <Button size="small" variant="quiet" onPress={() => timeLedger.goToday()}>
                Today
              </Button>
            )}
          </fieldset>
          <span className={styles['total']}>{duration(workMs)}</span>
        </div>
      }
    >
      {day === undefined ? null : isEmpty(day) ? (
        <EmptyState title={isToday ? 'No time yet today.' : 'No time on this day.'}>
          {isToday
            ? 'The clock starts with the first sign of work in an open task, or by the button at the top right.'
            : 'Time that was worked without the clock can be added under a task of another day, by “Correct…”.'}
        </EmptyState>
      ) : (
        <>
          <DayStrip day={day} />
          <div className={styles['columns']}>
            <DayTasks tasks={day.tasks} onCorrect={correct} />
            <Happenings day={day} />
          </div>
        </>
      )}
      <CorrectDialog
        taskId={corrected?.taskId}
        date={corrected?.date ?? date}
        onClose={() => setCorrected(undefined)}
      />
    </Section>
  )
}

function isEmpty({ pieces, tasks, happenings }: DayView): boolean {
  return pieces.length === 0 && tasks.length === 0 && happenings.length === 0
}

type DayTasksProps = { readonly tasks: readonly DayTask[]; readonly onCorrect: (taskId: string) => void }

/** The tasks of the day with what counts, what it is made of, and the parts of each task. */
function DayTasks({ tasks, onCorrect }: DayTasksProps) {
  return (
    <table className={styles['tasks']}>
      <caption className={styles['caption']}>Tasks</caption>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">Counts</th>
          <th scope="col">
            <span className={styles['hidden']}>Correct</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <tr key={task.taskId}>
            <th scope="row">
              <Link href={`#/task/${task.taskId}`} className={styles['taskName'] ?? ''}>
                {task.title}
              </Link>
              <Parts words={partsToWords(task)} />
            </th>
            <td>{duration(task.workMs)}</td>
            <td>
              <Button
                size="small"
                variant="quiet"
                aria-label={`Correct the time of ${task.title}`}
                onPress={() => onCorrect(task.taskId)}
              >
                Correct…
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Parts({ words }: { readonly words: string }) {
  return words === '' ? null : <p className={styles['parts']}>{words}</p>
}

/** `Brief 12 min, Your plan 1 h 3 min. Kept 8 min. Not counted: 20 min idle.` Less than a minute is left out. */
function partsToWords({ sections, keptMs, idleMs, awayMs, correctedMs, measuredMs }: DayTask): string {
  const long = (ms: number): boolean => ms >= 60_000
  const isDivided = sections.some(({ section }) => section !== 'other')
  const parts = isDivided ? sections.filter(({ ms }) => long(ms)) : []
  const unpaid = [
    long(idleMs) ? `${duration(idleMs)} without a sign of work` : '',
    long(awayMs) ? `${duration(awayMs)} away` : '',
  ].filter((text) => text !== '')
  const said = [
    parts.map(({ label, ms }) => `${label} ${duration(ms)}`).join(', '),
    long(keptMs) ? `Kept by you ${duration(keptMs)}` : '',
    correctedMs === 0
      ? ''
      : `By the clock ${duration(measuredMs)}, corrected by ${correctedMs < 0 ? '−' : '+'}${duration(Math.abs(correctedMs))}`,
    unpaid.length === 0 ? '' : `Not counted: ${unpaid.join(', ')}`,
  ].filter((text) => text !== '')
  return said.length === 0 ? '' : `${said.join('. ')}.`
}
