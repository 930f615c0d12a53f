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
import { LaneAction, type LaneActionProps } from './lane-action.tsx'
import styles from './sync.module.css'

type WaitingListProps = Omit<LaneActionProps, 'lane'> & { readonly lanes: readonly LaneView[] }

/** What the hub has not got yet, task by task: first what does not go on without the person. */
export function WaitingList({ lanes, ...rest }: WaitingListProps) {
  const { desk } = useServices()
  const held = lanes.filter((lane) => lane.state === 'quarantined')
  const waiting = lanes.filter((lane) => lane.state !== 'quarantined')
  const again =
    held.length < 2 ? null : (
      <Button size="small" variant="quiet" onPress={() => void rest.onTell(desk.sync.retryAll({}))}>
        Try all again
      </Button>
    )
  return (
    <>
      {held.length === 0 ? null : (
        <Section title="Needs you" aside={again}>
          <Lanes lanes={held} {...rest} />
        </Section>
      )}
      <Section title="Waiting">
        {waiting.length === 0 ? (
          <EmptyState title={held.length === 0 ? 'Nothing waits.' : 'Nothing else waits.'}>
            What you finish while there is no network stands here until the hub has it.
          </EmptyState>
        ) : (
          <Lanes lanes={waiting} {...rest} />
        )}
      </Section>
    </>
  )
}

function Lanes({ lanes, ...rest }: WaitingListProps) {
  return (
    <ul>
      {lanes.map((lane) => (
        <Lane key={lane.id} lane={lane} {...rest} />
      ))}
    </ul>
  )
}

function Lane(props: LaneActionProps) {
  const { lane } = props
  const now = useNow()
  const state: StateWords = lane.sample
    ? { text: 'Sample, stays here', tone: 'plain' }
    : lane.reason?.action === 'sign-in'
      ? { text: 'Waits for you to sign in', tone: 'attention' }
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
      {lane.reason === undefined ? null : (
        <div className={styles['way']}>
          <p className={styles['reason']}>{lane.reason.text}</p>
          <span className={styles['end']}>
            <LaneAction {...props} />
          </span>
        </div>
      )}
    </li>
  )
}
