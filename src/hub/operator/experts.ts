import { z } from 'zod'
import type { Id } from '../../shared/domain/primitives.ts'
import { Line, OccupationCode } from '../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { Occupation } from '../../shared/domain/task.ts'
import { distribute } from '../assign/distribute.ts'
import type { HubContext, OperatorError } from '../context.ts'
import { codeHash, makeCode } from '../enrol/code.ts'
import { countWaiting, expertsOfSoc, openWork, setRecalled, withdrawOffers } from '../store/assignments.ts'
import { dropUnusedCodes, insertCode } from '../store/codes.ts'
import { storable, type Tx } from '../store/db.ts'
import { type DeviceRow, listDevices, revokeDevices } from '../store/devices.ts'
import { addOccupations, insertExpert, readExpert, setRevoked } from '../store/experts.ts'
import { publish } from '../store/feed.ts'
import { lockDistribution, lockExperts } from '../store/locks.ts'
import { occupationsByCode } from '../store/occupations.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'
import { publishOccupations } from './occupations.ts'
import { isReason, noReason } from './tasks.ts'

const dayMs = 86_400_000
/** As many as the contract lets an expert have; with more no desk could enrol or hear of them. */
const mostOccupations = 200

const NewExpert = z.object({
  name: Line(200),
  email: z.email().max(320),
  occupations: z.array(OccupationCode).min(1).max(mostOccupations),
  validDays: z.number().min(0).max(365).default(14),
})
export type NewExpert = z.input<typeof NewExpert>

export type Enrolled = {
  readonly expertId: Id
  readonly code: string
  readonly expiresAt: number
  readonly offered: number
}

/** Takes an expert on, offers them what waits for their occupations, and makes the code for their desk. */
export async function enrolExpert(context: HubContext, input: NewExpert): Promise<Result<Enrolled, OperatorError>> {
  const parsed = NewExpert.safeParse(input)
  if (!parsed.success) return err({ code: 'bad-input', text: issuesToTexts(parsed.error).join('; ') })
  const { name, email, validDays } = parsed.data
  const occupations = await knownOccupations(context, parsed.data.occupations)
  if (!occupations.ok) return occupations
  const expertId = context.newId()
  return context.db.transaction(async (tx) => {
    await lockDistribution(tx)
    await insertExpert(tx, { id: expertId, name, email, epoch: context.newId(), at: context.clock.now() })
    const offered = await gainOccupations(context, tx, expertId, occupations.value)
    await publishOccupations(tx, [expertId])
    return ok({ expertId, ...(await freshCode(context, tx, expertId, validDays)), offered })
  })
}

/**
 * A further code for an expert: for a second desk, or because the first was lost. An expert whose access was withdrawn
 * has it again, and is offered what waits.
 */
export async function makeExpertCode(
  context: HubContext,
  expertId: string,
  validDays = 14,
): Promise<Result<{ code: string; expiresAt: number }, OperatorError>> {
  return context.db.transaction(async (tx) => {
    await lockDistribution(tx)
    const expert = await readExpert(tx, expertId)
    if (expert === undefined) return unknownExpert
    if (await setRevoked(tx, expertId, null)) {
      const occupations = expert.occupations.map((one) => one.code)
      await lockExperts(tx, [expertId, ...(await expertsOfSoc(tx, occupations))])
      await distribute(tx, { occupations, expertId }, context.clock.now())
    }
    return ok(await freshCode(context, tx, expertId, validDays))
  })
}

/** Adds an occupation; tasks that wait for it go to the expert. */
export async function addExpertOccupation(
  context: HubContext,
  expertId: string,
  code: string,
): Promise<Result<{ offered: number }, OperatorError>> {
  const occupations = await knownOccupations(context, [code])
  if (!occupations.ok) return occupations
  return context.db.transaction(async (tx) => {
    await lockDistribution(tx)
    const expert = await readExpert(tx, expertId)
    if (expert === undefined) return unknownExpert
    if (expert.occupations.length >= mostOccupations && !expert.occupations.some((one) => one.code === code)) {
      return err({ code: 'too-many', text: `An expert has at most ${mostOccupations} occupations.` })
    }
    return ok({ offered: await gainOccupations(context, tx, expertId, occupations.value) })
  })
}

/**
 * Ends the access of one device, or of all of them: then codes not used yet die too, and what was offered and not taken
 * goes on to others. Work that was taken stays the expert's.
 */
