import type { LaneView } from '../../../shared/contract/desk-views.ts'
import { bytes } from '../../format/amounts.ts'
import { moment } from '../../format/dates.ts'
import { laneStateWords, laneWords, type StateWords } from '../../format/states.ts'
import { useNow, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import styles from './sync.module.css'

type WaitingListProps = {
  readonly lanes: readonly LaneView[]
  readonly hasHub: boolean
  readonly onTell: (call: Promise<unknown>) => Promise<void>
}

/** What the hub has not got yet, task by task. */
export function WaitingList({ lanes, hasHub, onTell }: WaitingListProps) {
  return (
    <Section title="Waiting">
      {lanes.length === 0 ? (
        <EmptyState title="Nothing waits.">
          What you finish while there is no network stands here until the hub has it.
        </EmptyState>
      ) : (
        <ul>
          {lanes.map((lane) => (
            <Lane key={`${lane.taskId} ${lane.kind} ${lane.since}`} lane={lane} hasHub={hasHub} onTell={onTell} />
          ))}
        </ul>
      )}
    </Section>
  )
}

type LaneProps = Omit<WaitingListProps, 'lanes'> & { readonly lane: LaneView }

function Lane({ lane, hasHub, onTell }: LaneProps) {
  const now = useNow()
  const state: StateWords = lane.sample
    ? { text: 'Sample, stays here', tone: 'plain' }
    : lane.state === 'later' && lane.nextAttemptAt !== undefined
      ? { text: `Next try ${moment(lane.nextAttemptAt, now)}`, tone: 'plain' }
      : laneStateWords(lane.state)
  return (
    <li className={styles['lane']}>
      <div className={styles['laneName']}>
        <Link href={`#/task/${lane.taskId}`} className={styles['laneTitle'] ?? ''}>
          {lane.title}
        </Link>
        <div className={styles['note']}>
          {laneWords(lane.kind)} {moment(lane.since, now)}
          {lane.attempts > 1 ? ` · tried ${lane.attempts} times` : ''}
        </div>
      </div>
      <StateBadge {...state} />
      <span className={styles['figure']}>{bytes(lane.bytes)}</span>
      <span className={styles['end']}>
        <LaneAction lane={lane} hasHub={hasHub} onTell={onTell} />
      </span>
      {lane.reason === undefined ? null : <p className={styles['reason']}>{lane.reason.text}</p>}
    </li>
  )
}

/** The one thing that helps. */
function LaneAction({ lane, onTell }: LaneProps) {
  const { desk, navigation } = useServices()
  const { taskId } = lane
  switch (lane.reason?.action) {
    case 'retry':
      return (
        <Button size="small" onPress={() => void onTell(desk.sync.retry({ taskId }))}>
          Try again
        </Button>
      )
    case 'edit':
      return (
        <Button
          size="small"
          onPress={() => {
            void onTell(desk.work.revise({ taskId })).then(() => navigation.go({ screen: 'task', taskId }))
          }}
        >
          Open and mend
        </Button>
      )
    case 'sign-in':
      return (
        <Button size="small" onPress={() => navigation.go({ screen: 'settings' })}>
          Sign in again
        </Button>
      )
    case 'update':
    case 'wait':
    case undefined:
      return null
  }
}
