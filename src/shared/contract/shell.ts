import { oc } from '@orpc/contract'
import { z } from 'zod'

/** What a shell offers the core. */
export const shellContract = {
  secrets: {
    /** @returns the secret, or null where there is none. */
    get: oc.input(z.object({ key: z.string().max(200) })).output(z.object({ secret: z.string().nullable() })),
    set: oc.input(z.object({ key: z.string().max(200), secret: z.string().max(10_000) })).output(z.object({})),
    remove: oc.input(z.object({ key: z.string().max(200) })).output(z.object({})),
  },
  network: {
    /** @returns the URL of the proxy that leads to an address, or null where the way is direct. */
    findProxy: oc.input(z.object({ url: z.url().max(2000) })).output(z.object({ proxy: z.url().max(2000).nullable() })),
  },
}

export const PowerEvent = z.enum(['suspend', 'resume', 'lock', 'unlock'])
export type PowerEvent = z.infer<typeof PowerEvent>

/** What a shell tells the core. */
export const controlContract = {
  power: oc.input(z.object({ event: PowerEvent })).output(z.object({})),
  /** The network came back, as far as the system knows. */
  network: oc.input(z.object({ online: z.boolean() })).output(z.object({})),
  /** Finish: stop the clock, close the store. */
  stop: oc.input(z.object({})).output(z.object({})),
}
