import { copyFile, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { FieldValue, type FieldValues, type FileRef } from '../../shared/domain/fields.ts'
import { type Json, Json as JsonSchema } from '../../shared/domain/primitives.ts'
import { Task } from '../../shared/domain/task.ts'
import { JsonObject } from '../../shared/contract/hub.ts'
import { safeFileName } from '../../shared/rules/file-name.ts'
import { asksForAnswer, rowFiles, taskToGdpvalRow } from '../../shared/rules/gdpval-row.ts'
import { filesIn } from '../../shared/rules/named-files.ts'
import type { HubContext } from '../context.ts'
import { rowFromTask } from '../import/gdpval.ts'
import type { Queryable } from '../store/db.ts'
import {
  listSubmissions,
  readSubmissions,
  type SubmissionContents,
  type SubmissionFilter,
} from '../store/submissions.ts'

export type ExportOptions = SubmissionFilter & {
  readonly format: 'jsonl' | 'gdpval'
  /** Folder that the delivered files are copied into, one folder for each submission. */
  readonly filesFolder?: string
  /** Hears of each delivered file that is not in the hub's folder, or not whole; the export goes on without it. */
  readonly onMissing?: (file: MissingFile) => void
  /** Also submissions that a later one took the place of; else one that was accepted where the newest was not. */
  readonly all?: boolean
}

export type MissingFile = { readonly submissionId: string; readonly name: string; readonly sha256: string }

const page = 200
const Stored = z.looseObject({ values: JsonObject })
const StoredTask = z.looseObject({
  fields: z.array(z.looseObject({ key: z.string(), kind: z.string() })),
  external: z.record(z.string(), JsonSchema).optional(),
})
/** A task whose answer is itself a row: prompt, files and rubric are the expert's. */
const AuthoredTask = Task.extend({ kind: z.literal('author') })
type AuthoredTask = z.infer<typeof AuthoredTask>

/**
 * Submissions as rows for training, in the order in which they came; never more than a page of them is in memory. All is as
 * it was at the first: what is handed in or decided meanwhile would else be there beside what it took the place of.
 */
export async function* exportSubmissions(
  context: HubContext,
  options: ExportOptions,
): AsyncGenerator<Record<string, Json>> {
  const snapshot = await context.db.snapshot()
  try {
    yield* exportFrom(snapshot, context, options)
  } finally {
    await snapshot.end()
  }
}

async function* exportFrom(
  db: Queryable,
  context: HubContext,
  options: ExportOptions,
): AsyncGenerator<Record<string, Json>> {
  const filter: SubmissionFilter = options.all === true ? options : { ...options, only: 'counted' }
  let after: { receivedAt: number; id: string } | undefined
  for (;;) {
    const some = await listSubmissions(db, filter, page, after)
    const last = some.at(-1)
    if (last === undefined) return
    after = { receivedAt: last.receivedAt, id: last.id }
    for (const row of await readSubmissions(
      db,
      some.map((one) => one.id),
    )) {
      const submission = Stored.parse(JSON.parse(row.content))
      const files = filesIn(submission.values)
      const authored = options.format === 'gdpval' ? authoredTask(row) : undefined
      if (authored !== undefined) {
        const values = knownValues(submission.values)
        const { references, deliverables } = rowFiles(authored, values)
        const lists = { reference_files: references, deliverable_files: deliverables }
        await copyFiles(context, options, row.id, lists)
        yield toAuthoredRow(row, authored, values, lists)
        continue
      }
      await copyFiles(context, options, row.id, { deliverable_files: files })
      const exported = options.format === 'gdpval' ? toGdpval(row, submission.values, files) : toRow(row)
      if (exported !== undefined) yield exported
    }
  }
}

function toRow(row: SubmissionContents): Record<string, Json> {
  const reviews = row.reviews.map((body) => JSON.parse(body) as Json)
  return {
    id: row.id,
    taskId: row.taskId,
    expertId: row.expertId,
    programmeId: row.programmeId,
    batchId: row.batchId,
    state: row.state,
    receivedAt: row.receivedAt,
    late: row.late,
    withdrawn: row.withdrawn,
    supersededBy: row.supersededBy,
    task: JSON.parse(row.task) as Json,
    submission: JSON.parse(row.content) as Json,
    contentSha256: row.contentSha256,
    receipt: row.receipt,
    review: reviews.at(-1) ?? null,
    reviews,
  }
}

/** A GDPval row with the expert's answer; undefined for a task that came from elsewhere. */
function toGdpval(
  row: SubmissionContents,
  values: Readonly<Record<string, Json>>,
  files: readonly FileRef[],
): Record<string, Json> | undefined {
  const { external, fields } = StoredTask.parse(JSON.parse(row.task))
  const text = values['answer'] ?? ''
  const answer = {
    text: fields.some(({ key }) => key === 'answer') && typeof text === 'string' ? text : undefined,
    files: fields.some(({ kind }) => kind === 'files') ? pathsIn('deliverable_files', row.id, files) : undefined,
  }
  const found = rowFromTask(external, answer)
  if (found === undefined) return undefined
  return { ...found, understudy: originOf(row) }
}

/** Those that this hub can read; a newer desk may have filled in fields of kinds that are not known here. */
function knownValues(values: Readonly<Record<string, Json>>): FieldValues {
  const known: FieldValues = {}
  for (const [key, value] of Object.entries(values)) {
    const parsed = FieldValue.safeParse(value)
    if (parsed.success) known[key] = parsed.data
  }
  return known
}

function authoredTask(row: SubmissionContents): AuthoredTask | undefined {
  return AuthoredTask.safeParse(JSON.parse(row.task)).data
}

/**
 * The row that an expert has authored; what else the task's own row had, where it came from one, stays in it. Of an answer that
 * the row had before nothing stays beside the expert's where the task asks for one, also where the expert has given none.
 */
function toAuthoredRow(
  row: SubmissionContents,
  task: AuthoredTask,
  values: FieldValues,
  files: FileLists,
): Record<string, Json> {
  const paths = {
    references: pathsIn('reference_files', row.id, files.reference_files ?? []),
    deliverables: pathsIn('deliverable_files', row.id, files.deliverable_files ?? []),
  }
  const { rubric_json: rubric, deliverable_files: delivered, ...authored } = taskToGdpvalRow(task, values, paths)
  const asks = asksForAnswer(task)
  const answer = { text: asks.text ? '' : undefined, files: asks.files ? delivered : undefined }
  const before = rowFromTask(task.external, answer) ?? {}
  const hasRubric = rubric.length > 0 || before['rubric_json'] === undefined
  return {
    deliverable_files: [...delivered],
    ...before,
    ...JsonObject.parse(authored),
    ...(hasRubric ? { rubric_json: JsonSchema.parse(rubric) } : {}),
    understudy: { ...originOf(row), taskId: row.taskId },
  }
}

function originOf(row: SubmissionContents): Record<string, Json> {
  return { submissionId: row.id, expertId: row.expertId, state: row.state, receipt: row.receipt }
}

/** Delivered files by the folder that they go into. */
type FileLists = Partial<Record<'reference_files' | 'deliverable_files', readonly FileRef[]>>

function pathsIn(folder: keyof FileLists, submissionId: string, files: readonly FileRef[]): string[] {
  return deliveredNames(files).map((name) => `${folder}/${submissionId}/${name}`)
}

async function copyFiles(
  context: HubContext,
  { filesFolder: folder, onMissing }: ExportOptions,
  submissionId: string,
  lists: FileLists,
): Promise<void> {
  if (folder === undefined) return
  for (const [list, files] of Object.entries(lists)) {
    if (files.length === 0) continue
    const target = join(folder, list, submissionId)
    await mkdir(target, { recursive: true })
    const names = deliveredNames(files)
    for (const [index, { sha256, name, size }] of files.entries()) {
      const from = join(context.filesFolder, sha256.slice(0, 2), sha256)
      // A part of it, as where a backup was not copied to its end, would go out as what the expert has delivered.
      const isWhole = await stat(from).then(
        (found) => found.size === size,
        () => false,
      )
      if (isWhole) await copyFile(from, join(target, names[index] ?? sha256))
      else onMissing?.({ submissionId, name, sha256 })
    }
  }
}

/** Names that are safe on any system and do not overwrite each other, in the order of the files. */
function deliveredNames(files: readonly FileRef[]): string[] {
  const used = new Set<string>()
  return files.map((file, index) => {
    const safe = safeFileName(file.name)
    let name = safe
    // Such a name may be taken, too, by a file that came with it.
    for (let n = index + 1; used.has(name.toLowerCase()); n += 1) name = `${n}-${safe}`
    used.add(name.toLowerCase())
    return name
  })
}
