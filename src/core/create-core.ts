import type { Router } from '@orpc/server'
import type { DeskContract } from '../shared/contract/desk.ts'
import type { PowerEvent } from '../shared/contract/shell.ts'
import type { Result } from '../shared/domain/result.ts'
import type { CorePorts } from './ports.ts'

export type CoreOptions = {
  /** Folder of the store and its files; made when it is not there. */
  readonly folder: string
  /** Where the sample programme lies (`resources/sample`). */
  readonly sampleFolder: string
  readonly version: string
  readonly ports: CorePorts
  /** A hub to connect with at the start, where the desk is not connected with it yet. */
  readonly introduction?: { readonly address: string; readonly code: string }
}

export type Core = {
  /** Serves the desk contract; give it to an oRPC handler of any transport. */
  readonly router: Router<DeskContract, object>
  power(event: PowerEvent): void
  network(online: boolean): void
  /** Stops the clock, finishes what is being written and closes the store. */
  stop(): Promise<void>
}

/** Why a store cannot be opened. `text` is for the screen. */
export type OpenError = {
  readonly code: 'locked' | 'newer' | 'damaged' | 'read-only' | 'disk-full' | 'failed'
  readonly text: string
}

/** Opens the store in `folder` and starts everything that works on it. */
export async function openCore(_options: CoreOptions): Promise<Result<Core, OpenError>> {
  throw new Error('written next')
}
