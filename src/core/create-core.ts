import { join } from 'node:path'
import type { Router } from '@orpc/server'
import type { DeskContract } from '../shared/contract/desk.ts'
import type { PowerEvent } from '../shared/contract/shell.ts'
import { err, ok, type Result } from '../shared/domain/result.ts'
import { createIdSource } from '../shared/rules/ids.ts'
import { codeOf, nameOf } from '../shared/rules/code-of.ts'
import { isWritable } from '../shared/rules/task-states.ts'
import { createAllowances } from './api/allowances.ts'
import { createAppealRoutes } from './api/appeal-routes.ts'
import { createAppRoutes } from './api/app-routes.ts'
import { createCarriageFiles } from './api/carriage-files.ts'
import { createCarriageRoutes } from './api/carriage-routes.ts'
import { createCitationsRoutes } from './api/citations-routes.ts'
import { createCarryRoutes } from './api/carry-routes.ts'
import { createBackupKeeper, readRescue, rescueToNotice } from './api/backup-keeper.ts'
import { createBackupRoutes } from './api/backup-routes.ts'
import { createConnections } from './api/connections.ts'
import type { Context } from './api/context.ts'
import { createVersionsRoutes } from './api/versions-routes.ts'
import { createDraftsRoutes } from './api/drafts-routes.ts'
import { createEventHub, tellOfTasks } from './api/event-hub.ts'
import { createExportsRoutes } from './api/exports-routes.ts'
import { createInvoiceRoutes } from './api/invoice-routes.ts'
import { createFilesRoutes } from './api/files-routes.ts'
import { createImplementer } from './api/implementer.ts'
import { introduce } from './api/introduce.ts'
import { createReconcileRoutes } from './api/reconcile-routes.ts'
import { createReturnedRoutes } from './api/returned-routes.ts'
import { createSittingRoutes } from './api/sitting-routes.ts'
import { createOccupationsRoutes } from './api/occupations-routes.ts'
import { createOfflineRoutes } from './api/offline-routes.ts'
import { createSetupRoutes } from './api/setup-routes.ts'
import { createLaneRoutes } from './api/lane-routes.ts'
import { createSyncRoutes } from './api/sync-routes.ts'
import { createTasksRoutes } from './api/tasks-routes.ts'
import { createTimeRoutes } from './api/time-routes.ts'
import { createWorkRoutes } from './api/work-routes.ts'
import { createDrafts } from './drafts/create-drafts.ts'
import type { CorePorts } from './ports.ts'
import { NOT_PUT_BACK_KEY, PUT_BACK_KEY } from './store/open-database.ts'
import { isDamage } from './store/soundness.ts'
import { openErrorToStoreError, openStore, type Store, type StoreError } from './store/open-store.ts'
import { createWordIndexer } from './store/word-index.ts'
import { askAgainAfterUpdate } from './sync/apply-feed.ts'
import { sweepIncoming } from './sync/make-room.ts'
import { createTimeKeeper, type TimeKeeper } from './time/time-keeper.ts'

export type CoreOptions = {
  /** Folder of the store and its files; made when it is not there. */
  readonly folder: string
  /** Where the sample programme lies (`resources/sample`). */
  readonly sampleFolder: string
  readonly version: string
  readonly ports: CorePorts
  /** A hub to connect with at the start, where the desk is not connected with it yet. */
  readonly introduction?: { readonly address: string; readonly code: string }
  /** Address of a hub to suggest where the desk knows none. */
  readonly suggestedHub?: string
  /** Has the shell stop this core and open another one with the same options: a backup is put back, or damage was found. */
  readonly reopen?: () => void
  /** The store is damaged and is mended now, which may take minutes; until then nothing is heard of the core. */
  readonly onRescue?: () => void
}

export type Core = {
  /** Serves the desk contract; give it to an oRPC handler of any transport. */
  readonly router: Router<DeskContract, object>
  /** Tells a second desk where this one is. */
  announce(where: string): void
  power(event: PowerEvent): void
  network(online: boolean): void
  /** Stops the clock, finishes what is being written and closes the store. */
  stop(): Promise<void>
}

/** Why a store cannot be opened. `text` is for the screen. */
export type OpenError = StoreError

/** Opens the store in `folder` and starts everything that works on it. */
export async function openCore(options: CoreOptions): Promise<Result<Core, OpenError>> {
  const { folder, onRescue } = options
  const now = (): number => options.ports.clock.read().wall
  for (let isAgain = false; ; isAgain = true) {
    const opened = openStore(folder, { now, ...(onRescue === undefined ? {} : { onRescue }) })
    if (!opened.ok) return opened
    const guarded = guardTimers(options.ports)
    try {
      return ok(startCore(opened.value, { ...options, ports: { ...options.ports, timers: guarded.timers } }))
    } catch (error) {
      guarded.stop()
      // A store that was closed in good order is looked through once a day, and this came since: the next opening does.
      const isHurt = isDamage(error) && !isAgain
      if (isHurt) opened.value.suspect()
      // The disk is full just now, say: whoever starts the desk is told, and the store is free again.
      opened.value.close()
      if (isHurt) continue
      if (codeOf(error) === '') throw error
      return err(openErrorToStoreError(error, folder))
    }
  }
}

