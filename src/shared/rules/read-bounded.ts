import type { z } from 'zod'
import { err, ok, type Result } from '../domain/result.ts'
import { compiled } from './compiled.ts'

/**
 * How many parts (entries of lists, members of objects) of what does not fit may yet be gone through to say what is wrong
 * with it. Each can be several faults, a fault is a kilobyte, and all are held until the last is found.
 */
export type Patience = { parts: number }

/** Said in place of the faults where there would be too many. */
export const TOO_MUCH_TO_SAY = 'does not fit its form, and there is too much of it to say where'

/**
 * Holds what came from outside against its schema. Of what does not fit the faults are looked for only as far as patience
 * goes, which they use up: eight megabytes of faults filled the memory of a process, and ended it.
 * @param most parts that it can have at most, where that is known without counting
 * @returns undefined in place of the faults where there would be too many
 */
export function readBounded<T>(
  schema: z.ZodType<T>,
  value: unknown,
  patience: Patience,
  most = Number.POSITIVE_INFINITY,
): Result<T, z.ZodError | undefined> {
  const form = compiled(schema)
  const parts = most <= patience.parts ? most : countParts(value, patience.parts)
  // This ends at the first fault and keeps none.
  if (parts > patience.parts && !form.validate(value)) return err(undefined)
  const parsed = form.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  patience.parts -= parts
  return err(parsed.error)
}

/** @returns how many parts something has; where it has more than `most`, some number above that */
function countParts(value: unknown, most: number): number {
  let parts = 0
  const waiting = [value]
  while (waiting.length > 0 && parts <= most) {
    const next = waiting.pop()
    if (typeof next !== 'object' || next === null) continue
    const members: unknown[] = Array.isArray(next) ? next : Object.values(next)
    parts += members.length
    if (parts <= most) for (const member of members) waiting.push(member)
  }
  return parts
}
