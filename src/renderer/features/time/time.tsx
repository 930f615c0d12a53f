import { useEffect, useState } from 'react'
import type { TimeReportRow } from '../../../shared/contract/desk-views.ts'
import { duration } from '../../format/amounts.ts'
import { dateToShort } from '../../format/dates.ts'
import { type TaskTime, timeByDay, timeByTask, totalMs, uncounted } from '../../format/time-tables.ts'
import { useNow, useResource, useServices } from '../../state/services.ts'
import { toDate, weekOf } from '../../state/time-ranges.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { BarTable } from './bar-table.tsx'
import { Export } from './export.tsx'
import styles from './time.module.css'

const SHOWN = 7

/** Where the hours went, and how they become a timesheet. */
export function Time() {
  const { timeReport } = useServices()
  const { value, problem } = useResource(timeReport.week)
  useEffect(() => {
    document.title = 'Time – Understudy'
    return timeReport.watch()
  }, [timeReport])

  const now = useNow()
  const today = toDate(now)
  const rows = value?.rows ?? []
  const todayRows = rows.filter((row) => row.date === today)
  const byTask = timeByTask(rows)
  return (
    <Page>
      <ScreenHeading>Time</ScreenHeading>
      {problem === undefined ? null : <Banner tone="problem">{problem}</Banner>}
      {value === undefined ? null : (
        <>
          <Section title="Today" aside={<Total ms={totalMs(todayRows)} />}>
            {todayRows.length === 0 ? (
              <EmptyState title="No time yet today.">
                The clock starts with the first sign of work in an open task, or by the button at the top right.
              </EmptyState>
            ) : (
              <>
                <BarTable
                  caption="Time today by task"
                  what="Task"
                  rows={timeByTask(todayRows).map(({ taskId, title, workMs }) => ({
                    key: taskId,
                    name: <Link href={`#/task/${taskId}`}>{title}</Link>,
                    ms: workMs,
                  }))}
                />
                <Uncounted rows={todayRows} />
              </>
            )}
          </Section>
          <Section title="This week" aside={<Total ms={value.workMs} />}>
            <div className={styles['week']}>
              <BarTable
                caption="Time this week by day"
                what="Day"
                hasShortNames
                rows={timeByDay(rows, weekDates(now)).map(({ date, workMs }) => ({
                  key: date,
                  name: dateToShort(date, now),
                  ms: workMs,
                  isStrong: date === today,
                }))}
              />
              {byTask.length === 0 ? null : <ByTask tasks={byTask} />}
            </div>
            <Uncounted rows={rows} />
          </Section>
        </>
      )}
      <Export />
    </Page>
  )
}

/** The longest first; the many short ones only when asked for. */
function ByTask({ tasks }: { readonly tasks: readonly TaskTime[] }) {
  const [showsAll, setShowsAll] = useState(false)
  const shown = showsAll || tasks.length <= SHOWN + 2 ? tasks : tasks.slice(0, SHOWN)
  const rest = tasks.slice(shown.length)
  return (
    <div>
      <BarTable
        caption="Time this week by task"
        what="Task"
        rows={shown.map(({ taskId, title, workMs }) => ({
          key: taskId,
          name: <Link href={`#/task/${taskId}`}>{title}</Link>,
          ms: workMs,
        }))}
      />
      {rest.length === 0 ? null : (
        <Button variant="quiet" size="small" onPress={() => setShowsAll(true)} className={styles['rest'] ?? ''}>
          {rest.length} more tasks, {duration(totalMs(rest))}
        </Button>
      )}
    </div>
  )
}

function Total({ ms }: { readonly ms: number }) {
  return <span className={styles['total']}>{duration(ms)}</span>
}

/** Never hidden: what the clock saw and did not count. */
function Uncounted({ rows }: { readonly rows: readonly TimeReportRow[] }) {
  const { idleMs, awayMs } = uncounted(rows)
  const parts = [
    idleMs >= 60_000 ? `${duration(idleMs)} without a sign of work` : undefined,
    awayMs >= 60_000 ? `${duration(awayMs)} with the computer asleep or locked` : undefined,
  ].filter((part) => part !== undefined)
  if (parts.length === 0) return null
  return <p className={styles['uncounted']}>Not counted: {parts.join(', ')}.</p>
}

/** The seven local dates of this week. */
function weekDates(now: number): string[] {
  const { from } = weekOf(now)
  const monday = new Date(from)
  return Array.from({ length: 7 }, (_, i) =>
    toDate(new Date(monday.getFullYear(), monday.getMonth(), monday.getDate() + i).getTime()),
  )
}