export async function revokeExpert(
  context: HubContext,
  expertId: string,
  deviceId?: string,
): Promise<Result<{ devices: number; freed: number }, OperatorError>> {
  return context.db.transaction(async (tx) => {
    await lockDistribution(tx)
    const expert = await readExpert(tx, expertId)
    if (expert === undefined) return unknownExpert
    const now = context.clock.now()
    // Before the devices: a desk that enrols at this moment holds its code, is waited for here, and is found below.
    if (deviceId === undefined) await dropUnusedCodes(tx, expertId)
    const devices = await revokeDevices(tx, expertId, now, deviceId)
    if (deviceId !== undefined) {
      if (devices === 0)
        return err({ code: 'unknown', text: 'This expert has no such device with access. See: expert devices ID' })
      return ok({ devices, freed: 0 })
    }
    const occupations = expert.occupations.map((one) => one.code)
    await lockExperts(tx, [expertId, ...(await expertsOfSoc(tx, occupations))])
    await setRevoked(tx, expertId, now)
    const freed = await withdrawOffers(tx, expertId, 'Access was withdrawn.')
    await publish(
      tx,
      freed.map((taskId) => ({ expertId, kind: 'task', entityId: taskId, bytes: 3000, assignmentOnly: true })),
    )
    await distribute(tx, { taskIds: freed }, now)
    return ok({ devices, freed: freed.length })
  })
}

/**
 * Takes back what an expert has taken and not handed in, or what was returned to them, and offers it to others; of these tasks or
 * of all. What they wrote stays on their desk, and is taken and marked where they send it all the same.
 */
export async function recallTasks(
  context: HubContext,
  expertId: string,
  { reason, taskIds }: { readonly reason: string; readonly taskIds: readonly string[] },
): Promise<Result<{ recalled: number; offered: number; waiting: number }, OperatorError>> {
  if (!isReason(reason)) return noReason('takes tasks back')
  return context.db.transaction<Result<{ recalled: number; offered: number; waiting: number }, OperatorError>>(
    async (tx) => {
      await lockDistribution(tx)
      if ((await readExpert(tx, expertId)) === undefined) return unknownExpert
      const before = await openWork(tx, expertId)
      const codes = before.map(({ occupation }) => occupation)
      await lockExperts(tx, [expertId, ...(await expertsOfSoc(tx, codes))])
      // Read again under the lock: it may have been handed in, or taken.
      const open = (await openWork(tx, expertId)).filter(({ occupation }) => codes.includes(occupation))
      const ids = open.map(({ taskId }) => taskId).filter((id) => taskIds.length === 0 || taskIds.includes(id))
      const others = taskIds.filter((id) => !ids.includes(id))
      if (others.length > 0) {
        const text = 'This expert has not taken these tasks, or has handed them in. Nothing was taken back.'
        return err({ code: 'not-theirs', text, details: others })
      }
      const bytes = await setRecalled(tx, expertId, ids, storable(reason))
      await publish(
        tx,
        ids.map((id) => ({
          expertId,
          kind: 'task',
          entityId: id,
          bytes: (bytes.get(id) ?? 0) + 200,
          assignmentOnly: true,
        })),
      )
      const offered = await distribute(tx, { taskIds: ids }, context.clock.now())
      return ok({ recalled: ids.length, offered, waiting: await countWaiting(tx, { taskIds: ids }) })
    },
  )
}

/** The devices of an expert, by whose ids the access of one can be ended. */
export async function expertDevices({ db }: HubContext, expertId: string): Promise<Result<DeviceRow[], OperatorError>> {
  return (await readExpert(db, expertId)) === undefined ? unknownExpert : ok(await listDevices(db, expertId))
}

const unknownExpert = err({ code: 'unknown', text: 'There is no expert with this id. See: expert list' })

async function knownOccupations(
  context: HubContext,
  codes: readonly string[],
): Promise<Result<Occupation[], OperatorError>> {
  const known = await occupationsByCode(context.db, codes)
  const unknown = codes.filter((code) => !known.has(code))
  if (unknown.length === 0) return ok([...known.values()])
  return err({
    code: 'unknown-occupation',
    text: `This hub knows no occupation ${unknown.join(', ')}. Look for it with "occupations list WORDS", or bring in the official list with "occupations import FILE".`,
  })
}

/** `lockDistribution` must be held. @returns how many tasks were offered */
async function gainOccupations(
  context: HubContext,
  tx: Tx,
  expertId: string,
  occupations: readonly Occupation[],
): Promise<number> {
  const gained = await addOccupations(tx, expertId, occupations)
  if (gained.length === 0) return 0
  await lockExperts(tx, [expertId, ...(await expertsOfSoc(tx, gained))])
  await publish(tx, [{ expertId, kind: 'expert', entityId: expertId, bytes: 2000 }])
  return distribute(tx, { occupations: gained, expertId }, context.clock.now())
}

async function freshCode(
  context: HubContext,
  tx: Tx,
  expertId: string,
  validDays: number,
): Promise<{ code: string; expiresAt: number }> {
  const code = makeCode(context.fillRandom)
  const now = context.clock.now()
  const expiresAt = now + Math.round(validDays * dayMs)
  await insertCode(tx, codeHash(code), expertId, now, expiresAt)
  return { code, expiresAt }
}
