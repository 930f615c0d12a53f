import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { FileRef } from '../domain/fields.ts'
import { LocalDate, Section } from '../domain/ledger.ts'
import { Id, Instant, Key, Sha256 } from '../domain/primitives.ts'
import { TaskState } from '../domain/work.ts'
import { deskCarriage } from './desk-carriage.ts'
import { deskCitations } from './desk-citations.ts'
import { deskInvoices } from './desk-invoices.ts'
import { BackupId, BackupOverview, BackupView } from './desk-backup.ts'
import { deskAppeal } from './desk-appeal.ts'
import { deskExports } from './desk-exports.ts'
import { deskOccupations } from './desk-occupations.ts'
import { deskReturned } from './desk-returned.ts'
import { deskSitting } from './desk-sitting.ts'
import { Draft, DraftView, EditBurst, FilesValue, LoggedEdit, LogKey, Replaced } from './desk-drafts.ts'
import {
  BatchReadiness,
  CarryOverview,
  CarrySettings,
  CarryWish,
  OfflinePlan,
  OfflineStatus,
  OfflineWish,
} from './desk-offline.ts'
import { ReconcilePage, ReconcileShow, RefusedChangeKey, RefusedChangeView } from './desk-reconcile.ts'
import { deskVersions } from './desk-versions.ts'
import { AwayAnswer, CorrectionWish, DayView, LedgerCheck, SpanView } from './desk-time.ts'
import {
  Facets,
  Missing,
  SubmissionView,
  SyncOverview,
  TaskDetail,
  TaskFilter,
  TaskRow,
  TaskSort,
  TimeReport,
  TimeState,
} from './desk-views.ts'

/** What a window and the core say to each other, the same in process, over a MessagePort and over a WebSocket. */

const taskId = z.object({ taskId: Id })
/** One operation of a task, as its lane shows it (`LaneView`): the hub may have refused several. */
const operation = taskId.extend({ operationId: Id })
const none = z.object({})

/** Any call that writes can meet these. `text` is for the screen. */
const storeErrors = {
  DISK_FULL: { data: z.object({ text: z.string() }) },
  STORE_FAILED: { data: z.object({ text: z.string() }) },
} as const
/** A backup could not be made or put back. */
const NO_BACKUP = { data: z.object({ text: z.string() }) }
const NOT_FOUND = { data: z.object({ text: z.string() }) }
/** What was asked does not fit the task's present state. */
const WRONG_STATE = { data: z.object({ state: TaskState, text: z.string() }) }

const read = oc.errors({ NOT_FOUND })
const write = oc.errors({ ...storeErrors, NOT_FOUND, WRONG_STATE })

/** Words of one's own that are put in by their name. */
export const Snippet = z.object({
  name: z.string().regex(/^[\p{L}\p{N}_-]{1,40}$/u),
  text: z.string().min(1).max(20_000),
})
export type Snippet = z.infer<typeof Snippet>

const settings = {
  /** `night` for a dark cockpit, `sunlight` for a screen in the sun; `system` follows the machine between light and dark. */
  theme: z.enum(['system', 'light', 'dark', 'night', 'sunlight']),
  /** Size of the writing, in steps of the type scale. */
  textSize: z.int().min(0).max(4),
  /** Width of the writing column in characters. */
  columnWidth: z.int().min(45).max(110),
  /** What stays bright while one writes; the rest is dimmed. */
  focus: z.enum(['off', 'paragraph', 'sentence']),
  /** The line one writes in stays in the middle of the window. */
  typewriter: z.boolean(),
  snippets: z.array(Snippet).max(300),
  /** Start the clock with the first sign of work in an open task. */
  autoStartClock: z.boolean(),
  /** After so many minutes of work in a day or a week the expert wants to be told; 0 for never. */
  dayLimitMinutes: z.int().min(0).max(1440),
  weekLimitMinutes: z.int().min(0).max(10_080),
}
export const Settings = z.object({
  theme: settings.theme.default('system'),
  textSize: settings.textSize.default(2),
  columnWidth: settings.columnWidth.default(72),
  focus: settings.focus.default('off'),
  typewriter: settings.typewriter.default(false),
  snippets: settings.snippets.default([]),
  autoStartClock: settings.autoStartClock.default(true),
  dayLimitMinutes: settings.dayLimitMinutes.default(0),
  weekLimitMinutes: settings.weekLimitMinutes.default(0),
})
export type Settings = z.infer<typeof Settings>
/** What is not named stays as it is; so nothing here has a default. */
export const SettingsChange = z.object(settings).partial()

