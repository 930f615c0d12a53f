import type { HubProblem } from './hub-client.ts'
import type { Link } from './link.ts'

export type AskedToWait = {
  /** @param wait as the link has it of the problem, in milliseconds */
  begin(problem: HubProblem, wait: number | undefined): void
  /** How much of it is left, in milliseconds; 0 when it is over. */
  rest(): number
}

/**
 * What the hub, or a proxy before it, has asked one loop to wait (429): it is waited out although other requests get
 * through meanwhile, which ends every other wait. It is over when the expert does something that is to be sent, or wants
 * it tried now, and when the clock is set back.
 */
export function createAskedToWait(link: Pick<Link, 'now' | 'calms'>): AskedToWait {
  let asked: { readonly at: number; readonly until: number; readonly calms: number } | undefined
  return {
    begin: ({ kind }, wait = 0) => {
      const at = link.now()
      asked = kind === 'busy' ? { at, until: at + wait, calms: link.calms() } : undefined
    },
    rest: () => {
      const now = link.now()
      if (asked !== undefined && (now < asked.at || now >= asked.until || link.calms() !== asked.calms))
        asked = undefined
      return asked === undefined ? 0 : asked.until - now
    },
  }
}
