import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupKind, BackupView } from '../../shared/contract/desk-backup.ts'

/** Where copies of the store lie, how they are named, and which of them are kept. */

const KEPT_DAILY = 7
const KEPT_BY_HAND = 3
const namePattern = /^desk-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-(daily|hand|update|aside)(?:-v(\d+))?\.db$/

export function backupFolderOf(folder: string): string {
  return join(folder, 'backups')
}

/**
 * The name of a copy made at `at`: it sorts by time.
 * @param version of the store, for one made before an update
 */
export function backupName(at: number, kind: BackupKind | 'damaged', version?: number): string {
  const stamp = new Date(at).toISOString().replaceAll(/[-:.]/g, '')
  return `desk-${stamp}-${kind}${version === undefined ? '' : `-v${version}`}.db`
}

/** A name that is not taken: two copies of one millisecond must not overwrite each other. */
export function freeBackupPath(folder: string, at: number, kind: BackupKind | 'damaged', version?: number): string {
  mkdirSync(backupFolderOf(folder), { recursive: true, mode: 0o700 })
  for (let later = at; ; later++) {
    const path = join(backupFolderOf(folder), backupName(later, kind, version))
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return path
  }
}

export type BackupFile = BackupView & { readonly path: string; readonly version: number | undefined }

/** All backups of a folder, newest first; files of other names are not looked at. */
export function listBackups(folder: string): BackupFile[] {
  const backups = backupFolderOf(folder)
  const found: BackupFile[] = []
  for (const id of readNames(backups)) {
    const parts = namePattern.exec(id)
    const bytes = parts === null ? undefined : statSync(join(backups, id), { throwIfNoEntry: false })?.size
    if (parts === null || bytes === undefined) continue
    const [year = 0, month = 0, ...time] = parts.slice(1, 8).map(Number)
    const at = Date.UTC(year, month - 1, ...(time as [number, number, number, number, number]))
    const version = parts[9] === undefined ? undefined : Number(parts[9])
    found.push({ id, kind: parts[8] as BackupKind, at, bytes, path: join(backups, id), version })
  }
  return found.sort((a, b) => (a.id < b.id ? 1 : -1))
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/**
 * Backups from later than `now` were made while the clock was wrong, and count as older than all others: else the one that
 * was just made would be the first to go, and the last that a rescue asks.
 */
export function newestByNow(newestFirst: readonly BackupFile[], now: number): BackupFile[] {
  return [...newestFirst.filter(({ at }) => at <= now), ...newestFirst.filter(({ at }) => at > now)]
}

/**
 * Which backups may go: all but the newest seven of a day, the newest three made by hand, and the newest before each
 * update. What was set aside is the expert's own work and is never removed.
 * @param madeAt when the newest was made, by the clock as it is now
 */
export function planPrune(newestFirst: readonly BackupFile[], madeAt = Number.POSITIVE_INFINITY): BackupFile[] {
  const seen = new Map<string, number>()
  return newestByNow(newestFirst, madeAt).filter(({ kind, version }) => {
    if (kind === 'aside') return false
    const group = kind === 'update' ? `update ${version ?? ''}` : kind
    const count = (seen.get(group) ?? 0) + 1
    seen.set(group, count)
    return count > (kind === 'daily' ? KEPT_DAILY : kind === 'hand' ? KEPT_BY_HAND : 1)
  })
}

/**
 * @param made the backup that was just made
 * @param planned the name of one that is about to be put back, which stays whatever its age
 */
export function pruneBackups(folder: string, made: string, planned?: string): void {
  const all = listBackups(folder)
  const madeAt = all.find(({ path }) => path === made)?.at
  for (const { id, path } of planPrune(all, madeAt)) if (id !== planned) rmSync(path, { force: true })
}

/** Removes what a stop in the middle of a copy has left. */
export function dropParts(folder: string): void {
  for (const name of readNames(backupFolderOf(folder))) {
    if (!/\.part(-wal|-shm|-journal)?$/.test(name)) continue
    try {
      rmSync(join(backupFolderOf(folder), name), { force: true })
    } catch {
      // Windows keeps a file that is open, as one whose check was broken off a moment ago: it goes with the next.
    }
  }
}
