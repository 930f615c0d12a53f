import { Rate } from '../../shared/domain/money.ts'
import { Line } from '../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { Batch, type TaskContent } from '../../shared/domain/task.ts'
import { distribute } from '../assign/distribute.ts'
import type { HubContext, OperatorError } from '../context.ts'
import { countWaiting } from '../store/assignments.ts'
import { type BatchRow, insertBatch, listBatches } from '../store/batches.ts'
import { storable, type Tx } from '../store/db.ts'
import { readExpert } from '../store/experts.ts'
import { fileSizes, insertTaskFiles } from '../store/files.ts'
import { lockDistribution } from '../store/locks.ts'
import { readGuideline } from '../store/programmes.ts'
import { insertTasks, type NewTask } from '../store/tasks.ts'
import { withhold } from '../store/withheld.ts'
import { counted } from '../../shared/rules/counted.ts'

/** One line of a batch file: a task, or what is wrong with it. */
export type BatchLine = { readonly line: number } & (
  | { readonly content: TaskContent; readonly externalId?: string }
  | { readonly problems: readonly string[] }
)

export type BatchInput = {
  readonly programmeId: string
  readonly title: string
  readonly note?: string
  readonly dueAt?: number
  /** How many experts get each task. */
  readonly copies?: number
  /** The only expert who gets the tasks. */
  readonly onlyExpert?: string
  /** Written into every task that brings no rate of its own, so that desks and receipts know it; else the programme's holds. */
  readonly rate?: Rate
  readonly sourceKey?: string
  /** Only where the programme has no batch of this title: given again, a command would have all of it done and paid twice. */
  readonly isNew?: boolean
}
export type ImportedBatch = {
  readonly batchId: string
  readonly tasks: number
  readonly offered: number
  /** Tasks that fewer experts were offered than are to have them. */
  readonly waiting: number
}

/** First part of an advisory lock for each title of a programme. */
const IMPORTING = 7_310_022
const chunk = 500
/** Further bad lines are counted and not kept. */
const mostProblems = 1000

/**
 * Takes a batch in and offers its tasks, all or nothing. Lines come one after the other and are written in chunks, so a
 * file of any length needs little memory; when one is bad, the rest is only read to name every bad line.
 */
export async function importBatch(
  context: HubContext,
  input: BatchInput,
  lines: AsyncIterable<BatchLine> | Iterable<BatchLine>,
): Promise<Result<ImportedBatch, OperatorError>> {
  if (!Line(200).safeParse(input.title).success)
    return err({ code: 'bad-title', text: 'The title must be one line of 1 to 200 characters.' })
  if (!Batch.shape.note.safeParse(input.note).success)
    return err({ code: 'bad-note', text: 'The note must have at most 10,000 characters.' })
  const copies = input.copies ?? 1
  if (!Number.isInteger(copies) || copies < 1 || copies > 1000)
    return err({ code: 'bad-copies', text: 'Copies must be a whole number from 1 to 1000.' })
  if (input.onlyExpert !== undefined && copies > 1)
    return err({ code: 'bad-copies', text: 'One expert gets each task once: give either --copies or --to.' })
  if (input.rate !== undefined && !Rate.safeParse(input.rate).success)
    return err({ code: 'bad-rate', text: 'The rate must be a whole number of minor units in one currency.' })
  // Such as of the year before: the offers would name it, and it holds for nobody who takes one.
  if (input.dueAt !== undefined && input.dueAt <= context.clock.now()) {
    const day = new Date(input.dueAt).toISOString().slice(0, 16).replace('T', ' ')
    const text = `The day of the batch, ${day}Z, has passed. Give a later one with --due, or none.`
    return err({ code: 'bad-due', text })
  }
  const batchId = context.newId()
  return context.db.allOrNothing<ImportedBatch, OperatorError>(async (tx) => {
    if ((await readGuideline(tx, input.programmeId)) === undefined) {
      return err({ code: 'unknown', text: 'There is no programme with this id. See: programme list' })
    }
    if (input.onlyExpert !== undefined && (await readExpert(tx, input.onlyExpert)) === undefined) {
      return err({ code: 'unknown', text: 'There is no expert with this id. See: expert list' })
    }
    const known = input.isNew === true ? await batchOfTitle(tx, input.programmeId, input.title) : undefined
    if (known !== undefined) return err(isHere(known))
    const now = context.clock.now()
    await insertBatch(tx, {
      id: batchId,
      programmeId: input.programmeId,
      title: input.title,
      note: input.note ?? '',
      dueAt: input.dueAt ?? null,
      copies,
      onlyExpert: input.onlyExpert ?? null,
      rate: input.rate ?? null,
      at: now,
      sourceKey: input.sourceKey ?? null,
    })
    const written = await writeLines(context, tx, batchId, lines, input.rate)
    if (!written.ok) return written
    await lockDistribution(tx)
    const offered = await distribute(tx, { batchId }, now)
    const waiting = await countWaiting(tx, { batchId })
    // The desks will pull at once; without fresh statistics Postgres would sort thousands of rows for every page. Before the
    // end: what fails or is stopped after it would leave a batch behind of which its operator hears that it was not kept.
    if (written.value >= 1000) await tx.query('analyze tasks, assignments, feed')
    return ok({ batchId, tasks: written.value, offered, waiting })
  })
}

