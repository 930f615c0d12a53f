import { useEffect, useState } from 'react'
import type { OfflineStatus, OfflineTask } from '../../../shared/contract/desk-offline.ts'
import { isLeaving } from '../../../shared/rules/task-states.ts'
import { errorToText } from '../../client/error-text.ts'
import { bytes, count } from '../../format/amounts.ts'
import { moment, shortDate } from '../../format/dates.ts'
import { useNow, useServices } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import styles from './files.module.css'

/** How the time offline stands: what is ready, and what is not, with the reason. */
export function TripStatus({ status }: { readonly status: OfflineStatus }) {
  const { desk, carry, toasts } = useServices()
  const now = useNow()
  const [isBusy, setBusy] = useState(false)
  const waits = status.tasks.filter(({ problems }) => problems.length > 0)
  const isToProve = waits.length === 0 && status.missing.files === 0 && status.proof === undefined

  async function tell(call: () => Promise<unknown>): Promise<void> {
    setBusy(true)
    try {
      await call()
    } catch (error) {
      toasts.complain(errorToText(error))
    }
    await carry.trip.refresh()
    setBusy(false)
  }

  useEffect(() => {
    // Everything has come: look at it once, without being asked.
    if (!isToProve) return
    desk.offline.prove({}).then(
      (proven) => carry.trip.put(proven),
      (error: unknown) => toasts.complain(errorToText(error)),
    )
  }, [desk, carry, toasts, isToProve])

  return (
    <>
      <Banner tone={status.isReady ? 'plain' : 'attention'}>{summary(status, waits.length)}</Banner>
      <p className={styles['note']}>
        Back on {shortDate(status.wish.backBy, now)}.{' '}
        {status.proof === undefined
          ? 'The files were not looked at yet.'
          : `${count(status.proof.files, 'file', 'files')} (${bytes(status.proof.bytes)}) read and held against their hashes ${moment(status.proof.at, now)}.`}
      </p>
      <div className={styles['go']}>
        <Button isDisabled={isBusy} onPress={() => void tell(() => desk.offline.prove({}))}>
          Check again
        </Button>
        <Button variant="quiet" isDisabled={isBusy} onPress={() => void tell(() => desk.offline.end({}))}>
          {status.wish.backBy < now ? 'I am back' : 'Plan anew'}
        </Button>
      </div>
      <Section title="What you take along">
        <ul className={styles['list']}>
          {status.tasks.map((task) => (
            <Task key={task.taskId} task={task} isProven={status.proof !== undefined} now={now} />
          ))}
        </ul>
      </Section>
    </>
  )
}

function summary({ isReady, missing, tasks }: OfflineStatus, waiting: number): string {
  if (isReady) {
    const ready = `You can go. ${count(tasks.length, 'task is', 'tasks are')} ready`
    const leaving = tasks.filter(({ state }) => isLeaving(state)).length
    if (leaving === 0) return `${ready}, and nothing needs the network.`
    return `${ready}; ${count(leaving, 'finished one is', 'finished ones are')} not at the hub yet.`
  }
  const parts = [
    ...(missing.files === 0
      ? []
      : [`${count(missing.files, 'file', 'files')} still to come (${bytes(missing.bytes)})`]),
    ...(waiting === 0 ? [] : [`${count(waiting, 'task is', 'tasks are')} not ready`]),
  ]
  return parts.length === 0 ? 'Not ready yet: the files are being checked.' : `Not ready yet: ${parts.join(', ')}.`
}

type TaskProps = { readonly task: OfflineTask; readonly isProven: boolean; readonly now: number }

function Task({ task, isProven, now }: TaskProps) {
  const isReady = task.problems.length === 0
  const state = isReady
    ? { tone: 'done' as const, text: isProven ? 'Ready' : 'Here' }
    : { tone: 'attention' as const, text: 'Not ready' }
  return (
    <li className={styles['file']}>
      <span className={styles['name']}>
        <Link href={`#/task/${task.taskId}`}>{task.title}</Link>
        {task.dueAt === undefined ? null : (
          <span className={styles['task']}>The hub expects it by {shortDate(task.dueAt, now)}</span>
        )}
        {[...task.problems, ...task.notes].map((text) => (
          <span key={text} className={styles['problem']}>
            {text}
          </span>
        ))}
      </span>
      <StateBadge {...state} />
    </li>
  )
}
