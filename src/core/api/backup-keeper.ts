import { RescueView } from '../../shared/contract/desk-backup.ts'
import { err } from '../../shared/domain/result.ts'
import { nameOf } from '../../shared/rules/code-of.ts'
import type { CorePorts } from '../ports.ts'
import type { KeptOutcome } from '../store/attached-backup.ts'
import { backupFolderOf } from '../store/backup-files.ts'
import { isDamage } from '../store/soundness.ts'
import type { Store } from '../store/open-store.ts'
import { CHECKED_KEY, FILES_DUE_KEY } from '../store/open-database.ts'
import { NEWEST_VERSION } from '../store/migrate.ts'
import { attachedFileOf, healedFilesToText, lostFilesToText, noteLostFiles } from './lost-files.ts'

/** A new day's backup is due when none is younger than this. */
const DAILY_MS = 20 * 3_600_000
const LOOK_EVERY_MS = 3_600_000
/** Not in the rush of the start. */
const FIRST_LOOK_MS = 60_000

/** In the store's `meta`: what was done about a copy that was not sound, `suspected` or `told`. */
const NOT_SOUND_KEY = 'copy-not-sound'

/** In the store's `meta`: the history and version of the store when it was last copied. */
const COPIED_KEY = 'copied'

/** In the store's `meta`: that there was no room for a day's backup, and that this was told. */
const NO_ROOM_KEY = 'no-room-told'

export type BackupKeeper = {
  /** When the store was last found sound, in milliseconds UTC. */
  checkedAt(): number | undefined
  /** What was found damaged last. */
  rescue(): RescueView | undefined
  makeByHand(): ReturnType<Store['backups']['make']>
  /** A read has failed by damage: the store is closed, checked and opened again, at most once a minute. */
  failed(error: unknown): void
  stop(): Promise<void>
}

type Options = {
  readonly store: Store
  readonly ports: CorePorts
  readonly newId: () => string
  readonly changed: () => void
  /** There is a new notice. */
  readonly noticed: () => void
  readonly reopen: () => void
}

