import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import Database from 'better-sqlite3'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { codeOf } from '../../shared/rules/code-of.ts'
import { type Backups, bytesOf, createBackups } from './backups.ts'
import { compileOnce } from './compile-once.ts'
import { type CitedFieldsTable, createCitedFieldsTable } from './cited-fields-table.ts'
import { type DraftsTable, createDraftsTable } from './drafts-table.ts'
import { type FeedTable, createFeedTable } from './feed-table.ts'
import { type FilesTable, createFilesTable } from './files-table.ts'
import { type HubsTable, createHubsTable } from './hubs-table.ts'
import { createInvoicesTable, type InvoicesTable } from './invoices-table.ts'
import { type LedgerTable, createLedgerTable } from './ledger-table.ts'
import { isNoRoom } from './disk-room.ts'
import { type Lock, takeLock } from './lock.ts'
import { type MetaTable, createMetaTable } from './meta-table.ts'
import { NEWEST_VERSION } from './migrate.ts'
import { createOccupationsTable, type OccupationsTable } from './occupations-table.ts'
import { CLOSED_AS_KEY, markOf, NoRoomToRescue, openDatabase } from './open-database.ts'
import { tryRead } from './rescue-read.ts'
import { type OutboxTable, createOutboxTable } from './outbox-table.ts'
import { type ReconcileTable, createReconcileTable } from './reconcile-table.ts'
import { type ReadinessTable, createReadinessTable } from './readiness-table.ts'
import { runtimeProblem } from './runtime.ts'
import { isDamage } from './soundness.ts'
import { closeNoted, readStoreState, writeStoreState } from './store-state.ts'
import { type SubmissionsTable, createSubmissionsTable } from './submissions-table.ts'
import { type TaskListTable, createTaskListTable } from './task-list-table.ts'
import { createVersionsTable, type VersionsTable } from './versions-table.ts'
import { type TasksTable, createTasksTable } from './tasks-table.ts'

export type Store = {
  readonly folder: string
  readonly meta: MetaTable
  readonly hubs: HubsTable
  readonly feed: FeedTable
  readonly occupations: OccupationsTable
  readonly tasks: TasksTable
  readonly taskList: TaskListTable
  readonly drafts: DraftsTable
  readonly citedFields: CitedFieldsTable
  readonly versions: VersionsTable
  readonly submissions: SubmissionsTable
  readonly reconcile: ReconcileTable
  readonly outbox: OutboxTable
  readonly ledger: LedgerTable
  readonly invoices: InvoicesTable
  readonly files: FilesTable
  readonly readiness: ReadinessTable
  readonly backups: Backups
  /** Which history this is; another one after a backup was put back, or after a rescue. */
  readonly generation: string
  /** A read has failed: the store is checked when it is opened next. */
  suspect(): void
  /** All of `work` or nothing of it. May be called inside another one. */
  transaction<T>(work: () => T): T
  /** Size of the database in bytes. */
  bytes(): number
  /** Lets a second desk say where this one can be found. */
  announce(where: string): void
  close(): void
}

export type StoreError = {
  readonly code: 'locked' | 'newer' | 'damaged' | 'read-only' | 'disk-full' | 'failed'
  readonly text: string
}

export type OpenOptions = {
  /** The wall clock, for names and ages. */
  readonly now?: () => number
  /** Called before a rescue begins, which nothing interrupts and which may take minutes. */
  readonly onRescue?: () => void
}

/**
 * Opens the store in a folder, makes it where there is none, and brings an older one up to date.
 * Every commit is on the disk when the call returns (`synchronous=FULL` with a write-ahead log). After an unclean stop,
 * and once a day, it is checked first; what can be read of a damaged one becomes a new store (rescue.ts).
 */
export function openStore(folder: string, options: OpenOptions = {}): Result<Store, StoreError> {
  const { now = Date.now, onRescue } = options
  const problem = runtimeProblem()
  if (problem !== undefined) return err({ code: 'failed', text: problem })
  let lock: Lock | undefined
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const taken = takeLock(folder)
    if (taken === 'no-locks') return err({ code: 'failed', text: noLocksText(folder) })
    if ('heldBy' in taken) {
      const where = taken.heldBy === '' ? 'in another window' : `at ${taken.heldBy}`
      return err({
        code: 'locked',
        text: `Understudy is already running with this folder, ${where}.\nFolder: ${folder}`,
      })
    }
    lock = taken
    for (let isAgain = false; ; isAgain = true) {
      const opened = openDatabase(folder, now(), onRescue)
      if ('newer' in opened) {
        lock.release()
        return err({ code: 'newer', text: newerText(folder, opened.newer) })
      }
      try {
        return ok(createStore(opened.db, folder, lock, opened.generation))
      } catch (error) {
        closeNoted(opened.db, folder)
        // A statement that does not fit the tables: damage that came since the last check. Then it is checked now.
        if (isAgain || !(error instanceof Database.SqliteError)) throw error
        markSuspect(folder, opened.generation, true)
      }
    }
  } catch (error) {
    lock?.release()
    return err(openErrorToStoreError(error, folder))
  }
}

/** Lets the next opening check the store. */
function markSuspect(folder: string, generation: string, logMoved: boolean): void {
  writeStoreState(folder, { closed: false, suspect: true, logMoved, generation, version: NEWEST_VERSION })
}

function noLocksText(folder: string): string {
  return `The drive that ${folder} lies on cannot lock files, as some network drives cannot; two Understudies could write over each other there. Nothing was changed. Move the folder to a drive of this computer and name it with --data, or choose another one.`
}

