import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { DeskContract } from '../../shared/contract/desk.ts'
import type { Connection } from './connection.ts'

/** The core, as the window sees it. */
export type Desk = ContractRouterClient<DeskContract>

/** A client that is made once and keeps working when the connection under it is replaced. */
export function createDesk(connection: Connection): Desk {
  return createORPCClient(connection.link)
}
