import type { z } from 'zod'
import type { EnrolInput, Expert } from '../../shared/contract/hub.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { HubContext } from '../context.ts'
import { codeHash, secretHash } from './code.ts'
import { countWrongCode, lockCode, useCode, wrongCodes } from '../store/codes.ts'
import { putDevice } from '../store/devices.ts'
import { readExpert } from '../store/experts.ts'

export type EnrolError =
  | { readonly code: 'CODE_UNKNOWN' | 'CODE_USED' | 'DEVICE_TAKEN' }
  | { readonly code: 'CODE_EXPIRED'; readonly expiredAt: number }

/** Ten wrong codes from one address in a quarter of an hour; then it waits for the rest of it. */
const wrongCodeWindowMs = 15 * 60_000
const mostWrongCodes = 10

/** @returns how long an address must wait before it may try a code, in milliseconds; 0 when it may */
export async function enrolmentWaitMs(context: HubContext, address: string): Promise<number> {
  const wrong = await wrongCodes(context.db, address)
  if (wrong === undefined || wrong.count < mostWrongCodes) return 0
  const wait = wrong.since + wrongCodeWindowMs - context.clock.now()
  // Counted by a clock that was far ahead, it would last until that day.
  return wait > 2 * wrongCodeWindowMs ? 0 : Math.max(0, wait)
}

/**
 * Exchanges a code for access. The desk brings its own id and token, so a desk whose reply was lost asks again with the
 * same and gets the same answer; with another id or token the code counts as used.
 */
export async function enrolDesk(
  context: HubContext,
  input: z.output<typeof EnrolInput>,
  address: string,
): Promise<Result<Expert, EnrolError>> {
  const now = context.clock.now()
  const hash = codeHash(input.code)
  const tokenHash = secretHash(input.token)
  const result = await context.db.transaction<Result<Expert, EnrolError>>(async (tx) => {
    const code = await lockCode(tx, hash)
    if (code === undefined) return err({ code: 'CODE_UNKNOWN' })
    if (code.used) {
      const sameDesk = code.deviceId === input.deviceId && code.tokenHash?.equals(tokenHash) === true
      if (!sameDesk) return err({ code: 'CODE_USED' })
    } else {
      if (code.expiresAt < now) return err({ code: 'CODE_EXPIRED', expiredAt: code.expiresAt })
      const device = {
        id: input.deviceId,
        expertId: code.expertId,
        name: input.deviceName,
        tokenHash,
        publicKey: input.devicePublicKey ?? null,
        at: now,
      }
      if (!(await putDevice(tx, device))) return err({ code: 'DEVICE_TAKEN' })
      await useCode(tx, hash, input.deviceId, now)
    }
    const expert = await readExpert(tx, code.expertId)
    if (expert === undefined) throw new Error('a code belongs to an expert')
    return ok(expert)
  })
  if (!result.ok && result.error.code === 'CODE_UNKNOWN')
    await countWrongCode(context.db, address, now, wrongCodeWindowMs)
  return result
}
