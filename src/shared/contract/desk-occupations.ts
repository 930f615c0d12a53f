import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Occupation } from '../domain/task.ts'

/** The occupations that the hubs of this desk know; they came with the feed, so that they are here without a network. */
export const deskOccupations = {
  /** By words of the title, each of which may be the beginning of one, or by the beginning of an O*NET-SOC code. */
  search: oc.input(z.object({ query: z.string().max(200), limit: z.int().min(1).max(100).default(20) })).output(
    z.object({
      rows: z.array(Occupation),
      /** The one that is called exactly so, where there is one. */
      exact: Occupation.optional(),
      /** How many the list has. */
      known: z.int(),
    }),
  ),
}