function newerText(folder: string, version: number): string {
  return `The store in ${folder} was written by a newer Understudy (store version ${version}, this program knows ${NEWEST_VERSION}). It was left untouched. Install the newer Understudy, or choose another folder.`
}

function createStore(db: Database.Database, folder: string, lock: Lock, generation: string): Store {
  compileOnce(db)
  const files = createFilesTable(db)
  // Made once: making a transaction function costs more than running one.
  const transaction = db.transaction((work: () => unknown) => work())
  return {
    folder,
    meta: createMetaTable(db),
    hubs: createHubsTable(db),
    feed: createFeedTable(db),
    occupations: createOccupationsTable(db),
    tasks: createTasksTable(db),
    taskList: createTaskListTable(db),
    drafts: createDraftsTable(db),
    citedFields: createCitedFieldsTable(db),
    versions: createVersionsTable(db),
    submissions: createSubmissionsTable(db),
    reconcile: createReconcileTable(db),
    outbox: createOutboxTable(db),
    ledger: createLedgerTable(db),
    invoices: createInvoicesTable(db),
    files,
    readiness: createReadinessTable(db),
    backups: createBackups(db, folder, files),
    generation,
    suspect: () => markSuspect(folder, generation, false),
    transaction: <T>(work: () => T) => transaction.immediate(work) as T,
    bytes: () => bytesOf(db),
    announce: (where) => lock.announce(where),
    close: () => {
      let isWhole = true
      const closedAs = markClosed(db)
      try {
        db.pragma('optimize')
      } catch {
        // It is only advice for the next time; but then something is wrong, and the next opening looks.
        isWhole = false
      }
      isWhole &&= readStoreState(folder)?.suspect === false
      closeNoted(db, folder)
      try {
        if (isWhole)
          writeStoreState(folder, { closed: true, closedAs, suspect: false, generation, version: NEWEST_VERSION })
      } catch {
        // Where it cannot be noted that all is well, the next opening checks it.
      }
      lock.release()
    },
  }
}

/** @returns a mark that no older state of the store has; where there is no room for a new one, the one that it has */
function markClosed(db: Database.Database): string | undefined {
  const mark = randomUUID()
  try {
    db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(CLOSED_AS_KEY, mark)
    return mark
  } catch {
    return tryRead(() => markOf(db))
  }
}

/** SQLite and file errors in the words of the person at the desk. */
export function openErrorToStoreError(error: unknown, folder: string): StoreError {
  if (error instanceof NoRoomToRescue) {
    const megabytes = Math.ceil(error.bytes / 1_000_000)
    return {
      code: 'disk-full',
      text: `The store in ${folder} is damaged, and there is no room on the disk to rescue what is in it: ${megabytes} MB have to be free. Make room and start again; everything is as it was found.`,
    }
  }
  const code = codeOf(error)
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return {
      code: 'damaged',
      text: `The store in ${folder} is damaged and cannot be read. It was left as it is. Copy the folder somewhere safe, then start with another folder (--data) or put back a backup.`,
    }
  }
  if (code === 'EIO' || code === 'SQLITE_IOERR_READ' || code === 'SQLITE_IOERR_CORRUPTFS') {
    return {
      code: 'failed',
      text: `The disk that ${folder} lies on cannot be read. Nothing was changed. Connect it again where it is another drive, and start again; or start with another folder (--data) and put back a backup.`,
    }
  }
  if (isNoRoom(error)) {
    return {
      code: 'disk-full',
      text: `There is no room on the disk of ${folder}. Make room and start again; nothing was lost.`,
    }
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    ['EACCES', 'EPERM', 'EROFS'].includes(code)
  ) {
    return {
      code: 'read-only',
      text: `Understudy may not write in ${folder}. Give yourself the right to write there, or choose another folder with --data.`,
    }
  }
  if (code.startsWith('SQLITE_BUSY') || code === 'EBUSY') {
    return {
      code: 'failed',
      text: `Another program holds the store in ${folder}: a backup, a virus scanner or a tool that looks into databases. Nothing was changed. Let it finish, or close it, and start again.`,
    }
  }
  return {
    code: 'failed',
    text: `The store in ${folder} cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
  }
}

/**
 * Why a write failed, in the expert's words.
 * @param isOfWords whether it was of words that the window keeps and saves by itself; anything else has to be done again
 */
export function writeErrorToText(
  error: unknown,
  isOfWords = false,
): { code: 'DISK_FULL' | 'STORE_FAILED'; text: string } | undefined {
  const code = codeOf(error)
  if (isNoRoom(error)) {
    return {
      code: 'DISK_FULL',
      text: isOfWords
        ? 'The disk is full. Your last words are kept in this window and will be saved as soon as there is room.'
        : 'The disk is full, and nothing can be saved until there is room. Make room and try again.',
    }
  }
  if (isDamage(error)) {
    const rest = isOfWords ? 'your last words are kept in this window' : 'try again then'
    return {
      code: 'STORE_FAILED',
      text: `The store on this computer is damaged. Understudy closes it for a moment and rescues what is in it; ${rest}.`,
    }
  }
  if (code.startsWith('SQLITE_') || ['EIO', 'EROFS', 'EACCES'].includes(code)) {
    const rest = isOfWords ? 'Your last words are kept in this window; it tries again.' : 'Try again.'
    return { code: 'STORE_FAILED', text: `The computer could not save (${code}). ${rest}` }
  }
  return undefined
}