function startCore(store: Store, options: CoreOptions): Core {
  const { ports, version, sampleFolder, introduction, suggestedHub, reopen = () => {} } = options
  const events = createEventHub()
  // The newest version of one's work is known by its id, also when the clock was set back while the desk was closed.
  const newId = createIdSource(() => ports.clock.read().wall, ports.fillRandom, store.submissions.newestId())
  const drafts = createDrafts(store, () => ports.clock.read())
  const allowances = createAllowances(store)
  // A crash is found once, so its entry in the ledger and the notice are one commit: both are there, or the next start
  // finds it again.
  const time = store.transaction(() => {
    const keeper = createTimeKeeper(store, ports.clock, ports.timers, allowances, () => events.emit({ topic: 'time' }))
    tellOfCrash({ time: keeper, store, newId, ports })
    return keeper
  })
  askAgainAfterUpdate(store, version)
  const indexer = createWordIndexer(store, ports.timers, () => events.emit({ topic: 'tasks' }))
  const feedArrived: Context['feedArrived'] = ({ tasks, submissions, changed }, caughtUp) => {
    const newest = submissions > 0 ? store.submissions.newestId() : undefined
    if (newest !== undefined) newId.riseAbove(newest)
    stopIfClosed(store, time)
    // Indexing costs more than storing, so it waits until nothing more comes.
    if (caughtUp) indexer.start()
    events.emit({ topic: 'sync' })
    tellOfTasks(events, changed)
    if (tasks > 0) events.emit({ topic: 'tasks' })
    // A page may bring notices: of work of another device, and the last one of what the hub has lost or has agreed to.
    if (submissions > 0 || caughtUp) events.emit({ topic: 'notices' })
  }
  const connections = createConnections({
    store,
    ports,
    random: () => randomFraction(ports),
    onChange: (taskIds) => {
      events.emit({ topic: 'sync' })
      if (taskIds.length > 0) events.emit({ topic: 'notices' })
      tellOfTasks(events, taskIds)
    },
    onFile: () => events.emit({ topic: 'task-files' }),
    onBytes: throttled(ports, () => events.emit({ topic: 'files' })),
    onFeed: feedArrived,
    onStoreFailed: (error) => backups.failed(error),
  })
  const deviceId = deviceIdOf(store, newId)
  const backups = createBackupKeeper({
    store,
    ports,
    newId,
    reopen,
    changed: () => events.emit({ topic: 'backups' }),
    noticed: () => {
      events.emit({ topic: 'notices' })
      events.emit({ topic: 'tasks' })
    },
  })
  const context: Context = {
    store,
    ports,
    drafts,
    time,
    allowances,
    connections,
    indexer,
    events,
    newId,
    version,
    sampleFolder,
    // What comes with the desk lies in one folder.
    fontFolder: join(sampleFolder, '..', 'fonts'),
    deviceId,
    suggestedHub,
    feedArrived,
    backups,
    reopen,
  }
  tellOfRescue(context)
  tellOfPutBack(context)
  indexer.start()
  const os = createImplementer(ports.log, (error) => backups.failed(error))
  const carriageFiles = createCarriageFiles(store.folder, newId)
  const router = {
    app: createAppRoutes(os, context),
    setup: createSetupRoutes(os, context),
    tasks: createTasksRoutes(os, context),
    drafts: createDraftsRoutes(os, context),
    versions: createVersionsRoutes(os, context),
    files: createFilesRoutes(os, context),
    returned: createReturnedRoutes(os, context),
    sitting: createSittingRoutes(os, context),
    work: { ...createWorkRoutes(os, context), ...createLaneRoutes(os, context) },
    carriage: createCarriageRoutes(os, context, carriageFiles),
    citations: createCitationsRoutes(os, context),
    exports: createExportsRoutes(os, context),
    appeal: createAppealRoutes(os, context, carriageFiles),
    sync: { ...createSyncRoutes(os, context), ...createReconcileRoutes(os, context) },
    carry: createCarryRoutes(os, context),
    offline: createOfflineRoutes(os, context),
    time: createTimeRoutes(os, context),
    invoices: createInvoiceRoutes(os, context),
    backup: createBackupRoutes(os, context),
    occupations: createOccupationsRoutes(os, context),
  }
  const swept = sweepIncoming(store, ports.clock.read().wall).catch((error: unknown) => {
    ports.log('warn', 'sweep-failed', { error: nameOf(error) })
  })
  let cancelStart = (): void => {}
  let isStopping = false
  let started = start()

  /** A store or a keychain that fails just now must not leave the desk without its hubs until it is started again. */
  async function start(): Promise<void> {
    try {
      await introduce(context, introduction)
    } catch (error) {
      if (isStopping) return
      ports.log('error', 'start-failed', { error: nameOf(error) })
      cancelStart = ports.timers.after(START_AGAIN_MS, () => {
        started = start()
      })
    }
  }

  return {
    router,
    announce: (where) => store.announce(where),
    power: (event) => {
      time.power(event)
      if (event === 'resume') connections.renewAll()
    },
    network: (online) => {
      if (online) connections.renewAll()
    },
    stop: async () => {
      // What cannot be written down any more, on a full disk say, must not keep the store open.
      const settle = (step: () => void): void => {
        try {
          step()
        } catch (error) {
          ports.log('error', 'stop-step-failed', { error: nameOf(error) })
        }
      }
      settle(() => time.stop('quit'))
      events.close()
      isStopping = true
      cancelStart()
      // A keychain may wait for a person for ever, and who waits for that leaves the store open.
      await Promise.race([started, new Promise<void>((resolve) => ports.timers.after(STOP_WAIT_MS, resolve))])
      started = Promise.resolve()
      await swept
      await connections.stop()
      await backups.stop()
      indexer.stop()
      settle(() => drafts.settle())
      store.close()
    },
  }
}

