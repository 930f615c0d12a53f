import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { listBackups } from './backup-files.ts'
import { backUpBeforeUpdate } from './backups.ts'
import { isNoRoom } from './disk-room.ts'
import { filePathOf } from './file-store.ts'
import { migrate, NEWEST_VERSION } from './migrate.ts'
import { applyReplacement } from './replace-store.ts'
import { GENERATION_KEY, rescueStore } from './rescue.ts'
import { lostLogText, olderStoreText } from './rescue-words.ts'
import { alteredTables } from './schema.ts'
import { checkStore, type Depth, isDamage, isUnreadable } from './soundness.ts'
import { closeNoted, readStoreState, type StoreState, writeStoreState } from './store-state.ts'
import { hasLostCommits } from './wal-check.ts'

/** A store that was checked and found sound is not checked again at each opening within this time. */
const CHECK_EVERY_MS = 24 * 3_600_000
/** In the store's `meta`: the mark that it was closed with last, which stands beside it too. */
export const CLOSED_AS_KEY = 'closed-as'
/** In the store's `meta`: when it was last checked and found sound. */
export const CHECKED_KEY = 'checked-at'
/** Set when a backup was put back: the name under which the store before it was set aside. */
export const PUT_BACK_KEY = 'put-back'
/** Set when a backup that was to be put back was not: why. */
export const NOT_PUT_BACK_KEY = 'not-put-back'
/** Set when another store took the place of this one: the files it names are to be looked through. */
export const FILES_DUE_KEY = 'files-due'

export type Opened = { db: Database.Database; generation: string } | { newer: number }

/**
 * Puts in place what was planned, checks the store where that is due, rescues it where it is damaged, backs it up and
 * brings it up to date. Only for who holds the lock.
 * @param at the wall clock
 * @param onRescue called before a rescue begins, which nothing interrupts and which may take minutes
 * @throws what SQLite and the disk throw, also when nothing sound could be made
 */
export function openDatabase(folder: string, at: number, onRescue: () => void = () => {}): Opened {
  applyReplacement(folder)
  const opened = openSound(folder, at)
  if (!('older' in opened)) return opened
  onRescue()
  return openRescued(folder, at, opened.older)
}

/** The store is damaged, or an older one than it should be: then in words what of it is gone. It is closed, and as it was. */
type Hurt = { readonly older: string | undefined }
const hurt: Hurt = { older: undefined }

function openSound(folder: string, at: number): Opened | Hurt {
  const path = join(folder, 'desk.db')
  const state = readStoreState(folder)
  // An empty file would be taken for a new store, and all work would seem to be gone.
  if (state !== undefined && bytesOf(path) === 0) return hurt
  // Left as it is, with its log: only the program that wrote it may close it.
  if (state?.version !== undefined && state.version > NEWEST_VERSION) return { newer: state.version }
  // Before it is opened, by which the log would become a part of it.
  const lost = lostLog(folder, state)
  if (lost !== undefined) return { older: lost }
  // A store that is closed has no log. Beside one there stands another store than its own, such as an older one that a backup
  // of the system has put back, and SQLite would make one of the two.
  const isOwnLog = state?.closed !== true || bytesOf(`${path}-wal`) === 0
  // The write-ahead log gets the same rights as the store.
  closeSync(openSync(path, 'a', 0o600))
  const db = new Database(path)
  try {
    applyPragmas(db)
    const version = Number(db.pragma('user_version', { simple: true }))
    if (version > NEWEST_VERSION) {
      closeNoted(db, folder)
      return { newer: version }
    }
    if (state?.closedAs !== undefined && version > 0 && markOf(db) !== state.closedAs) {
      closeNoted(db, folder)
      return { older: olderStoreText }
    }
    const isLess = state?.version !== undefined && version < state.version
    const due = version > 0 ? checkDue(db, state, at, isOwnLog) : undefined
    if (isLess || (due !== undefined && !checkStore(db, due).sound)) {
      closeNoted(db, folder)
      return hurt
    }
    if (version > 0 && version < NEWEST_VERSION) backUpBeforeUpdate(db, folder, at, version)
    migrate(db)
    const generation = state === undefined || state.generation === '' ? randomUUID() : state.generation
    const put = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)')
    put.run(GENERATION_KEY, generation)
    if (due !== undefined || version === 0) put.run(CHECKED_KEY, String(at))
    if (state?.notPutBack !== undefined) put.run(NOT_PUT_BACK_KEY, state.notPutBack)
    if (state?.replaced !== undefined) {
      forgetAbsentFiles(db, folder)
      put.run(FILES_DUE_KEY, '1')
      if (state.replaced.putBack !== undefined) {
        put.run(PUT_BACK_KEY, state.replaced.putBack)
        // The keys lie beside the store, and may be newer than what the backup says of them: the hubs are asked again.
        db.prepare('UPDATE hubs SET signed_in = 1').run()
      }
    }
    writeStoreState(folder, { closed: false, suspect: false, generation, version: NEWEST_VERSION })
    return { db, generation }
  } catch (error) {
    const isHurt = isDamage(error) || isAltered(db)
    closeNoted(db, folder)
    if (isHurt) return hurt
    throw error
  }
}

