import { z } from 'zod'
import { type Money, Rate } from '../../shared/domain/money.ts'
import type { Id } from '../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { Programme } from '../../shared/domain/task.ts'
import type { HubContext, OperatorError } from '../context.ts'
import { storable, type Tx } from '../store/db.ts'
import { expertsWith, expertsWithTasks, publish } from '../store/feed.ts'
import { lockDistribution, lockExperts } from '../store/locks.ts'
import { addGuideline, insertProgramme, readGuideline, readRate, setRate } from '../store/programmes.ts'
import { knownTasks, rewriteTasks } from '../store/tasks.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'

export const NewProgramme = Programme.pick({
  name: true,
  operator: true,
  summary: true,
  terms: true,
  leaseDays: true,
  rounding: true,
  idleMs: true,
  readingWordsPerMinute: true,
}).extend({ rate: Rate, guideline: z.string().max(500_000) })
export type NewProgramme = z.input<typeof NewProgramme>

/** @param sourceKey names a programme that comes from a folder and is brought up to date from there */
export async function createProgramme(
  context: HubContext,
  input: NewProgramme,
  sourceKey?: string,
): Promise<Result<{ programmeId: Id }, OperatorError>> {
  const parsed = NewProgramme.safeParse(input)
  if (!parsed.success) return err({ code: 'bad-input', text: issuesToTexts(parsed.error).join('; ') })
  const programmeId = context.newId()
  const at = context.clock.now()
  await context.db.transaction(async (tx) => {
    await insertProgramme(tx, { ...parsed.data, id: programmeId, at, sourceKey: sourceKey ?? null })
    await addGuideline(tx, programmeId, 1, parsed.data.guideline, at)
  })
  return ok({ programmeId })
}

/** Sets a new guideline in force and sends it to every desk that works for the programme; one that is in force stays. */
export async function changeGuideline(
  context: HubContext,
  programmeId: string,
  text: string,
): Promise<Result<{ version: number; experts: number }, OperatorError>> {
  if (text.length > 500_000) return err({ code: 'too-large', text: 'A guideline has at most 500,000 characters.' })
  // Such as of a file that is being written: every desk would have nothing in place of its guideline.
  if (text.trim() === '')
    return err({ code: 'empty', text: 'The new guideline is empty; the one before stays in force.' })
  return context.db.transaction(async (tx) => {
    await lockDistribution(tx)
    const before = await readGuideline(tx, programmeId)
    if (before === undefined)
      return err({ code: 'unknown', text: 'There is no programme with this id. See: programme list' })
    const experts = await expertsWith(tx, 'programme', programmeId)
    // Given again because its answer was lost: every draft would be told of a new guideline that says the same.
    if (before.text === storable(text)) return ok({ version: before.version, experts: experts.length })
    const version = before.version + 1
    await addGuideline(tx, programmeId, version, text, context.clock.now())
    await lockExperts(tx, experts)
    const bytes = before.termsBytes + Buffer.byteLength(text) + 2000
    await publish(
      tx,
      experts.map((expertId) => ({ expertId, kind: 'programme', entityId: programmeId, bytes })),
    )
    return ok({ version, experts: experts.length })
  })
}

export type ChangedRate = {
  readonly before: Rate
  /** How many tasks keep the rate of before. */
  readonly kept: number
  /** Whether offers that nobody has taken get the new rate. */
  readonly isRaise: boolean
  readonly experts: number
}

/**
 * Changes what a programme pays from now on. What was agreed stays: tasks that somebody has taken keep the rate of then, and where
 * the new one is not a higher one, those that were offered do so, too, for they may have been taken without a network by now.
 * It is written into them, so that desks and receipts know it.
 */
export async function changeRate(
  context: HubContext,
  programmeId: string,
  given: Rate,
): Promise<Result<ChangedRate, OperatorError>> {
  const rate = Rate.parse(given)
  return context.db.transaction<Result<ChangedRate, OperatorError>>(async (tx) => {
    await lockDistribution(tx)
    const known = await readRate(tx, programmeId)
    const guideline = await readGuideline(tx, programmeId)
    if (known === undefined || guideline === undefined)
      return err({ code: 'unknown', text: 'There is no programme with this id. See: programme list' })
    if (known.sourceKey !== null)
      return err({ code: 'from-folder', text: 'This is the sample programme; its folder says what it pays.' })
    const { rate: before } = known
    const experts = await expertsWith(tx, 'programme', programmeId)
    await lockExperts(tx, experts)
    const isRaise = paysAtLeast(rate, before)
    if (isRaise && paysAtLeast(before, rate)) return ok({ before, kept: 0, isRaise, experts: experts.length })
    const kept = await keepRate(tx, { programmeId, onlyTaken: isRaise }, before)
    await setRate(tx, programmeId, rate)
    // After the tasks: a desk that has read so far never takes the new rate for that of a task which keeps the old one.
    const bytes = guideline.termsBytes + Buffer.byteLength(guideline.text) + 2000
    await publish(
      tx,
      experts.map((expertId) => ({ expertId, kind: 'programme', entityId: programmeId, bytes })),
    )
    return ok({ before, kept, isRaise, experts: experts.length })
  })
}

const TaskRate = z.looseObject({ rate: Rate.optional() })
const page = 200

/** Writes the rate into the tasks that bring none of their own. The experts must be locked. @returns how many these are */
async function keepRate(
  tx: Tx,
  which: { readonly programmeId: string; readonly onlyTaken: boolean },
  rate: Rate,
): Promise<number> {
  let kept = 0
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await knownTasks(tx, which, after, page)
    const changed = rows.flatMap(({ id, content, revision }) => {
      const task = TaskRate.parse(JSON.parse(content))
      return task.rate === undefined ? [{ id, content: JSON.stringify({ ...task, rate, revision: revision + 1 }) }] : []
    })
    await rewriteTasks(tx, changed)
    const bytes = new Map(changed.map(({ id, content }) => [id, Buffer.byteLength(content) + 200]))
    const told = await expertsWithTasks(tx, [...bytes.keys()])
    await publish(
      tx,
      told.map(({ expertId, taskId }) => ({ expertId, kind: 'task', entityId: taskId, bytes: bytes.get(taskId) ?? 0 })),
    )
    kept += changed.length
    const last = rows.at(-1)
    if (last === undefined) return kept
    after = last.id
  }
}

/** Whether nobody is paid less by `rate` than by `other`, however long they work. */
function paysAtLeast(rate: Rate, other: Rate): boolean {
  if (rate.type === 'fixed' && other.type === 'fixed') return isAtLeast(rate.perTask, other.perTask)
  if (rate.type !== 'hourly' || other.type !== 'hourly') return false
  const { capMs = Infinity } = rate
  return isAtLeast(rate.perHour, other.perHour) && capMs >= (other.capMs ?? Infinity)
}

function isAtLeast(one: Money, other: Money): boolean {
  return one.currency === other.currency && one.minor >= other.minor
}