/** So long a stop waits for a start that is not over. */
const STOP_WAIT_MS = 2_000

/** What could not be started is tried again after this time. */
const START_AGAIN_MS = 30_000

/** Bytes move all the time; the window hears of it a few times a second. */
const BYTES_EVERY_MS = 300

function throttled({ clock, timers }: CorePorts, tell: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY
  let isDue = false
  function now(): void {
    isDue = false
    last = clock.read().mono
    tell()
  }
  return () => {
    if (isDue) return
    const rest = last + BYTES_EVERY_MS - clock.read().mono
    if (rest <= 0) return now()
    // What comes meanwhile is told at the end: when the line stops, the figure is the last one.
    isDue = true
    timers.after(rest, now)
  }
}

/** What a timer starts has nobody to complain to: a full disk must not end the whole desk. */
function guardTimers({ timers, log }: CorePorts): { readonly timers: CorePorts['timers']; stop(): void } {
  let isStopped = false
  const guarded: CorePorts['timers'] = {
    after: (ms, run) =>
      timers.after(ms, () => {
        if (isStopped) return
        try {
          run()
        } catch (error) {
          log('error', 'timer-failed', { code: codeOf(error) || 'unknown' })
        }
      }),
  }
  return {
    timers: guarded,
    stop: () => {
      isStopped = true
    },
  }
}

/** A task that was withdrawn while its clock ran costs nobody any more time. */
function stopIfClosed(store: Store, time: TimeKeeper): void {
  const running = time.running()
  const head = running === undefined ? undefined : store.tasks.head(running.taskId)
  if (head !== undefined && !isWritable(head.state)) time.stop('closed')
}

function deviceIdOf(store: Store, newId: () => string): string {
  const known = store.meta.get('device-id')
  if (known !== undefined) return known
  const deviceId = newId()
  store.meta.set('device-id', deviceId)
  return deviceId
}

function randomFraction(ports: CorePorts): number {
  const bytes = new Uint8Array(4)
  ports.fillRandom(bytes)
  return new DataView(bytes.buffer).getUint32(0) / 2 ** 32
}

function tellOfCrash({ time, store, newId, ports }: Pick<Context, 'time' | 'store' | 'newId' | 'ports'>): void {
  if (time.crashed === undefined) return
  const title = store.tasks.head(time.crashed.taskId)?.title ?? 'a task'
  store.meta.addNotice({
    id: newId(),
    at: ports.clock.read().wall,
    tone: 'warning',
    text: `Understudy ended without warning while the clock ran for “${title}”. Everything written was kept; the time is counted up to the last sign of life.`,
  })
}

/** Once after a backup took the place of the store, or could not. */
function tellOfPutBack({ store, newId, ports }: Context): void {
  const isDone = (store.meta.get(PUT_BACK_KEY) ?? '') !== ''
  const problem = store.meta.get(NOT_PUT_BACK_KEY) ?? ''
  if (!isDone && problem === '') return
  store.transaction(() => {
    const at = ports.clock.read().wall
    const why = problem === 'gone' ? 'it is not there any more' : 'there is no room on the disk'
    const text = isDone
      ? 'The backup has been put back. What was here before is set aside: Settings, Backups.'
      : `The backup could not be put back: ${why}. Everything is as it was before.`
    store.meta.addNotice({ id: newId(), at, tone: isDone ? 'info' : 'warning', text })
    store.meta.set(PUT_BACK_KEY, '')
    store.meta.set(NOT_PUT_BACK_KEY, '')
  })
}

/** Once for each damage that was found. */
function tellOfRescue({ store, newId, ports }: Context): void {
  const rescue = readRescue(store)
  if (rescue === undefined || store.meta.get('rescue-told') === String(rescue.at)) return
  store.transaction(() => {
    const at = ports.clock.read().wall
    store.meta.addNotice({ id: newId(), at, tone: 'warning', text: rescueToNotice(rescue) })
    store.meta.set('rescue-told', String(rescue.at))
  })
}
