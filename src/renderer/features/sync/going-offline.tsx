import { useEffect, useState } from 'react'
import type { OfflinePlan, OfflineWish } from '../../../shared/contract/desk-offline.ts'
import { errorToText } from '../../client/error-text.ts'
import { bytes, count } from '../../format/amounts.ts'
import { planWords } from '../../format/carry.ts'
import { shortDate } from '../../format/dates.ts'
import { useNow, useResource, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { Link } from '../../ui/link.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import styles from './files.module.css'
import { TripStatus } from './trip-status.tsx'

const DAY = 86_400_000
const MEGABYTE = 1_000_000

/** “I will be offline for three days”: choose what to take along, fetch it, and see that nothing is missing. */
export function GoingOffline() {
  const { carry } = useServices()
  const { value: trip, problem } = useResource(carry.trip)
  useEffect(() => {
    document.title = 'Going offline – Understudy'
    return carry.watch()
  }, [carry])
  return (
    <Page>
      <Link href="#/sync" className={styles['back'] ?? ''}>
        ‹ Sync
      </Link>
      <ScreenHeading>Going offline</ScreenHeading>
      <div className={styles['stack']}>
        {problem === undefined ? null : <p>{problem}</p>}
        {trip === undefined ? null : trip.status === undefined ? <Wish /> : <TripStatus status={trip.status} />}
      </div>
    </Page>
  )
}

/** When, how much room, how many: and at once what that would be. */
function Wish() {
  const { desk, carry, toasts } = useServices()
  const now = useNow()
  const [back, setBack] = useState(() => localDay(now + 3 * DAY))
  const [room, setRoom] = useState(500)
  const [most, setMost] = useState(5)
  const [found, setFound] = useState<{ readonly key: string; readonly plan: OfflinePlan }>()
  const [isBusy, setBusy] = useState(false)
  const backBy = endOfDay(back)
  const isWhole = backBy !== undefined && backBy > now && room >= 0 && most >= 0
  const wish: OfflineWish | undefined = isWhole
    ? { backBy, roomBytes: Math.round(room * MEGABYTE), newTasks: Math.round(most) }
    : undefined
  const key = wish === undefined ? undefined : JSON.stringify(wish)

  // An answer to an older wish is no answer to this one.
  const plan = found !== undefined && found.key === key ? found.plan : undefined

  useEffect(() => {
    let isCurrent = true
    if (key === undefined) return undefined
    desk.offline.plan(JSON.parse(key) as OfflineWish).then(
      (answer) => {
        if (isCurrent) setFound({ key, plan: answer })
      },
      (error: unknown) => toasts.complain(errorToText(error)),
    )
    return () => {
      isCurrent = false
    }
  }, [desk, toasts, key])

  async function start(wanted: OfflineWish): Promise<void> {
    setBusy(true)
    try {
      carry.trip.put({ status: await desk.offline.start(wanted) })
    } catch (error) {
      toasts.complain(errorToText(error))
      setBusy(false)
    }
  }

  return (
    <>
      <p className={styles['note']}>
        Say when you will be back. The desk takes along what fits, asks the hub for the day, and proves that nothing is
        missing.
      </p>
      <div className={styles['form']}>
        <DateField
          label="Back on"
          value={back}
          onChange={setBack}
          error={backBy === undefined ? 'Say a day.' : backBy <= now ? 'This day is over.' : undefined}
        />
        <NumberField
          label="Room for files"
          unit="MB"
          value={room}
          minValue={0}
          maxValue={1_000_000}
          error={Number.isNaN(room) ? 'Say how much; 0 is a figure too.' : undefined}
          onChange={setRoom}
        />
        <NumberField
          label="New tasks, at most"
          value={most}
          minValue={0}
          maxValue={500}
          error={Number.isNaN(most) ? 'Say how many; 0 is a figure too.' : undefined}
          onChange={setMost}
        />
      </div>
      <div className={styles['go']}>
        <Button
          variant="primary"
          isDisabled={wish === undefined || plan === undefined || plan.tasks.length === 0 || isBusy}
          onPress={() => {
            if (wish !== undefined) void start(wish)
          }}
        >
          Take these along
        </Button>
        <output className={styles['note']}>{plan === undefined ? '' : planWords(plan)}</output>
      </div>
      {plan === undefined ? null : <Preview plan={plan} now={now} />}
    </>
  )
}

function Preview({ plan, now }: { readonly plan: OfflinePlan; readonly now: number }) {
  const { tasks, titles } = plan.noRoom
  return (
    <>
      {plan.tasks.length === 0 ? null : (
        <Section title="To take along">
          <ul className={styles['list']}>
            {plan.tasks.map((task) => (
              <li key={task.taskId} className={styles['file']}>
                <span className={styles['name']}>
                  {task.title}
                  <span className={styles['task']}>
                    {task.dueAt === undefined ? 'No day set' : `Due ${shortDate(task.dueAt, now)}`} ·{' '}
                    {task.bytes === 0 ? 'nothing to fetch' : `${bytes(task.bytes)} to fetch`}
                  </span>
                </span>
                <StateBadge tone={task.isNew ? 'active' : 'plain'} text={task.isNew ? 'Taken with this' : 'Yours'} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {tasks === 0 ? null : (
        <Section title="No room for">
          <p className={styles['note']}>
            {count(tasks, 'task', 'tasks')}: {titles.map((title) => `“${title}”`).join(', ')}
            {tasks > titles.length ? ' and others' : ''}.
          </p>
        </Section>
      )}
    </>
  )
}

/** YYYY-MM-DD where the reader is. */
function localDay(instant: number): string {
  const day = new Date(instant)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}

/** The last moment of a local day; undefined while it is no whole date. */
function endOfDay(date: string): number | undefined {
  const at = new Date(`${date}T23:59:59`).getTime()
  return Number.isNaN(at) ? undefined : at
}
