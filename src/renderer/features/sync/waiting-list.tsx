import type { LaneFiles } from '../../../shared/contract/desk-offline.ts'
import type { LaneView } from '../../../shared/contract/desk-views.ts'
import { bytes, count } from '../../format/amounts.ts'
import { laneFilesStanding, laneFilesWords } from '../../format/carry.ts'
import { moment } from '../../format/dates.ts'
import { laneStateWords, laneWords, type StateWords } from '../../format/states.ts'
import { useNow, useResource, useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { ShownPart } from '../../ui/shown-part.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { LaneAction, type LaneActionProps } from './lane-action.tsx'
import styles from './sync.module.css'

/** After weeks without a network there may be thousands, and each that goes out draws them all anew. */
const SHOWN = 100

type WaitingListProps = Omit<LaneActionProps, 'lane'> & { readonly lanes: readonly LaneView[] }

/** What the hub has not got yet, task by task: first what does not go on without the person. */
export function WaitingList({ lanes, ...rest }: WaitingListProps) {
  const { desk } = useServices()
  const held = lanes.filter((lane) => lane.state === 'quarantined')
  const waiting = lanes.filter((lane) => lane.state !== 'quarantined')
  const tryAll = (): void => void rest.onTell(desk.sync.retryAll({}))
  useActions('Sync', [
    ...(held.length < 2 ? [] : [{ id: 'retry-all', name: 'Try all again', also: 'retry', run: tryAll }]),
    // The hub may have refused several things of one task, which are tried again together.
    ...[...new Map(held.map(({ taskId, title }) => [taskId, title]))].map(([taskId, title]) => ({
      id: `retry-${taskId}`,
      name: `Try again: “${title}”`,
      run: () => void rest.onTell(desk.sync.retry({ taskId })),
    })),
  ])
  const again =
    held.length < 2 ? null : (
      <Button size="small" variant="quiet" onPress={tryAll}>
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
  const { carry } = useServices()
  const { value } = useResource(carry.overview)
  const files = new Map(value?.lanes.map((one) => [one.id, one]))
  return (
    <ShownPart
      items={lanes}
      step={SHOWN}
      itemKey={({ id }) => id}
      className={styles['lane']}
      more={(left) => `Show more (${count(left, 'other', 'others')})`}
      renderRow={(lane) => <Lane lane={lane} files={files.get(lane.id)} {...rest} />}
    />
  )
}

/** @param files how far its files are, where it waits for them */
function Lane({ files, ...props }: LaneActionProps & { readonly files: LaneFiles | undefined }) {
  const { lane } = props
  const { overview } = useServices()
  const isOffline = useResource(overview).value?.workOffline === true
  const now = useNow()
  // How far they are says more than that they are missing.
  const reason = files !== undefined && lane.reason?.code === 'files-missing' ? undefined : lane.reason
  return (
    <>
      <div className={styles['laneName']}>
        <Link href={`#/task/${lane.taskId}`} dir="auto" className={styles['laneTitle'] ?? ''}>
          {lane.title}
        </Link>
        <div className={styles['note']}>
          {laneWords(lane.kind)} {moment(lane.since, now)}
          {lane.attempts > 1 ? ` · tried ${lane.attempts} times` : ''}
        </div>
      </div>
      <StateBadge {...stateOf(lane, files, now, isOffline)} />
      <span className={styles['figure']}>{bytes(lane.bytes + (files?.bytes ?? 0))}</span>
      {files === undefined ? null : <FilesProgress title={lane.title} files={files} hasReason={reason !== undefined} />}
      {reason === undefined ? null : (
        <div className={styles['way']}>
          <p className={styles['reason']}>{reason.text}</p>
          <span className={styles['end']}>
            <LaneAction {...props} />
          </span>
        </div>
      )}
    </>
  )
}

function stateOf(lane: LaneView, files: LaneFiles | undefined, now: number, isOffline: boolean): StateWords {
  if (lane.sample) return { text: 'Sample, stays here', tone: 'plain' }
  if (lane.reason?.action === 'sign-in') return { text: 'Waits for you to sign in', tone: 'attention' }
  if (files !== undefined) return laneFilesStanding(files)
  if (!isOffline && lane.state === 'later' && lane.nextAttemptAt !== undefined) {
    return { text: `Next try ${moment(lane.nextAttemptAt, now)}`, tone: 'plain' }
  }
  return laneStateWords(lane.state, isOffline)
}

type FilesProgressProps = { readonly title: string; readonly files: LaneFiles; readonly hasReason: boolean }

function FilesProgress({ title, files, hasReason }: FilesProgressProps) {
  const words = laneFilesWords(files)
  const { note } = laneFilesStanding(files)
  return (
    <div className={styles['files']}>
      <Progress
        label={`Files of ${title}`}
        done={files.done}
        all={files.bytes}
        words={words}
        className={styles['filesBar']}
      />
      <span className={styles['filesWords']}>{words}</span>
      {note === undefined || hasReason ? null : <span className={styles['note']}>{note}</span>}
    </div>
  )
}
