import { rm } from 'node:fs/promises'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { listBackups } from './backup-files.ts'
import { filePathOf, fileSize, isWhole } from './file-store.ts'
import type { FilesTable } from './files-table.ts'
import { type FileHealth, healFile, keepFile, listKept, measureKept, nextToReread, rereadKept } from './kept-files.ts'
import { createMetaTable } from './meta-table.ts'
import { isNamed, readDraftFiles, readFileName, readNeededByBackup, readNeededFiles } from './needed-files.ts'

export type KeptOutcome = {
  /** Files that the store needs, that are not whole here and that no backup has. */
  readonly lost: string[]
  /** What could not be asked which files it needs; as long as there is one, no copy is removed. */
  readonly unread: string[]
}

export type AttachedBackup = {
  /**
   * Copies what the store or a backup needs, removes what nobody needs any more, reads some of the copies again, and puts
   * right what the store needs and has not. Small files come first; with the first that finds no room it ends. One at a
   * time.
   * @throws when `signal` ends it
   */
  keep(signal: AbortSignal): Promise<KeptOutcome | 'no-room'>
  /**
   * Makes sure that a file is whole here, and takes it from the backups where it is not. What is nowhere counts as
   * missing from then on.
   * @throws where the disk is full or may not be written
   */
  heal(sha256: string): Promise<FileHealth>
  /**
   * The same for every file the expert has attached, as after another store took the place of this one.
   * @throws when `signal` ends it
   */
  healAll(signal: AbortSignal): Promise<void>
  /** Who is told which files were taken from the backups. */
  onHealed(tell: (hashes: readonly string[]) => void): void
  measure(): Promise<{ count: number; bytes: number }>
  /** Whether a hub that the file is for has not got it: if it goes here, it is gone. */
  isOwed(sha256: string): boolean
  /** What the expert calls an attached file, and the title of its task. */
  nameOf(sha256: string): { name: string; title: string } | undefined
}

/** Of the copies so much is read again with each backup. */
const REREAD_BYTES = 200_000_000
const LAST_REREAD = 'kept-reread'

export function createAttachedBackup(db: Database, folder: string, files: FilesTable): AttachedBackup {
  let told: (hashes: readonly string[]) => void = () => undefined
  const meta = createMetaTable(db)
  const healing = new Map<string, Promise<FileHealth>>()

  async function keep(signal: AbortSignal): Promise<KeptOutcome | 'no-room'> {
    const { files: present, isAll } = readNeededFiles(db)
    const needed = new Map(present.map(({ sha256, size }) => [sha256, size]))
    const unread = isAll ? [] : ['the store itself']
    for (const { id, path } of listBackups(folder)) {
      const byBackup = readNeededByBackup(path)
      if (byBackup === undefined) unread.push(id)
      for (const { sha256, size } of byBackup ?? []) if (!needed.has(sha256)) needed.set(sha256, size)
      await turnOfTheLoop(undefined, { signal })
    }
    // Before anything is copied, because it makes room.
    if (unread.length === 0) await removeUnneeded(needed, signal)
    await rereadSome(signal)
    const lost: string[] = []
    const own = new Set(present.map(({ sha256 }) => sha256))
    for (const [sha256, size] of needed) {
      signal.throwIfAborted()
      const kept = await keepFile(folder, sha256, size, signal)
      if (kept === 'no-room') return kept
      if (!own.has(sha256)) continue
      // A file that nothing names was still being added when a full disk or a crash ended that: nothing is lost.
      if (kept === 'at-risk') lost.push(...(isNamed(db, sha256) ? [sha256] : []))
      else if ((await fileSize(filePathOf(folder, sha256))) !== size) await heal(sha256)
    }
    return { lost, unread }
  }

  /** In turn, each time some: what is copied and never read may have been lost for years. */
  async function rereadSome(signal: AbortSignal): Promise<void> {
    const sound = (await listKept(folder)).filter(({ path }) => !path.endsWith('.damaged'))
    const sizes = await Promise.all(sound.map(({ path }) => fileSize(path)))
    const all = sound.map((file, i) => ({ ...file, bytes: sizes[i] ?? 0 }))
    for (const file of nextToReread(all, meta.get(LAST_REREAD), REREAD_BYTES)) {
      signal.throwIfAborted()
      await rereadKept(folder, file)
      meta.set(LAST_REREAD, file.sha256)
    }
  }

  async function removeUnneeded(needed: ReadonlyMap<string, number>, signal: AbortSignal): Promise<void> {
    for (const { sha256, path } of await listKept(folder)) {
      signal.throwIfAborted()
      if (needed.has(sha256)) continue
      // Also of a file at the hub the copy goes only when the one here is known to be sound.
      const isOurs = files.get(sha256)?.made === true
      if (!isOurs || (await isWhole(filePathOf(folder, sha256), sha256))) await rm(path, { force: true })
    }
  }

  async function healOne(sha256: string): Promise<FileHealth> {
    const health = await healFile(folder, sha256)
    if (health === 'gone') files.setSpoilt(sha256)
    else if (health === 'healed' || files.get(sha256)?.here === false) {
      files.setHere(sha256, await fileSize(filePathOf(folder, sha256)), health === 'healed')
    }
    return health
  }

  function heal(sha256: string): Promise<FileHealth> {
    const known = healing.get(sha256)
    if (known !== undefined) return known
    const now = healOne(sha256)
      .then((health) => {
        if (health === 'healed') told([sha256])
        return health
      })
      .finally(() => healing.delete(sha256))
    healing.set(sha256, now)
    return now
  }

  async function healAll(signal: AbortSignal): Promise<void> {
    const healed: string[] = []
    for (const { sha256, size } of readDraftFiles(db)) {
      // A rescued store may have lost what it knew of the file.
      if (files.get(sha256) === undefined) files.setHere(sha256, size, true)
    }
    const hashes = new Set([...files.made(), ...readNeededFiles(db).files.map(({ sha256 }) => sha256)])
    try {
      for (const sha256 of hashes) {
        signal.throwIfAborted()
        if ((await healOne(sha256)) === 'healed') healed.push(sha256)
      }
    } finally {
      if (healed.length > 0) told(healed)
    }
  }

  return {
    keep,
    heal,
    healAll,
    onHealed: (tell) => {
      told = tell
    },
    measure: () => measureKept(folder),
    isOwed: (sha256) => readNeededFiles(db).files.some((file) => file.sha256 === sha256),
    nameOf: (sha256) => readFileName(db, sha256),
  }
}
