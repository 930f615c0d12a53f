import type { CorePorts } from '../ports.ts'
import type { Store } from '../store/open-store.ts'
import type { FeedOutcome } from '../sync/apply-feed.ts'
import { createHubSync, type HubSync } from '../sync/create-hub-sync.ts'
import { createHubClient } from '../sync/hub-client.ts'
import type { Travelling } from '../sync/file-loop.ts'
import type { Connection } from '../sync/link.ts'
import { tokenKey } from '../sync/enrol.ts'

export type Connections = {
  /** Starts (again) with the token and address that are stored now. */
  connect(hubId: string): Promise<void>
  /** Starts with every hub this desk is enrolled with. */
  connectAll(): Promise<void>
  disconnect(hubId: string): Promise<void>
  connection(hubId: string): Connection
  /** Files on their way now, of one hub or of all. */
  travelling(hubId?: string): readonly Travelling[]
  /** Something is to send to this hub. */
  wake(hubId: string): void
  /** Something has changed that may let them go on: work offline was switched, say. */
  wakeAll(): void
  /** The same after sleep, or when the network is back: nobody tells of connections that have died meanwhile. */
  renewAll(): void
  isOffline(): boolean
  setOffline(offline: boolean): void
  stop(): Promise<void>
}

type Options = {
  readonly store: Store
  readonly ports: CorePorts
  readonly random: () => number
  readonly onChange: (taskIds: readonly string[]) => void
  readonly onBytes: () => void
  readonly onFile: () => void
  readonly onFeed: (outcome: FeedOutcome, caughtUp: boolean) => void
  readonly onStoreFailed: (error: unknown) => void
}

/** The syncs that run, one a hub. */
export function createConnections(options: Options): Connections {
  const { store, ports } = options
  const syncs = new Map<string, HubSync>()
  /** What was asked for last of each hub: a keychain may take minutes to answer, and only the last wish counts then. */
  const wishes = new Map<string, object>()
  let isStopped = false
  let offline = store.meta.get('work-offline') === '1'

  async function disconnect(hubId: string): Promise<void> {
    wishes.delete(hubId)
    const sync = syncs.get(hubId)
    syncs.delete(hubId)
    await sync?.stop()
  }

  async function connect(hubId: string): Promise<void> {
    const ended = disconnect(hubId)
    const wish = {}
    wishes.set(hubId, wish)
    await ended
    const hub = store.hubs.get(hubId)
    if (hub === undefined || hub.kind === 'sample') return
    const token = (await ports.secrets.get(tokenKey(hubId))) ?? undefined
    // Another one that was asked for meanwhile would go on beside this one, and nobody could stop it any more.
    if (wishes.get(hubId) !== wish || isStopped) return
    const client = createHubClient(ports, hub.address, token, hub.id)
    syncs.set(
      hubId,
      createHubSync({ ...options, hubId, client, hasToken: token !== undefined, isOffline: () => offline }),
    )
  }

  return {
    connect,
    connectAll: async () => {
      for (const hub of store.hubs.all()) await connect(hub.id)
    },
    disconnect,
    connection: (hubId) => syncs.get(hubId)?.connection() ?? { state: 'offline' },
    travelling: (hubId) =>
      [...syncs.values()].flatMap((sync) => (hubId === undefined || sync.hubId === hubId ? sync.travelling() : [])),
    wake: (hubId) => syncs.get(hubId)?.wake(false),
    wakeAll: () => {
      for (const sync of syncs.values()) sync.wake(true)
    },
    renewAll: () => {
      for (const sync of syncs.values()) sync.renew()
    },
    isOffline: () => offline,
    setOffline: (next) => {
      store.meta.set('work-offline', next ? '1' : '0')
      offline = next
      for (const sync of syncs.values()) sync.wake(true)
      options.onChange([])
    },
    stop: async () => {
      isStopped = true
      await Promise.all([...syncs.values()].map((sync) => sync.stop()))
      syncs.clear()
    },
  }
}
