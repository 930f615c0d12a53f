import { RPCLink } from '@orpc/client/websocket'
import { reconnectDelay } from './reconnect-delay.ts'
import type { Transport, TransportHandlers } from './transport.ts'

/** The way to the core in the browser shell: a WebSocket to the place that the page came from. */
export function createSocketTransport(window: Window, address: string): Transport {
  let socket: WebSocket | undefined
  let timer: number | undefined
  let failures = 0
  let handlers: TransportHandlers | undefined

  function connect(): void {
    window.clearTimeout(timer)
    const fresh = new WebSocket(address)
    // The protocol is binary in part; without this the order of messages is lost while Blobs are read.
    fresh.binaryType = 'arraybuffer'
    socket = fresh
    const link = new RPCLink({ websocket: fresh })
    let isOpen = false
    fresh.addEventListener('open', () => {
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
