import { RescueView } from '../../shared/contract/desk-backup.ts'
import type { CorePorts } from '../ports.ts'
import { isDamage } from '../store/soundness.ts'
import type { Store } from '../store/open-store.ts'
import { CHECKED_KEY } from '../store/open-database.ts'
import { RESCUE_KEY } from '../store/rescue.ts'

/** A new day's backup is due when none is younger than this. */
const DAILY_MS = 20 * 3_600_000
const LOOK_EVERY_MS = 3_600_000
/** Not in the rush of the start. */
const FIRST_LOOK_MS = 60_000

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
  readonly changed: () => void
  readonly reopen: () => void
}

/** Makes the backup of each day, and sees to it that a store that shows damage is looked after. */
export function createBackupKeeper({ store, ports, changed, reopen }: Options): BackupKeeper {
  const now = (): number => ports.clock.read().wall
  let cancel = ports.timers.after(FIRST_LOOK_MS, look)
  let failedAt: number | undefined

  function isDue(): boolean {
    if (store.hubs.all().length === 0) return false
    const at = now()
    // One from a future that a wrong clock made does not count.
    return !store.backups
      .list()
      .some((backup) => backup.kind === 'daily' && backup.at <= at && at - backup.at < DAILY_MS)
  }

  function look(): void {
    cancel = ports.timers.after(LOOK_EVERY_MS, look)
    if (isDue()) {
      make('daily').catch((error: unknown) => {
        ports.log('error', 'backup-failed', { error: error instanceof Error ? error.name : 'unknown' })
      })
    }
  }

  async function make(kind: 'daily' | 'hand'): ReturnType<Store['backups']['make']> {
    const at = now()
    const made = await store.backups.make(kind, at)
    if (made.ok) {
      // The copy has every page of the store, so the store is as sound as its copy.
      store.meta.set(CHECKED_KEY, String(at))
      ports.log('info', 'backup-made', { kind, bytes: made.value.bytes })
    } else {
      ports.log('warn', 'backup-not-made', { kind, code: made.error.code })
      if (made.error.code === 'damaged') suspect()
    }
    changed()
    return made
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
    stop: () => {
      cancel()
      return store.backups.stop()
    },
  }
}

export function readRescue(store: Store): RescueView | undefined {
  const text = store.meta.get(RESCUE_KEY)
  const parsed = text === undefined ? undefined : RescueView.safeParse(JSON.parse(text))
  return parsed?.success === true ? parsed.data : undefined
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
