import { implement } from '@orpc/server'
import { shellContract } from '../shared/contract/shell.ts'
import type { Secrets } from './secrets.ts'

/** What the shell has for the core. */
export type ShellOffers = {
  readonly secrets: Secrets
  /** @returns the URL of the proxy that leads to an address; undefined where the way is direct */
  readonly findProxy: (url: string) => Promise<string | undefined>
}

/** Serves it to the core. */
export function createShellRouter({ secrets, findProxy }: ShellOffers) {
  const os = implement(shellContract)
  return {
    secrets: {
      get: os.secrets.get.handler(async ({ input }) => ({ secret: await secrets.get(input.key) })),
      set: os.secrets.set.handler(async ({ input }) => {
        await secrets.set(input.key, input.secret)
        return {}
      }),
      remove: os.secrets.remove.handler(async ({ input }) => {
        await secrets.remove(input.key)
        return {}
      }),
    },
    network: {
      findProxy: os.network.findProxy.handler(async ({ input }) => ({ proxy: (await findProxy(input.url)) ?? null })),
    },
  }
}
