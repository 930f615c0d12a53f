import { lazy, Suspense, useState } from 'react'
import type { SpanView, TaskSpan } from '../../../shared/contract/desk-time.ts'
import { duration } from '../../format/amounts.ts'
import { dateToShort } from '../../format/dates.ts'
import { estimateHeight, planWeekChart, WEEK_HEIGHT, type WeekBy } from '../../format/week-chart.ts'
import { useNow, useResource, useServices, useToday } from '../../state/services.ts'
import { weekDates } from '../../state/time-ranges.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { SegmentedControl } from '../../ui/segmented-control.tsx'
import { Wide } from '../../ui/wide.tsx'
import figures from './figures.module.css'
import styles from './week.module.css'

// The library that draws them is larger than the rest of the screen.
const WeekChart = lazy(async () => ({ default: (await import('./charts.tsx')).WeekChart }))
const EstimateChart = lazy(async () => ({ default: (await import('./charts.tsx')).EstimateChart }))

const ways = [
  { key: 'programme', label: 'By programme' },
  { key: 'task', label: 'By task' },
] as const

/** The week of the chosen day: its days by programme or task, what was expected, and where the time stands. */
export function WeekSection() {
  const { timeLedger } = useServices()
  const { value: week } = useResource(timeLedger.week)
  const [by, setBy] = useState<WeekBy>('programme')
  const now = useNow()
  const today = useToday()
  if (week === undefined) return null
  const title = weekDates(week.first).includes(today)
    ? 'This week'
    : `${dateToShort(week.first, now)} to ${dateToShort(week.last, now)}`
  return (
    <>
      <Section title={title} aside={<span className={styles['total']}>{duration(week.workMs)}</span>}>
        {week.tasks.length === 0 ? (
          <EmptyState title="No time in this week." />
        ) : (
          <>
            <div className={styles['head']}>
              <SegmentedControl label="Colours" segments={ways} value={by} onChange={setBy} />
            </div>
            <Suspense fallback={<Undrawn height={WEEK_HEIGHT} />}>
              <WeekChart plan={planWeekChart(week, by)} label={`Working time by day and ${by}`} />
            </Suspense>
            <Disclosure title="As a table" of={`of working time by day and ${by}`}>
              <WeekTable week={week} />
            </Disclosure>
          </>
        )}
      </Section>
      {week.tasks.length === 0 ? null : (
        <>
          <Estimates tasks={week.tasks} />
          <Standing tasks={week.tasks} />
        </>
      )}
    </>
  )
}

/** As high as the drawing and the line below it, so that nothing moves when they come. */
function Undrawn({ height }: { readonly height: number }) {
  return <div className={styles['undrawn']} style={{ height }} />
}

function WeekTable({ week }: { readonly week: SpanView }) {
  const dates = weekDates(week.first)
  const now = useNow()
  return (
    <Wide>
      <table className={figures['table']}>
        <caption>Working time of the week by task and day</caption>
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">Programme</th>
            {dates.map((date) => (
              <th key={date} scope="col">
                {dateToShort(date, now)}
              </th>
            ))}
            <th scope="col">Week</th>
          </tr>
        </thead>
        <tbody>
          {week.tasks.map((task) => (
            <tr key={task.taskId}>
              <th scope="row">{task.title}</th>
              <td>{task.programme}</td>
              {dates.map((date) => {
                const ms = task.days.find((day) => day.date === date)?.workMs ?? 0
                return <td key={date}>{ms === 0 ? '–' : duration(ms)}</td>
              })}
              <td>{duration(task.workMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}

/** What a task was thought to take, and what it took: of all its time, not only of this week's. */
function Estimates({ tasks }: { readonly tasks: readonly TaskSpan[] }) {
  const known = tasks.filter((task) => (task.estimateMs ?? 0) > 0)
  if (known.length === 0) return null
  const drawn = known.slice(0, 12)
  return (
    <Section title="Estimate against time taken">
      <p className={styles['note']}>All the time of each task of this week, whenever it was.</p>
      <Suspense fallback={<Undrawn height={estimateHeight(drawn.length)} />}>
        <EstimateChart tasks={drawn} label="Estimate and time taken by task" />
      </Suspense>
      <Disclosure title="As a table" of="of estimate and time taken by task">
        <Wide>
          <table className={figures['table']}>
            <caption>Estimate and time taken by task</caption>
            <thead>
              <tr>
                <th scope="col">Task</th>
                <th scope="col">Estimate</th>
                <th scope="col">Taken</th>
                <th scope="col">At most paid</th>
                <th scope="col">Beyond it</th>
              </tr>
            </thead>
            <tbody>
              {known.map((task) => (
                <tr key={task.taskId}>
                  <th scope="row">{task.title}</th>
                  <td>{duration(task.estimateMs ?? 0)}</td>
                  <td>{duration(task.totalMs)}</td>
                  <td>{task.capMs === undefined ? '–' : duration(task.capMs)}</td>
                  <td>{task.beyondMs === 0 ? '–' : duration(task.beyondMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      </Disclosure>
    </Section>
  )
}

/** Under what the time stands. Time that may stay unpaid is not left out; it has its own heading and its reason. */
function Standing({ tasks }: { readonly tasks: readonly TaskSpan[] }) {
  const groups = [...Map.groupBy(tasks, ({ heading }) => heading)]
  return (
    <Section title="Where the time stands">
      <ul className={styles['standing']}>
        {groups.map(([heading, own]) => {
          const reasons = new Set(own.map(({ reason }) => reason))
          return (
            <li key={heading}>
              <h3>
                {heading}{' '}
                <span className={styles['sum']}>{duration(own.reduce((sum, { workMs }) => sum + workMs, 0))}</span>
              </h3>
              {reasons.size === 1 ? <p>{own[0]?.reason}</p> : null}
              <ul>
                {own.map((task) => (
                  <li key={task.taskId}>
                    <Link href={`#/task/${task.taskId}`}>{task.title}</Link> {duration(task.workMs)}
                    {task.beyondMs === 0 ? '' : `, ${duration(task.beyondMs)} beyond what is paid`}
                    {reasons.size === 1 || task.reason === '' ? '' : `. ${task.reason}`}
                  </li>
                ))}
              </ul>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
