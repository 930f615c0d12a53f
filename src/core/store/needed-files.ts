import Database from 'better-sqlite3'
import { z } from 'zod'
import type { FileRef } from '../../shared/domain/fields.ts'
import { Sha256 } from '../../shared/domain/primitives.ts'
import { filesOf } from '../../shared/rules/named-files.ts'
import { tableNames } from './soundness.ts'

const NeededFile = z.object({ sha256: Sha256, size: z.int().min(0) })
export type NeededFile = z.infer<typeof NeededFile>

/** `isAll` is false where a row is damaged, so that its file cannot be named. */
export type NeededFiles = { readonly files: NeededFile[]; readonly isAll: boolean }

/**
 * The files that only this computer has, as far as a store knows: attached by the expert, and not yet at each hub that they
 * are for (no hub gives out again what it was handed). What was attached once stays `made`, so this includes files that
 * only an older version of a draft or a submission names. Those of submissions are asked for a second time, because a
 * rescued store may have lost its rows of `files`.
 * @throws where what is in the store cannot be read
 */
export function readNeededFiles(db: Database.Database): NeededFiles {
  const tables = new Set(tableNames(db))
  const hasMade = db.prepare("SELECT 1 FROM pragma_table_info('files') WHERE name = 'made'").get() !== undefined
  // Before version 3 the expert's files were those that no task names.
  const made = hasMade ? 'made = 1' : 'here = 1 AND sha256 NOT IN (SELECT sha256 FROM task_files)'
  const submitted = `UNION SELECT sf.sha256, sf.size FROM submission_files sf LEFT JOIN files f ON f.sha256 = sf.sha256
    WHERE f.at_hub IS NOT 1`
  const select = `SELECT sha256, size FROM files WHERE ${made} AND at_hub = 0`
  // Small ones first, so that a disk with little room takes as many as it can.
  const order = 'ORDER BY size, sha256'
  const sql = `SELECT * FROM (${select} ${tables.has('submission_files') ? submitted : ''}) ${order}`
  const rows = db.prepare(sql).all()
  const files = rows.map((row) => NeededFile.safeParse(row).data).filter((file) => file !== undefined)
  return { files: withOthers(files, readOwedFiles(db, tables)), isAll: files.length === rows.length }
}

/** Files that one hub has and that work, sent or not, names for another one which has not got them. */
function readOwedFiles(db: Database.Database, tables: ReadonlySet<string>): NeededFile[] {
  // With one hub, or before version 14, `files.at_hub` says all there is to say.
  const isOfSeveral = tables.has('files_at_hubs') && countHubs(db) > 1
  if (!isOfSeveral) return []
  const isThere = db.prepare<[string, string]>('SELECT 1 FROM files_at_hubs WHERE hub_id = ? AND sha256 = ?')
  return readDraftFiles(db).flatMap(({ sha256, size, hubId }) =>
    hubId !== null && isThere.get(hubId, sha256) === undefined ? [{ sha256, size }] : [],
  )
}

function countHubs(db: Database.Database): number {
  return db.prepare<[], number>("SELECT count(*) FROM hubs WHERE kind = 'hub'").pluck().get() ?? 0
}

/** Small ones first, each once. */
function withOthers(files: NeededFile[], others: readonly NeededFile[]): NeededFile[] {
  if (others.length === 0) return files
  const all = new Map([...others, ...files].map((file) => [file.sha256, file]))
  return [...all.values()].toSorted((a, b) => a.size - b.size)
}

/**
 * The same of a backup. It is asked itself, and not a list beside it: so nothing can be missing or out of step, an older
 * backup and one that was brought here by hand say it too, and opening one takes a few milliseconds. It is only read;
 * what was set aside may have its log of writes beside it, which counts.
 * @returns undefined where not all of it can be read: then nobody knows what it needs
 */
export function readNeededByBackup(path: string): NeededFile[] | undefined {
  let db: Database.Database | undefined
  try {
    db = new Database(path, { readonly: true, fileMustExist: true })
    const { files, isAll } = readNeededFiles(db)
    return isAll ? files : undefined
  } catch {
    return undefined
  } finally {
    db?.close()
  }
}

/** A file that a draft names, and the hub that its task is from; none where that is the sample, or not known any more. */
export type DraftFile = FileRef & { readonly hubId: string | null }

/** Files that drafts name in any of their versions, for a store whose rows of `files` may not fit its drafts. */
export function readDraftFiles(db: Database.Database): DraftFile[] {
  const edits = db.prepare<[], { change: string; hubId: string | null }>(
    `SELECT e.change, h.id AS hubId FROM draft_fields d JOIN edits e ON e.field_no = d.no
       LEFT JOIN tasks t ON t.no = d.task_no LEFT JOIN hubs h ON h.id = t.hub_id AND h.kind = 'hub'
     WHERE d.kind = 'value' AND instr(e.change, '"sha256"') > 0`,
  )
  const files = new Map<string, DraftFile>()
  for (const { change, hubId } of edits.iterate()) {
    for (const file of changeToFiles(change)) files.set(`${hubId} ${file.sha256}`, { ...file, hubId })
  }
  return [...files.values()]
}

/** What the expert calls an attached file, and the task it is for; the newest name counts. */
export function readFileName(db: Database.Database, sha256: string): { name: string; title: string } | undefined {
  const rows = db
    .prepare<[string], { change: string; title: string }>(
      `SELECT e.change, t.title FROM draft_fields d JOIN edits e ON e.field_no = d.no JOIN tasks t ON t.no = d.task_no
       WHERE d.kind = 'value' AND instr(e.change, ?) > 0 ORDER BY e.wall DESC, e.version DESC`,
    )
    .all(sha256)
  for (const { change, title } of rows) {
    const file = changeToFiles(change).find((one) => one.sha256 === sha256)
    if (file !== undefined) return { name: file.name, title }
  }
  return undefined
}

/** Whether any version of a draft, or work that was handed in, has the file. */
export function isNamed(db: Database.Database, sha256: string): boolean {
  if (readFileName(db, sha256) !== undefined) return true
  return db.prepare<[string]>('SELECT 1 FROM submission_files WHERE sha256 = ? LIMIT 1').get(sha256) !== undefined
}

function changeToFiles(change: string): FileRef[] {
  try {
    return filesOf(JSON.parse(change))
  } catch {
    return []
  }
}
