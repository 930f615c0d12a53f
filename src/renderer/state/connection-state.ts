import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Connection, Timers } from '../client/connection.ts'

/** A connection that is away for less than this is not worth a word. */
const SHOWN_AFTER_MS = 1_000
/** A start that takes longer has a reason, which whoever waits is told. */
const LONG_AFTER_MS = 5_000

export type ConnectionState = { readonly state: 'connected' | 'connecting' | 'long-away' | 'refused' }

/** Whether the window has its core, as far as the person should be told. */
export function createConnectionState(connection: Connection, timers: Timers): StoreApi<ConnectionState> {
  const store = createStore<ConnectionState>(() => ({ state: 'connected' }))
  let timer: number | undefined

  function follow(open: boolean): void {
    if (timer !== undefined) timers.clear(timer)
    timer = undefined
    if (open) store.setState({ state: 'connected' })
    else if (connection.isRefused()) store.setState({ state: 'refused' })
    else timer = timers.set(connecting, SHOWN_AFTER_MS)
  }
  function connecting(): void {
    store.setState({ state: 'connecting' })
    timer = timers.set(() => store.setState({ state: 'long-away' }), LONG_AFTER_MS - SHOWN_AFTER_MS)
  }
  connection.onChange(follow)
  follow(connection.isOpen())
  return store
}
