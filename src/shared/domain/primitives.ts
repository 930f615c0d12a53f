import { z } from 'zod'

/** UUID version 7 in lower case (RFC 9562 §5.7). */
export const Id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'not a UUIDv7')
export type Id = z.infer<typeof Id>

/** An instant: integer milliseconds since 1970-01-01T00:00:00Z. */
export const Instant = z.int().min(0).max(8_640_000_000_000_000)
export type Instant = z.infer<typeof Instant>

/** A length of time in integer milliseconds. */
export const Duration = z.int().min(0)
export type Duration = z.infer<typeof Duration>

/** SHA-256 (FIPS 180-4) in lower-case hex. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex')
export type Sha256 = z.infer<typeof Sha256>

/** An O*NET-SOC 2019 code, such as `45-1011.00`. */
export const OccupationCode = z.string().regex(/^\d{2}-\d{4}\.\d{2}$/, 'not an O*NET-SOC code such as 45-1011.00')
export type OccupationCode = z.infer<typeof OccupationCode>

/** A name for a field, criterion or material inside one task. */
export const Key = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'a key is 1 to 64 of a-z, 0-9, _ and -, beginning with a letter')
export type Key = z.infer<typeof Key>

/** One line of text that a person reads: no control characters. */
export const Line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'one line without control characters')

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
/** Checked by hand: a schema that contains itself makes every schema around it several times slower. */
export const Json: z.ZodType<Json> = z.custom<Json>(
  (value) => isJson(value, MOST_LEVELS),
  'not JSON, or nested too deep',
)

/** What is nested by the thousand ends in a RangeError wherever it is walked through, written or handed to a window. */
const MOST_LEVELS = 200

function isJson(value: unknown, levels: number): value is Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      if (value === null) return true
      return levels > 0 && isPlain(value) && Object.values(value).every((member) => isJson(member, levels - 1))
    default:
      return false
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}
