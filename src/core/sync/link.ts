import { backoffMs } from '../../shared/rules/backoff.ts'
import type { CorePorts } from '../ports.ts'
import type { HubRow } from '../store/hubs-table.ts'
import type { Store } from '../store/open-store.ts'
import type { HubClient, HubProblem } from './hub-client.ts'
import { createReceiptChecks, type ReceiptChecks } from './receipt-checks.ts'
import { errorToCode, problemToText, storeFailureToText } from './problem-texts.ts'

export type ConnectionState = 'connected' | 'connecting' | 'unreachable' | 'offline' | 'signed-out' | 'other-version'
export type Connection = { readonly state: ConnectionState; readonly reason?: string; readonly nextAttemptAt?: number }

/** What the loops of one hub share: whom they call, whether they may, and how the connection stands. */
export type Link = {
  readonly store: Store
  readonly client: HubClient
  readonly log: CorePorts['log']
  /** Aborted when the sync stops. */
  readonly stopping: AbortSignal
  /** For what is sent or fetched now: aborted when the sync stops, or the connections of now are given up. */
  readonly line: () => AbortSignal
  /** Gives up all that is on its way: its connections may be dead. It goes on over new ones. */
  readonly renewLine: () => void
  readonly random: () => number
  readonly now: () => number
  readonly hub: () => HubRow
  readonly connection: () => Connection
  readonly checkReceipts: ReceiptChecks
  /** Whether the hub may be called now; if not, the connection says why. */
  readonly mayCall: () => boolean
  readonly reached: () => void
  /** @returns how long to wait before the next try, or undefined to wait until woken */
  readonly failed: (problem: HubProblem) => number | undefined
  /** The store could not take what came, or what came could not be handled. */
  readonly storeFailed: (error: unknown) => void
  /** Forgets earlier failures: the next one waits briefly again. */
  readonly calm: () => void
  /** How often that was done. */
  readonly calms: () => number
  /** Whether nothing has failed since the hub was last reached, or since `calm`. */
  readonly isCalm: () => boolean
}

export type LinkOptions = {
  readonly store: Store
  readonly ports: CorePorts
  readonly hubId: string
  readonly client: HubClient
  /** Whether there is a token for this hub. Without one it is not asked: it would say that the desk is signed out. */
  readonly hasToken: boolean
  readonly random: () => number
  readonly isOffline: () => boolean
  readonly stopping: AbortSignal
  readonly onChange: () => void
}

const NO_TOKEN =
  'The key for this hub cannot be read just now. If the keychain of this computer is locked, unlock it; if you used Understudy in another window before, in the browser or not, open that; then start it again. Else ask the operator for a new code and sign in again; everything here is kept.'

export function createLink(options: LinkOptions): Link {
  const { store, ports, hubId, client, hasToken, random, isOffline, stopping, onChange } = options
  let connection: Connection = { state: 'connecting' }
  let failures = 0
  let calms = 0
  let line = new AbortController()
  const now = (): number => ports.clock.read().wall

  function hub(): HubRow {
    const row = store.hubs.get(hubId)
    if (row === undefined) throw new Error('a sync without its hub')
    return row
  }

  function set(next: Connection): void {
    const same = connection.state === next.state && connection.nextAttemptAt === next.nextAttemptAt
    connection = next
    if (!same) onChange()
  }

  return {
    store,
    client,
    log: ports.log,
    stopping,
    line: () => AbortSignal.any([stopping, line.signal]),
    renewLine: () => {
      const before = line
      line = new AbortController()
      before.abort()
    },
    random,
    now,
    hub,
    connection: () => connection,
    checkReceipts: createReceiptChecks(),
    mayCall: () => {
      if (isOffline()) set({ state: 'offline' })
      else if (!hub().signedIn) set({ state: 'signed-out', reason: problemToText({ kind: 'unauthorized' }) })
      // Not written down: with the next start the token may be there again.
      else if (!hasToken) set({ state: 'signed-out', reason: NO_TOKEN })
      else return true
      return false
    },
    reached: () => {
      failures = 0
      set({ state: 'connected' })
    },
    failed: (problem) => {
      const reason = problemToText(problem)
      if (problem.kind === 'unauthorized') {
        store.hubs.setSignedIn(hubId, false)
        set({ state: 'signed-out', reason })
        return undefined
      }
      failures += 1
      const wait = problem.kind === 'busy' ? problem.retryAfterMs : backoffMs(failures, random())
      const state = problem.kind === 'other-version' ? 'other-version' : 'unreachable'
      set({ state, reason, nextAttemptAt: now() + wait })
      ports.log('info', 'hub-call-failed', { kind: problem.kind, wait })
      return wait
    },
    storeFailed: (error) => {
      ports.log('error', 'store-failed-in-sync', { code: errorToCode(error) })
      set({ state: 'unreachable', reason: storeFailureToText(error) })
    },
    calm: () => {
      failures = 0
      calms += 1
    },
    calms: () => calms,
    isCalm: () => failures === 0,
  }
}
