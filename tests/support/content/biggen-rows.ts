import { z } from 'zod'
import { readShared } from './read-shared.ts'

const BiggenRow = z.object({
  id: z.string(),
  capability: z.string(),
  system_prompt: z.string(),
  input: z.string(),
  reference_answer: z.string(),
  response: z.string(),
  score_rubric: z.record(z.string(), z.string()),
})
export type BiggenRow = z.infer<typeof BiggenRow>

/** The 765 rows of BiGGen-Bench in the shared data: a prompt, a response and five levels to grade it by. */
export function biggenRows(): BiggenRow[] {
  const rows: unknown = JSON.parse(readShared('prompts/biggen/sample_responses.json.gz'))
  return Object.values(z.record(z.string(), BiggenRow).parse(rows))
}
