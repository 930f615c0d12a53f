import type { BatchReadiness, CarriedFile, CarryOverview } from '../../../shared/contract/desk-offline.ts'
import { bytes, count } from '../../format/amounts.ts'
import { fileStateWords, readinessWords, wayWords } from '../../format/carry.ts'
import { moment } from '../../format/dates.ts'
import { useNow, useResource, useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Switch } from '../../ui/switch.tsx'
import styles from './files.module.css'
import type { LaneActionProps } from './lane-action.tsx'

const noFiles = { files: 0, bytes: 0 }

type Tell = { readonly onTell: LaneActionProps['onTell'] }

/** Files on their way in both directions, the choice about large ones, and what is wholly here. */
export function FilesSection({ onTell }: Tell) {
  const { carry, desk } = useServices()
  const { value: overview } = useResource(carry.overview)
  const { value: batches } = useResource(carry.batches)
  const { value: spare = noFiles } = useResource(carry.spare)
  const letGo = (): void => void onTell(desk.carry.letGo({}))
  const makeRoom = (): void => void onTell(desk.carry.makeRoom({}).then(() => carry.spare.refresh()))
  const isHeld = overview !== undefined && overview.held.files > 0
  const isSpare = spare.files > 0
  useActions('Sync', [
    ...(isHeld ? [{ id: 'let-go', name: 'Send and fetch the large files now', also: 'metered', run: letGo }] : []),
    ...(isSpare ? [{ id: 'make-room', name: 'Make room', also: 'files disk space delete', run: makeRoom }] : []),
  ])
  if (overview === undefined || batches === undefined) return null
  const { settings, held } = overview
  return (
    <Section
      title="Files"
      aside={
        <Link href="#/offline" className={styles['away'] ?? ''}>
          Going offline…
        </Link>
      }
    >
      <div className={styles['stack']}>
        <Ways overview={overview} />
        {held.files === 0 ? null : (
          <Banner
            tone="attention"
            action={
              <Button size="small" onPress={letGo}>
                Send and fetch them now
              </Button>
            }
          >
            {count(held.files, 'large file waits', 'large files wait')} for your word ({bytes(held.bytes)}).
          </Banner>
        )}
        <FileList files={overview.files.filter(({ state }) => state !== 'waiting').slice(0, 8)} />
        <Switch
          label="This link is metered"
          note={`Files above ${bytes(settings.holdAbove)} wait until you say so. Everything else goes on.`}
          isSelected={settings.metered}
          onChange={(metered) => {
            carry.overview.put({ ...overview, settings: { ...settings, metered } })
            void onTell(desk.carry.saveSettings({ metered }))
          }}
        />
        {batches.length === 0 ? null : <Batches batches={batches} />}
        {spare.files === 0 ? null : (
          <p className={styles['spare']}>
            {count(spare.files, 'file', 'files')} of finished tasks ({bytes(spare.bytes)}) could go from this computer.
            <Button size="small" variant="quiet" onPress={makeRoom}>
              Make room
            </Button>
          </p>
        )}
      </div>
    </Section>
  )
}

function Ways({ overview: { up, down } }: { readonly overview: CarryOverview }) {
  const [goesUp, comesDown] = [wayWords(up), wayWords(down)]
  if (goesUp === undefined && comesDown === undefined) {
    return <p className={styles['note']}>All files are where they belong.</p>
  }
  return (
    <div className={styles['ways']}>
      {goesUp === undefined ? null : <Way name="To send" words={goesUp} way={up} />}
      {comesDown === undefined ? null : <Way name="To fetch" words={comesDown} way={down} />}
    </div>
  )
}

type WayProps = { readonly name: string; readonly words: string; readonly way: CarryOverview['up'] }

function Way({ name, words, way }: WayProps) {
  return (
    <div className={styles['way']}>
      <span>{name}</span>
      <Progress label={name} done={way.done} all={way.bytes} words={words} />
      <span className={styles['figure']}>{words}</span>
    </div>
  )
}

function FileList({ files }: { readonly files: readonly CarriedFile[] }) {
  const now = useNow()
  if (files.length === 0) return null
  return (
    <ul className={styles['list']}>
      {files.map((file) => (
        <li key={`${file.direction} ${file.sha256} ${file.taskId}`} className={styles['file']}>
          <span className={styles['name']}>
            {file.name}
            <Link href={`#/task/${file.taskId}`} className={styles['task'] ?? ''}>
              {file.taskTitle}
            </Link>
          </span>
          <span className={styles['figure']}>{fileStateWords(file)}</span>
          {file.reason === undefined ? null : (
            <span className={styles['reason']}>
              {file.reason}
              {file.nextAttemptAt === undefined ? '' : ` Asked for again ${moment(file.nextAttemptAt, now)}.`}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

function Batches({ batches }: { readonly batches: readonly BatchReadiness[] }) {
  const ready = batches.filter(({ missing }) => missing.files === 0).length
  return (
    <Disclosure
      title={`Batches on this computer: ${ready === batches.length ? 'all' : `${ready} of ${batches.length}`} ready for offline`}
    >
      <ul className={styles['list']}>
        {batches.map((batch) => (
          <li key={batch.batchId} className={styles['file']}>
            <span className={styles['name']}>
              {batch.title}
              <span className={styles['task']}>
                {batch.programme} · {count(batch.tasks, 'task', 'tasks')} · {bytes(batch.bytes)}
              </span>
            </span>
            <StateBadge tone={batch.missing.files === 0 ? 'done' : 'plain'} text={readinessWords(batch)} />
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}
