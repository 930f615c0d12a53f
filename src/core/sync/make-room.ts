import { rmSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { filePathOf, incomingPathOf } from '../store/file-store.ts'
import type { Store } from '../store/open-store.ts'

const DAY_MS = 24 * 3_600_000
/** What was prepared for delivered work is kept so long after it was handed in. */
export const KEPT_AFTER_MS = 90 * DAY_MS
/** So many are removed before others have their turn. */
const FILES_A_TURN = 50

/** Files here that no open task, no writing and no unsent work needs, and that the expert did not make. */
export function spareFiles(store: Store, now: number): { sha256: string; size: number }[] {
  return store.files.spare(now - KEPT_AFTER_MS)
}

/**
 * Gives up files that nothing needs any more: first noted, then removed, so that a crash between leaves a file too many
 * and never one too few. What is chosen is removed before anything else happens here, or it may have become needed again.
 * @returns what was given up
 */
export async function makeRoom(store: Store, now: number): Promise<{ files: number; bytes: number }> {
  const given = { files: 0, bytes: 0 }
  for (let some = spareFiles(store, now); some.length > 0; some = spareFiles(store, now)) {
    for (const { sha256, size } of some.slice(0, FILES_A_TURN)) {
      store.files.setGone(sha256)
      rmSync(filePathOf(store.folder, sha256), { force: true })
      given.files += 1
      given.bytes += size
    }
    await turnOfTheLoop()
  }
  return given
}

/**
 * Removes what half-done transfers left behind: parts of files that are not missing any more, and files whose adding was
 * broken off more than a day ago. For the start.
 */
export async function sweepIncoming(store: Store, now: number): Promise<void> {
  const folder = incomingPathOf(store.folder, '')
  for (const name of await readdir(folder).catch(() => [])) {
    const path = incomingPathOf(store.folder, name)
    const sha256 = /^([0-9a-f]{64})(?:\.[0-9a-f-]{36})?\.part$/.exec(name)?.[1]
    const changedAt = (await stat(path).catch(() => undefined))?.mtimeMs ?? now
    const isOver = sha256 === undefined ? now - changedAt > DAY_MS : store.files.get(sha256)?.here !== false
    if (isOver) await rm(path, { force: true, recursive: true })
  }
}
