import { type StatsFs, statfsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { codeOf } from '../../shared/rules/code-of.ts'

/** Room that must stay free on the disk beside a file, so that what is being written in still fits. In bytes. */
export const SPARE_BYTES = 50_000_000

export async function hasRoomFor(folder: string, bytes: number): Promise<boolean> {
  return hasRoom(await statfs(folder), bytes)
}

export function hasRoomForSync(folder: string, bytes: number): boolean {
  return hasRoom(statfsSync(folder), bytes)
}

/**
 * The same of what comes by itself: as much again stays free, or `SPARE_BYTES` where that is less. So a small file comes also
 * where there is little room, and nothing takes the last of it from the words that are being written.
 */
export function leavesRoomSync(folder: string, bytes: number): boolean {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize >= bytes + Math.min(bytes, SPARE_BYTES)
}

function hasRoom({ bavail, bsize }: StatsFs, bytes: number): boolean {
  return bavail * bsize >= bytes + SPARE_BYTES
}

/** SQLite calls it full only where a disk is; a quota that is used up is a write that failed, and its index one too small. */
const noRoomCodes = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE'])

/** Whether something failed because the disk is full. */
export function isNoRoom(error: unknown): boolean {
  return noRoomCodes.has(codeOf(error))
}