/** The mark that a store was closed with last. */
export function markOf(db: Database.Database): string | undefined {
  return db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck().get(CLOSED_AS_KEY)
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function isAltered(db: Database.Database): boolean {
  try {
    return alteredTables(db).size > 0
  } catch (error) {
    return isUnreadable(error)
  }
}

/**
 * Of everything after an unclean stop, after a failed read and beside a log that is not the store's own. Once a day its
 * structure will do: to read each of two million edits takes seconds, for which somebody waits, and the day's backup does
 * it a minute later while they work.
 */
function checkDue(
  db: Database.Database,
  state: StoreState | undefined,
  at: number,
  isOwnLog: boolean,
): Depth | undefined {
  if (state?.closed !== true || state.suspect || !isOwnLog) return 'everything'
  const checkedAt = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(CHECKED_KEY)
  const age = at - Number(checkedAt?.value ?? 0)
  // A clock that was set back makes the last check lie ahead; then nobody knows how old it is.
  return age < 0 || age >= CHECK_EVERY_MS ? 'structure' : undefined
}

/** There is no room for what a rescue needs. */
export class NoRoomToRescue extends Error {
  /** That have to be free. */
  readonly bytes: number

  constructor(bytes: number, cause: unknown) {
    super('no room to rescue a store', { cause })
    this.bytes = bytes
  }
}

/** It works on a copy, and what it has put together is copied into the place of the store: both as large as that at most. */
function roomToRescue(folder: string): number {
  const store = bytesOf(join(folder, 'desk.db')) + bytesOf(join(folder, 'desk.db-wal'))
  const backup = listBackups(folder)[0]?.bytes ?? 0
  return 2 * Math.max(store, backup) + 10_000_000
}

/** @param older in words, what of the store is gone because an older one stands there */
function openRescued(folder: string, at: number, older: string | undefined): Opened {
  const state = readStoreState(folder)
  const room = roomToRescue(folder)
  try {
    rescueStore({
      folder,
      at,
      generation: state?.generation,
      newGeneration: randomUUID(),
      older,
    })
    applyReplacement(folder)
  } catch (error) {
    throw isNoRoom(error) ? new NoRoomToRescue(room, error) : error
  }
  const opened = openSound(folder, at)
  if ('older' in opened) throw Object.assign(new Error('the rescued store is damaged'), { code: 'SQLITE_CORRUPT' })
  return opened
}

/**
 * What was lost with a log of writes that is gone or broken in the middle, in words. What SQLite can read of the store then is
 * an older one: a copy may have more of it, and what is written from now on belongs to another history (K5).
 */
function lostLog(folder: string, state: StoreState | undefined): string | undefined {
  const path = join(folder, 'desk.db')
  if (state?.closed !== false || !existsSync(path)) return undefined
  if (!existsSync(`${path}-wal`)) return state.logMoved ? undefined : lostLogText(path, 'is gone')
  return hasLostCommits(`${path}-wal`) ? lostLogText(path, 'is broken in the middle') : undefined
}

/** What a backup knows as here may have been cleared away since. */
function forgetAbsentFiles(db: Database.Database, folder: string): void {
  const forget = db.prepare('UPDATE files SET here = 0 WHERE sha256 = ?')
  for (const { sha256 } of db.prepare<[], { sha256: string }>('SELECT sha256 FROM files WHERE here = 1').all()) {
    if (!existsSync(filePathOf(folder, sha256))) forget.run(sha256)
  }
}

/**
 * The pragmas of the store; the bench opens its own database with the same. Without `mmap_size`: a sector that the disk cannot
 * read ends the process there (SIGBUS), at each opening anew, where a read only fails; and it saved no time.
 */
export function applyPragmas(db: Database.Database): void {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  // On a Mac `fsync` leaves the bytes in the memory of the drive, in any order (fsync(2) there); elsewhere this is nothing.
  db.pragma('fullfsync = ON')
  db.pragma('foreign_keys = ON')
  db.pragma('temp_store = MEMORY')
  db.pragma('cache_size = -32000')
  db.pragma('wal_autocheckpoint = 2000')
}