/** Where another command is bringing one of this title now, its end is waited for. */
async function batchOfTitle(tx: Tx, programmeId: string, title: string): Promise<BatchRow | undefined> {
  await tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [IMPORTING, `${programmeId} ${title}`])
  return (await listBatches(tx, programmeId)).find((batch) => batch.title === title)
}

function isHere({ id, title, tasks }: BatchRow): OperatorError {
  const text = `The programme has a batch "${title}" already: ${id}, of ${counted(tasks, 'task', 'tasks')}. Nothing was imported. For another one of this title, add --same-title.`
  return { code: 'is-here', text }
}

async function writeLines(
  context: HubContext,
  tx: Tx,
  batchId: string,
  lines: AsyncIterable<BatchLine> | Iterable<BatchLine>,
  rate: Rate | undefined,
): Promise<Result<number, OperatorError>> {
  const problems: { line: number; text: string }[] = []
  let bad = 0
  let good = 0
  const complain = (line: number, texts: readonly string[]) => {
    bad += 1
    if (problems.length < mostProblems) problems.push({ line, text: `line ${line}: ${texts.join('; ')}` })
  }
  const write = async (some: readonly ReadTask[]) => {
    const hashes = some.flatMap((one) => one.files)
    const there = hashes.length === 0 ? new Map<string, number>() : await fileSizes(tx, hashes)
    for (const { line, files } of some) {
      const missing = files.filter((hash) => !there.has(hash)).length
      if (missing > 0)
        complain(line, [`${missing} of its files are not at the hub; give their folder with --files-dir`])
    }
    if (bad > 0) return
    await insertTasks(
      tx,
      batchId,
      some.map((one) => one.task),
    )
    await insertTaskFiles(
      tx,
      some.flatMap(({ task, files }) => files.map((sha256) => ({ taskId: task.id, sha256 }))),
    )
  }

  // While Postgres writes one chunk, the next is read and checked.
  let writing: Promise<unknown> = Promise.resolve()
  let failure: { readonly reason: unknown } | undefined
  let waiting: ReadTask[] = []
  const flush = async () => {
    await writing
    if (failure !== undefined) throw failure.reason
    writing = write(waiting).catch((reason: unknown) => (failure = { reason }))
    waiting = []
  }
  for await (const entry of lines) {
    if ('problems' in entry) {
      complain(entry.line, entry.problems)
      continue
    }
    good += 1
    const content = rate === undefined ? entry.content : { rate, ...entry.content }
    waiting.push({ line: entry.line, ...toTask(context.newId(), batchId, good, content, entry.externalId) })
    if (waiting.length >= chunk) await flush()
  }
  await flush()
  await flush()
  if (bad > 0) {
    const details = problems.sort((one, other) => one.line - other.line).map((problem) => problem.text)
    if (bad > details.length) details.push(`and ${bad - details.length} more lines`)
    const which = bad === 1 ? 'One line has an error' : `${bad} lines have errors`
    return err({ code: 'bad-lines', text: `${which}; nothing was imported.`, details })
  }
  if (good === 0) return err({ code: 'empty', text: 'There is no task in this file; nothing was imported.' })
  return ok(good)
}

type ReadTask = { readonly line: number; readonly task: NewTask; readonly files: readonly string[] }

/** The row of a task, its JSON in exactly the shape of `Task`, and the files it needs. */
export function toTask(
  id: string,
  batchId: string,
  position: number,
  content: TaskContent,
  externalId: string | undefined,
  revision = 1,
): { task: NewTask; files: string[] } {
  const { told, withheld } = withhold(content)
  const task = {
    id,
    position,
    title: content.title,
    occupationCode: content.occupation.code,
    content: JSON.stringify({ ...told, id, batchId, revision }),
    withheld,
    externalId: externalId === undefined ? null : storable(externalId),
  }
  const files = content.materials.flatMap((material) => (material.kind === 'file' ? [material.file.sha256] : []))
  return { task, files }
}
