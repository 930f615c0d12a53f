import { z } from 'zod'
import { Rate } from '../../shared/domain/money.ts'
import type { Id } from '../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { Programme } from '../../shared/domain/task.ts'
import type { HubContext, OperatorError } from '../context.ts'
import { storable } from '../store/db.ts'
import { expertsWith, publish } from '../store/feed.ts'
import { lockDistribution, lockExperts } from '../store/locks.ts'
import { addGuideline, insertProgramme, readGuideline } from '../store/programmes.ts'
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
