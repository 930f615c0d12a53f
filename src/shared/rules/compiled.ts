import { z } from 'zod'

/** Schemas by the one they were made from. */
const ready = new Map<z.ZodType, z.ZodType>()

/**
 * The same schema as a program of its own (`z.compile`), made the first time it is asked for: it takes some
 * milliseconds to make and reads things in half the time, which counts where they come by the thousand. What it refuses
 * is read again by the schema itself, so that the reasons are the same; where programs cannot be made, it is the schema.
 */
export function compiled<T>(schema: z.ZodType<T>): z.ZodType<T> {
  const known = ready.get(schema)
  if (known !== undefined) return known as z.ZodType<T>
  const made = z.compile(schema)
  ready.set(schema, made)
  return made
}