/** What changed, so that the window asks again for what it shows. */
export const DeskEvent = z.discriminatedUnion('topic', [
  z.object({ topic: z.literal('hello') }),
  z.object({ topic: z.literal('tasks') }),
  /** A file has come, has gone or could not be had: lists say of each task whether its files are here. */
  z.object({ topic: z.literal('task-files') }),
  z.object({ topic: z.literal('task'), taskId: Id }),
  z.object({ topic: z.literal('draft'), taskId: Id, field: LogKey, version: z.int(), session: Id }),
  /** Another way of the field is current. */
  z.object({ topic: z.literal('branch'), taskId: Id, field: Key }),
  z.object({ topic: z.literal('sync') }),
  /** Files have moved on; at most a few times a second. */
  z.object({ topic: z.literal('files') }),
  z.object({ topic: z.literal('time') }),
  z.object({ topic: z.literal('invoices') }),
  z.object({ topic: z.literal('settings') }),
  z.object({ topic: z.literal('notices') }),
  z.object({ topic: z.literal('backups') }),
])
export type DeskEvent = z.infer<typeof DeskEvent>

/** Something the expert should know that happened while nobody looked. */
export const Notice = z.object({ id: Id, at: Instant, tone: z.enum(['info', 'warning']), text: z.string() })
export type Notice = z.infer<typeof Notice>

export const DeskStatus = z.object({
  version: z.string(),
  /** Whether a hub or the sample programme is there; if not, the window shows the first run. */
  ready: z.boolean(),
  /** A hub to connect with that the shell was told of; the first run has it filled in. */
  suggestedHub: z.string().optional(),
  store: z.object({
    folder: z.string(),
    bytes: z.int(),
    /** Another one after a backup was put back: what a window has in hand then belongs to another history. */
    generation: z.string(),
  }),
  settings: Settings,
  /** Not put away yet: the newest, newest first. */
  notices: z.array(Notice),
  /** How many there are, beyond those too. */
  noticesInAll: z.int(),
  zone: z.string(),
})
export type DeskStatus = z.infer<typeof DeskStatus>

