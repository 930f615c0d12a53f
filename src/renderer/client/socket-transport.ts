import { RPCLink } from '@orpc/client/websocket'
import { HERE, offerTo } from '../../shared/contract/desk-socket.ts'
import { reconnectDelay } from './reconnect-delay.ts'
import type { Transport, TransportHandlers } from './transport.ts'

/**
 * The way to the core in the browser shell: a WebSocket to the place that the page came from.
 * @param key by which the desk knows this browser
 */
export function createSocketTransport(window: Window, address: string, key: () => string | undefined): Transport {
  let socket: WebSocket | undefined
  let timer: number | undefined
  let failures = 0
  let handlers: TransportHandlers | undefined

  function connect(): void {
    window.clearTimeout(timer)
    const fresh = new WebSocket(address, offerTo(key()))
    // The protocol is binary in part; without this the order of messages is lost while Blobs are read.
    fresh.binaryType = 'arraybuffer'
    socket = fresh
    const link = new RPCLink({ websocket: fresh })
    let isOpen = false
    fresh.addEventListener('open', () => {
      if (fresh.protocol !== HERE) return handlers?.refused()
      isOpen = true
      failures = 0
      handlers?.opened(link)
    })
    fresh.addEventListener('close', () => {
      if (socket !== fresh) return
      socket = undefined
      if (isOpen) handlers?.closed()
      timer = window.setTimeout(connect, reconnectDelay(failures))
      failures += 1
    })
  }

  /** The network or the person is back: do not wait out the delay. */
  function hurry(): void {
    if (socket !== undefined) return
    failures = 0
    connect()
  }

  return {
    start: (given) => {
      handlers = given
      window.addEventListener('online', hurry)
      window.addEventListener('focus', hurry)
      connect()
    },
    stop: () => {
      window.removeEventListener('online', hurry)
      window.removeEventListener('focus', hurry)
      window.clearTimeout(timer)
      const last = socket
      socket = undefined
      last?.close()
    },
  }
}