/** Makes the backup of each day, and sees to it that a store that shows damage is looked after. */
export function createBackupKeeper({ store, ports, newId, changed, noticed, reopen }: Options): BackupKeeper {
  const now = (): number => ports.clock.read().wall
  // A rescue takes from copies of this history and version alone (K5).
  const present = `${store.generation} ${NEWEST_VERSION}`
  let cancel = ports.timers.after(FIRST_LOOK_MS, look)
  let failedAt: number | undefined
  // Not at the start: a copy before an update leaves them to the first look, and one that was broken off, too.
  let areFilesKept = false
  let isBusy = false
  let working: Promise<void> = Promise.resolve()

  store.backups.files.onHealed((hashes) => {
    ports.log('warn', 'files-healed', { files: hashes.length })
    addNotice('info', healedFilesToText(hashes.map((sha256) => attachedFileOf(store, sha256))))
  })
  if (areFilesDue()) tryTo('files', () => keepFiles().finally(changed))

  /** On a full disk the file is what counts, not the word about it. */
  function addNotice(tone: 'info' | 'warning', text: string): void {
    try {
      store.meta.addNotice({ id: newId(), at: now(), tone, text })
    } catch (error) {
      ports.log('warn', 'notice-not-kept', { error: nameOf(error) })
    }
    noticed()
  }

  function areFilesDue(): boolean {
    return store.meta.get(FILES_DUE_KEY) === '1'
  }

  function isDue(): boolean {
    if (store.hubs.all().length === 0) return false
    // After a rescue, an update or a backup that was put back no copy of the day could help a store that is hurt again.
    if (store.meta.get(COPIED_KEY) !== present) return true
    const at = now()
    // One from a future that a wrong clock made does not count.
    return !store.backups
      .list()
      .some((backup) => backup.kind === 'daily' && backup.at <= at && at - backup.at < DAILY_MS)
  }

  function look(): void {
    cancel = ports.timers.after(LOOK_EVERY_MS, look)
    if (isDue()) tryTo('daily', () => make('daily'))
    else if (!areFilesKept) tryTo('files', () => keepFiles().finally(changed))
  }

  /** Not while an earlier one is under way: the next look comes. */
  function tryTo(kind: string, work: () => Promise<unknown>): void {
    if (isBusy) return
    isBusy = true
    working = work()
      .then(() => undefined)
      .catch((error: unknown) => {
        ports.log('error', 'backup-failed', { kind, error: nameOf(error) })
      })
      .finally(() => {
        isBusy = false
      })
  }

  /** Sees to attached files: those that another store needs first, then the copies of all. */
  async function keepFiles(): ReturnType<Store['backups']['keepFiles']> {
    areFilesKept = false
    if (areFilesDue()) {
      const healed = await store.backups.healFiles()
      if (!healed.ok) return healed
      store.meta.set(FILES_DUE_KEY, '')
    }
    const kept = await store.backups.keepFiles()
    areFilesKept = kept.ok
    if (!kept.ok) ports.log('warn', 'files-not-kept', { code: kept.error.code })
    else tellOfLost(kept.value)
    return kept
  }

  function tellOfLost({ lost, unread }: KeptOutcome): void {
    if (unread.length > 0) ports.log('warn', 'backups-not-read', { backups: unread.length })
    const found = noteLostFiles(store, lost)
    if (found.length === 0) return
    ports.log('warn', 'files-lost', { files: found.length })
    addNotice('warning', lostFilesToText(found.map((sha256) => attachedFileOf(store, sha256))))
  }

  async function make(kind: 'daily' | 'hand'): ReturnType<Store['backups']['make']> {
    const at = now()
    const made = await store.backups.make(kind, at)
    if (made.ok) {
      // The copy has every page of the store, so the store is as sound as its copy.
      store.meta.set(CHECKED_KEY, String(at))
      store.meta.set(COPIED_KEY, present)
      for (const key of [NOT_SOUND_KEY, NO_ROOM_KEY]) if ((store.meta.get(key) ?? '') !== '') store.meta.set(key, '')
      ports.log('info', 'backup-made', { kind, bytes: made.value.bytes })
    } else {
      ports.log('warn', 'backup-not-made', { kind, code: made.error.code })
      if (made.error.code === 'no-room' && kind === 'daily') tellOfNoRoom()
      if (made.error.code === 'damaged') {
        if (isDriveSpoilt()) return err({ code: 'damaged', text: spoiltDriveText(backupFolderOf(store.folder)) })
        suspect()
      }
    }
    const kept = made.ok ? await keepFiles() : undefined
    changed()
    return kept?.ok === false ? kept : made
  }

  /** Nobody sees that a backup is not made by itself. Once, until one is made again: it is tried each hour. */
  function tellOfNoRoom(): void {
    try {
      if (store.meta.get(NO_ROOM_KEY) === 'told') return
      store.meta.set(NO_ROOM_KEY, 'told')
    } catch (error) {
      // Not even for this there is room: it is told with another try.
      ports.log('warn', 'notice-not-kept', { error: nameOf(error) })
      return
    }
    addNotice('warning', noRoomText(store.bytes()))
  }

  /**
   * Whether the store was looked through for such a copy before and is sound: then it is the drive of the copies that is
   * failing, and to look again with each of them would close the desk every minute.
   */
  function isDriveSpoilt(): boolean {
    try {
      const seen = store.meta.get(NOT_SOUND_KEY) ?? ''
      if (seen !== 'told') store.meta.set(NOT_SOUND_KEY, seen === '' ? 'suspected' : 'told')
      if (seen === 'suspected') addNotice('warning', spoiltDriveText(backupFolderOf(store.folder)))
      return seen !== ''
    } catch (error) {
      // What the store itself cannot say is no fault of another drive.
      ports.log('warn', 'store-unread', { error: nameOf(error) })
      return false
    }
  }

  function suspect(): void {
    const { mono } = ports.clock.read()
    if (failedAt !== undefined && mono - failedAt < 60_000) return
    failedAt = mono
    ports.log('error', 'store-suspect')
    store.suspect()
    reopen()
  }

  return {
    checkedAt: () => {
      const at = store.meta.get(CHECKED_KEY)
      return at === undefined ? undefined : Number(at)
    },
    rescue: () => readRescue(store),
    makeByHand: () => make('hand'),
    failed: (error) => {
      if (isDamage(error)) suspect()
    },
    stop: async () => {
      cancel()
      await store.backups.stop()
      await working
    },
  }
}

export function readRescue(store: Store): RescueView | undefined {
  return store.meta.getJson('rescue', RescueView)
}

function noRoomText(bytes: number): string {
  const megabytes = Math.ceil(bytes / 1_000_000)
  return `This day’s backup could not be made: it takes ${megabytes} MB, and with it the disk would have hardly any room left to write in. Make room; then it is made by itself.`
}

function spoiltDriveText(folder: string): string {
  return `No sound backup could be made: the store itself is sound, and what is read back of its copy is not what was written. The drive that ${folder} lies on may be failing. Copy your work to another one.`
}

/** The notice that a damaged store was found; made once. */
export function rescueToNotice(rescue: RescueView): string {
  const missing =
    rescue.missing.length === 0 ? 'Nothing is missing.' : `Missing: ${rescue.missing.map(withoutStop).join('; ')}.`
  const rescued = rescue.rescued.length === 0 ? '' : ` Rescued: ${rescue.rescued.map(withoutStop).join(', ')}.`
  return `The store on this computer was damaged and has been mended.${rescued} ${missing} The damaged file is kept: ${rescue.path}. Under Settings you can put back a backup.`
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '')
}
