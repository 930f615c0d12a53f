import type { ClientContext, ClientLink } from '@orpc/client'

export type DeskLink = ClientLink<ClientContext>

export type TransportHandlers = {
  /** There is a new connection; the one before, if any, is over. */
  opened(link: DeskLink): void
  closed(): void
  /** The desk is there and does not know this browser. */
  refused(): void
}

/** A way to the core. */
export type Transport = {
  /** Connects, and connects again whenever the connection ends, until `stop`. */
  start(handlers: TransportHandlers): void
  stop(): void
}
