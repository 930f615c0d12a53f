import { useState } from 'react'
import type { BackupView } from '../../../shared/contract/desk-backup.ts'
import { errorToText } from '../../client/error-text.ts'
import { bytes } from '../../format/amounts.ts'
import { ago, moment } from '../../format/dates.ts'
import { useNow, useResource, useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Section } from '../../ui/page.tsx'
import styles from './settings.module.css'

const kinds: Record<BackupView['kind'], string> = {
  daily: 'After a day’s work',
  hand: 'Made by you',
  update: 'Before an update',
  aside: 'Set aside when another was put back',
}

/** How sound the store is, its copies, and the way back to one of them. */
export function Backups() {
  const { desk, backups, toasts } = useServices()
  const { value } = useResource(backups)
  const now = useNow()
  const [isBusy, setIsBusy] = useState(false)
  const [chosen, setChosen] = useState<BackupView>()
  useActions(
    'Settings',
    (value?.backups ?? []).map((backup) => ({
      id: `put-back-${backup.id}`,
      name: `Put back the backup of ${moment(backup.at, now)}`,
      also: 'restore',
      run: () => setChosen(backup),
    })),
  )

  async function make(): Promise<void> {
    setIsBusy(true)
    try {
      const made = await desk.backup.make({})
      toasts.say(`Backed up, ${bytes(made.bytes)}.`)
    } catch (error) {
      toasts.complain(errorToText(error))
    } finally {
      setIsBusy(false)
      void backups.refresh()
    }
  }

  return (
    <Section title="Backups">
      <div className={styles['health']}>
        <p>{healthWords(value?.checkedAt, now)}</p>
        <Button isDisabled={isBusy} onPress={() => void make()}>
          {isBusy ? 'Backing up' : 'Back up now'}
        </Button>
      </div>
      {value?.rescue === undefined ? null : (
        <div className={styles['rescue']}>
          <p>The store was found damaged {moment(value.rescue.at, now)}, and what could be read was rescued.</p>
          <Words title="Rescued" texts={value.rescue.rescued} />
          <Words title="Missing" texts={value.rescue.missing.length === 0 ? ['Nothing.'] : value.rescue.missing} />
          <p className={styles['note']}>The damaged store is kept: {value.rescue.path}</p>
        </div>
      )}
      <BackupList backups={value?.backups ?? []} onChoose={setChosen} />
      {value !== undefined && value.backups.length === 0 ? (
        <p className={styles['add']}>There is no backup yet. The first one is made by itself today.</p>
      ) : null}
      {value === undefined || value.files.count === 0 ? null : (
        <p className={styles['add']}>
          Attached files in backups: {bytes(value.files.bytes)}
          <span className={styles['note']}>
            {' · '}each is kept once, until a hub has it and no backup needs it any more
          </span>
        </p>
      )}
      <p className={styles['add']}>
        <span className={styles['note']}>
          Kept: the last seven days of work, the last three made by you, and one before each update, in {value?.folder}.
          What was set aside stays.
        </span>
      </p>
      <PutBack backup={chosen} onClose={() => setChosen(undefined)} />
    </Section>
  )
}

/** Beside the ways to begin, where a desk has no work and there are backups of it, as after damage: the way back. */
export function BackupsToBeginWith() {
  const { backups } = useServices()
  const { value } = useResource(backups)
  const [chosen, setChosen] = useState<BackupView>()
  if (value === undefined || value.backups.length === 0) return null
  return (
    <Section title="Backups">
      <p className={styles['add']}>There are backups of this desk. Put one back to go on as it was then.</p>
      <BackupList backups={value.backups} onChoose={setChosen} />
      <PutBack backup={chosen} onClose={() => setChosen(undefined)} />
    </Section>
  )
}

type ListProps = { readonly backups: readonly BackupView[]; readonly onChoose: (backup: BackupView) => void }

function BackupList({ backups, onChoose }: ListProps) {
  const now = useNow()
  return (
    <ul>
      {backups.map((backup) => (
        <li key={backup.id} className={styles['backup']}>
          <div>
            <span className={styles['hubName']}>{ago(backup.at, now)}</span>
            <div className={styles['note']}>
              {kinds[backup.kind]} · {moment(backup.at, now)} · {bytes(backup.bytes)}
            </div>
          </div>
          <Button
            size="small"
            aria-label={`Put back the backup of ${moment(backup.at, now)}`}
            onPress={() => onChoose(backup)}
          >
            Put back
          </Button>
        </li>
      ))}
    </ul>
  )
}

function healthWords(checkedAt: number | undefined, now: number): string {
  return checkedAt === undefined ? 'Store: not checked yet.' : `Store: sound, checked ${momentToday(checkedAt, now)}.`
}

function momentToday(at: number, now: number): string {
  const text = moment(at, now)
  return /^\d/.test(text) ? `today ${text}` : text
}

function Words({ title, texts }: { readonly title: string; readonly texts: readonly string[] }) {
  return (
    <>
      <h3 className={styles['subtitle']}>{title}</h3>
      <ul className={styles['list']}>
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  )
}

/** Asked once more, because what is on the screen changes under the person; it can be undone by the one set aside. */
function PutBack({ backup, onClose }: { readonly backup: BackupView | undefined; readonly onClose: () => void }) {
  const { desk, toasts } = useServices()
  const now = useNow()
  const [last, setLast] = useState(backup)
  if (backup !== undefined && backup !== last) setLast(backup)
  const shown = backup ?? last

  async function putBack(): Promise<void> {
    if (backup === undefined) return
    try {
      await desk.backup.restore({ id: backup.id })
      onClose()
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  return (
    <Dialog
      title="Put this backup back?"
      isOpen={backup !== undefined}
      onClose={onClose}
      buttons={
        <>
          <Button onPress={onClose}>Leave it as it is</Button>
          <Button variant="primary" onPress={() => void putBack()}>
            Put it back
          </Button>
        </>
      }
    >
      <p>
        Your desk goes back to {shown === undefined ? '' : moment(shown.at, now)}. What you have now is set aside first
        and stays in this list, so you can come back to it. Files you had attached come back with it. What the hubs have
        received stays with them, and they are asked for the rest again. The desk closes for a moment and opens by
        itself.
      </p>
    </Dialog>
  )
}
