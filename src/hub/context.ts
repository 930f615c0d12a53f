import type { Id } from '../shared/domain/primitives.ts'
import { createIdSource } from '../shared/rules/ids.ts'
import type { Db } from './store/db.ts'

/** What the hub needs from outside. */
export type HubPorts = {
  readonly db: Db
  /** Folder of the files, named by their SHA-256. Processes that share a database share it too. */
  readonly filesFolder: string
  readonly clock: { now(): number }
  /** Fills with cryptographically strong random bytes. */
  readonly fillRandom: (bytes: Uint8Array) => void
  readonly log: Log
}

/** Ids, counts and durations only; never what a person wrote. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  event: string,
  facts?: Readonly<Record<string, string | number | boolean>>,
) => void

export type HubContext = HubPorts & { readonly newId: () => Id }

export function createContext(ports: HubPorts): HubContext {
  return { ...ports, newId: createIdSource(() => ports.clock.now(), ports.fillRandom) }
}

/** Why an operator's command was not carried out. `text` is for the operator's eyes. */
export type OperatorError = { readonly code: string; readonly text: string; readonly details?: readonly string[] }
