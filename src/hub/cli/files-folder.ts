import { mkdir, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { codeOf } from '../../shared/rules/code-of.ts'
import type { HubContext, OperatorError } from '../context.ts'
import type { EmbeddedPostgres } from '../postgres/embedded.ts'
import type { Db } from '../store/db.ts'
import { newestFiles } from '../store/files.ts'
import { readFilesFolder, setFilesFolder } from '../store/hub-identity.ts'

export type FilesChoice = {
  /** As the operator names it. */
  readonly given: string | undefined
  readonly dataFolder: string
  /** The database is the operator's own, so hubs on other computers, each with a data folder of its own, may use it too. */
  readonly isShared: boolean
  /** Whether the command is `serve`: it alone may move the files' folder, because new files come to the hub that serves. */
  readonly serves: boolean
}

/**
 * Where the files of a hub lie: where the hub that served last had them, else in its folder. Each file is known to the database by
 * its hash alone, so one command with another folder would leave files where no desk gets them.
 */
export async function chooseFilesFolder(
  db: Db,
  { given, dataFolder, isShared, serves }: FilesChoice,
): Promise<Result<string, OperatorError>> {
  const kept = await readFilesFolder(db)
  const present = kept ?? usualFilesFolder(dataFolder)
  const isFirst = kept === null && isShared && serves
  if (given === undefined || (await isSame(given, present))) {
    // On a disk that is not mounted, say. To go on would make the folder anew, empty.
    if (kept !== null && !(await isFolder(kept))) return err(isGone(kept))
    if (isFirst && given === undefined && !(await holdsFilesOf(db, present, true))) return err(isElsewhere(present))
    return ok(present)
  }
  const folder = resolve(given)
  if (isFirst || (await holdsFilesOf(db, folder, serves))) return ok(folder)
  return err(serves ? holdsNone(folder, present) : isOther(present))
}

/** A hub that serves has its files in this folder from now on, and so has every command. */
export async function keepFilesFolder({
  context: { db, filesFolder },
  dataFolder,
  embedded,
}: {
  readonly context: HubContext
  readonly dataFolder: string
  readonly embedded: EmbeddedPostgres | undefined
}): Promise<Result<void, OperatorError>> {
  // The usual folder is kept as null and not by its path, so that it moves along when the hub's data folder is moved.
  const isUsual = embedded !== undefined && filesFolder === usualFilesFolder(dataFolder)
  try {
    if (!isUsual) await mkdir(filesFolder, { recursive: true, mode: 0o700 })
  } catch (error) {
    const text = `The folder ${filesFolder} cannot be made (${codeOf(error)}). Choose another with --files.`
    return err({ code: 'no-folder', text })
  }
  await setFilesFolder(db, isUsual ? null : filesFolder)
  return ok(undefined)
}

function usualFilesFolder(dataFolder: string): string {
  return join(dataFolder, 'files')
}

/**
 * Whether the hub's files lie in a folder: one of the newest has to be there, since some may be lost.
 * @param whenNone the answer where the hub has no files at all
 */
async function holdsFilesOf(db: Db, folder: string, whenNone: boolean): Promise<boolean> {
  const hashes = await newestFiles(db, 50)
  for (const sha256 of hashes) if (await isThere(join(folder, sha256.slice(0, 2), sha256))) return true
  return hashes.length === 0 && whenNone
}

async function isSame(one: string, other: string): Promise<boolean> {
  if (resolve(one) === other) return true
  const [a, b] = await Promise.all([one, other].map((path) => realpath(path).catch(() => undefined)))
  return a !== undefined && a === b
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function isGone(folder: string): OperatorError {
  const text = `The files of this hub lie in ${folder}, which is not there or may not be entered. Have it there, or, where it was moved, start the hub once with serve --files. Where all of it is lost, make an empty folder there.`
  return { code: 'no-files', text }
}

function isElsewhere(folder: string): OperatorError {
  const text = `The files of this hub do not lie in ${folder}. Name their folder with --files.`
  return { code: 'no-files', text }
}

function holdsNone(folder: string, present: string): OperatorError {
  const text = `${folder} holds none of the files of this hub, which lie in ${present}. Copy them there first, or leave --files out.`
  return { code: 'no-files', text }
}

function isOther(present: string): OperatorError {
  const text = `The files of this hub lie in ${present}. Leave --files out: only serve has them elsewhere, and files that a batch names come from --files-dir.`
  return { code: 'no-files', text }
}
