import { z } from 'zod'
import { readStored } from '../store/read-stored.ts'

const WithValues = z.object({ values: z.record(z.string(), z.unknown()) })

/** What each field of a submission holds, by its key. @param content as it is stored */
export function submittedValues(content: string | undefined): Record<string, unknown> {
  return readStored(WithValues, content)?.values ?? {}
}