export const deskContract = {
  app: {
    status: read.input(none).output(DeskStatus),
    /** How many edits are kept. Apart from the status, which is asked for often: of millions it takes a moment. */
    countEdits: read.input(none).output(z.object({ edits: z.int() })),
    /** Begins with `hello`; the window asks for everything again after each `hello`. */
    watch: read
      // A window names its session, so that it is not told of its own edits: it knows of them by the answers.
      .input(z.object({ session: Id.optional() }))
      .output(eventIterator(DeskEvent)),
    saveSettings: write.input(SettingsChange).output(Settings),
    dismissNotice: write.input(z.object({ id: Id })).output(none),
    /** All that were told until then, also those beyond what a window was shown. */
    dismissNotices: write.input(z.object({ upTo: Instant })).output(none),
  },
  setup: {
    enrol: write
      .errors({
        BAD_ADDRESS: { data: z.object({ text: z.string() }) },
        BAD_CODE: {
          data: z.object({ text: z.string(), reason: z.enum(['form', 'unknown', 'used', 'expired', 'other-expert']) }),
        },
        UNREACHABLE: { data: z.object({ text: z.string() }) },
        NOT_A_HUB: { data: z.object({ text: z.string() }) },
        OTHER_VERSION: { data: z.object({ text: z.string(), update: z.enum(['desk', 'hub']) }) },
      })
      .input(z.object({ address: z.string().max(2000), code: z.string().max(200) }))
      .output(z.object({ hubId: Id, hubName: z.string(), expertName: z.string() })),
    openSample: write.input(none).output(none),
    /** Signs this device out of a hub. Work, time and receipts stay. */
    signOut: write.input(z.object({ hubId: Id })).output(none),
  },
  tasks: {
    list: read
      .input(
        z.object({
          filter: TaskFilter.prefault({}),
          sort: TaskSort.default('due'),
          offset: z.int().min(0).default(0),
          limit: z.int().min(1).max(500).default(100),
        }),
      )
      .output(z.object({ total: z.int(), rows: z.array(TaskRow) })),
    facets: read.input(none).output(Facets),
    get: read.input(taskId).output(TaskDetail),
    /** Takes a task on; one that another device of the expert holds is taken over, and goes on here. */
    take: write.input(taskId).output(TaskRow),
    /** From now on the draft counts as written under the newest guideline. */
    acceptGuideline: write.input(taskId).output(none),
    decline: write.input(taskId.extend({ reason: z.string().max(4000).optional() })).output(TaskRow),
    /** Takes back a take or a decline that has not left this computer. */
    undo: write.input(taskId).output(TaskRow),
  },
  drafts: {
    open: read.input(taskId).output(Draft),
    /** Answers when the edits are on disk. */
    edit: write
      .errors({
        /** Others have edited the field since `version`: ask `since`, rebase, and send again. */
        BEHIND: { data: z.object({ version: z.int() }) },
        BAD_EDIT: { data: z.object({ text: z.string() }) },
      })
      .input(EditBurst)
      .output(z.object({ version: z.int(), savedAt: Instant })),
    since: read
      .input(z.object({ taskId: Id, field: LogKey, branch: z.int().optional(), version: z.int().min(0) }))
      .output(z.object({ edits: z.array(LoggedEdit) })),
    /** The text or value of a field after its first `version` edits. */
    at: read
      .input(z.object({ taskId: Id, field: LogKey, branch: z.int().optional(), version: z.int().min(0) }))
      .output(z.object({ text: z.string().optional(), value: z.unknown().optional() })),
    saveView: write.input(z.object({ taskId: Id, view: DraftView })).output(none),
  },
  versions: deskVersions,
  files: {
    /** Begins to take in a file for a `files` field. */
    begin: write
      .errors({ REFUSED: { data: z.object({ text: z.string() }) } })
      .input(
        z.object({
          taskId: Id,
          field: Key,
          name: z.string().max(4096),
          size: z.int().min(0),
          mediaType: z.string().max(255),
          replaces: Replaced.optional(),
          /** It was to be finished before, and the answer was lost: where it came in then, it is not added once more. */
          again: z.boolean().optional(),
        }),
      )
      .output(z.object({ uploadId: Id, partBytes: z.int() })),
    /** Parts in order; `bytes` is base64. */
    part: write
      .input(z.object({ uploadId: Id, offset: z.int().min(0), bytes: z.string().max(2_800_000) }))
      .output(z.object({ received: z.int() })),
    /** Files it under its hash and adds it to the field, as an edit. */
    finish: write
      .errors({ REFUSED: { data: z.object({ text: z.string() }) } })
      .input(z.object({ uploadId: Id, session: Id }))
      .output(z.object({ file: FileRef, version: z.int(), value: FilesValue })),
    cancel: write.input(z.object({ uploadId: Id })).output(none),
    /** Bytes of a file on this computer, as base64. `here` is false while it is still to be fetched. */
    read: read
      .input(z.object({ sha256: Sha256, offset: z.int().min(0), length: z.int().min(1).max(2_000_000) }))
      .output(z.object({ here: z.boolean(), size: z.int(), bytes: z.string() })),
  },
  work: {
    check: read.input(taskId).output(z.object({ missing: z.array(Missing) })),
    send: write
      .errors({ INCOMPLETE: { data: z.object({ missing: z.array(Missing) }) } })
      .input(taskId)
      .output(z.object({ submissionId: Id })),
    /** Takes back what waits to be sent; too late once it has left. */
    undoSend: write.input(taskId).output(TaskRow),
    /** Opens work that the hub has, or that came back, for another version. */
    revise: write.input(taskId).output(TaskRow),
    /** Asks the hub for more time; it answers with the day it agrees to. */
    askMoreTime: write
      .input(taskId.extend({ until: Instant, reason: z.string().max(4000).optional() }))
      .output(z.object({ operationId: Id })),
    /** Sends what the hub refused for its number's sake again under a new one. */
    resend: write.input(operation).output(none),
    /** Gives up what the hub refused and cannot do, so that what comes after it in its lane can go. */
    putAside: write.input(operation).output(TaskRow),
  },
  carriage: deskCarriage,
  citations: deskCitations,
  exports: deskExports,
  appeal: deskAppeal,
  occupations: deskOccupations,
  sync: {
    overview: read.input(none).output(SyncOverview),
    setOffline: write.input(z.object({ offline: z.boolean() })).output(none),
    /** Tries now, whatever the waiting time. */
    now: write.input(none).output(none),
    retry: write.input(taskId).output(none),
    /** Tries everything again that is held back. */
    retryAll: write.input(none).output(none),
    /** Changes that came from a hub and could not be read, newest first. */
    refusedChanges: read.input(none).output(z.array(RefusedChangeView)),
    /** What such a change said, as it came. */
    refusedChange: read.input(RefusedChangeKey).output(z.object({ text: z.string() })),
    reconcile: read
      .input(
        z.object({
          show: ReconcileShow.default('all'),
          offset: z.int().min(0).default(0),
          limit: z.int().min(1).max(500).default(100),
        }),
      )
      .output(ReconcilePage),
    reconcileCsv: read
      .input(z.object({ show: ReconcileShow.default('all') }))
      .output(z.object({ fileName: z.string(), mediaType: z.string(), text: z.string() })),
    submissions: read
      .input(z.object({ offset: z.int().min(0).default(0), limit: z.int().min(1).max(500).default(100) }))
      .output(z.object({ total: z.int(), rows: z.array(SubmissionView) })),
  },
  carry: {
    overview: read.input(none).output(CarryOverview),
    saveSettings: write.input(CarryWish).output(CarrySettings),
    /** Lets the large files go that wait on a metered link now. */
    letGo: write.input(none).output(none),
    /** Files here that nothing needs any more. Apart from the overview, which is asked for with every few bytes. */
    spare: read.input(none).output(z.object({ files: z.int(), bytes: z.int() })),
    /** Gives those up; never what the expert made. */
    makeRoom: write.input(none).output(z.object({ files: z.int(), bytes: z.int() })),
    /** Batches with open tasks. */
    batches: read.input(none).output(z.array(BatchReadiness)),
  },
  offline: {
    plan: read.input(OfflineWish).output(OfflinePlan),
    /** Takes the tasks, asks the hub for the day, and fetches what is missing. */
    start: write.input(OfflineWish).output(OfflineStatus),
    /** Undefined where nothing is planned. */
    status: read.input(none).output(z.object({ status: OfflineStatus.optional() })),
    /** Reads every file and holds it against its hash; what is spoilt is fetched again. */
    prove: write.input(none).output(z.object({ status: OfflineStatus.optional() })),
    /** The expert is back, or changed their mind. Tasks stay taken. */
    end: write.input(none).output(none),
  },
  invoices: deskInvoices,
  returned: deskReturned,
  sitting: deskSitting,
  backup: {
    list: read.input(none).output(BackupOverview),
    make: write.errors({ NO_BACKUP }).input(none).output(BackupView),
    /** Puts a backup in place of the store, which is set aside; the desk closes for a moment and opens again. */
    restore: write
      .errors({ NO_BACKUP })
      .input(z.object({ id: BackupId }))
      .output(none),
  },
  time: {
    state: read.input(none).output(TimeState),
    start: write.input(taskId).output(TimeState),
    /** By hand whatever runs; `left`: the task that was left, where it is that one. Another window may be at another. */
    stop: write
      .input(
        z.discriminatedUnion('by', [z.object({ by: z.literal('hand') }), taskId.extend({ by: z.literal('left') })]),
      )
      .output(TimeState),
    /** A sign of work in an open task: at most one call every few seconds. */
    activity: write
      .input(
        z.object({
          taskId: Id,
          /** `reading`: nothing was done, but something to read stands in the window that has the focus. */
          kind: z.enum(['typing', 'pointing', 'scrolling', 'reading']),
          section: Section.optional(),
        }),
      )
      .output(TimeState),
    answer: write
      .errors({ REFUSED: { data: z.object({ text: z.string() }) } })
      .input(AwayAnswer)
      .output(TimeState),
    /** One local day: its strip, what happened, and the time by task and part. */
    day: read.input(z.object({ date: LocalDate })).output(DayView),
    /** The tasks of some days, both included, beside what was expected of them. */
    span: read.input(z.object({ first: LocalDate, last: LocalDate })).output(SpanView),
    /** Holds every entry of the ledger against its hash. */
    verify: read.input(z.object({ again: z.boolean().default(false) })).output(LedgerCheck),
    /** Corrects the time of a task and day by an entry of its own; what the clock has written stays. */
    correct: write
      .errors({ REFUSED: { data: z.object({ text: z.string() }) } })
      .input(CorrectionWish)
      .output(none),
    report: read.input(z.object({ from: Instant, to: Instant })).output(TimeReport),
  },
}
export type DeskContract = typeof deskContract
