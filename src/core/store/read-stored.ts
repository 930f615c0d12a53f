import type { z } from 'zod'
import { parseStored } from './stored-json.ts'

/**
 * A value that the store keeps as JSON.
 * @returns undefined where there is none, or one that this version cannot read
 * @throws where it is no JSON, as only damage makes it
 */
export function readStored<S extends z.ZodType>(schema: S, text: string | null | undefined): z.output<S> | undefined {
  return text === null || text === undefined ? undefined : schema.safeParse(parseStored(text)).data
}
