import { RPCLink } from '@orpc/client/message-port'
import { isPortGone, isPortHere, PORT_PLEASE, type PortPlease } from '../../shared/contract/window-port.ts'
import type { Transport } from './transport.ts'

/** Asked again after so long without an answer: the core may still be starting. */
const ASK_AGAIN_MS = 2_000

/**
 * The way to the core in the Electron shell: a MessagePort that the preload hands over. A fresh one also comes unasked
 * when the core has come back after a crash.
 */
export function createPortTransport(window: Window): Transport {
  let current: MessagePort | undefined
  let timer: number | undefined
  let handlers: Parameters<Transport['start']>[0] | undefined

  function ask(): void {
    const message: PortPlease = { type: PORT_PLEASE }
    window.postMessage(message, window.origin === 'null' ? '*' : window.origin)
    timer = window.setTimeout(ask, ASK_AGAIN_MS)
  }

  function hear(event: MessageEvent): void {
    if (event.source !== window) return
    if (isPortGone(event.data)) lose()
    const [port] = event.ports
    if (isPortHere(event.data) && port !== undefined) take(port)
  }

  /**
   * A port that is closed here tells nobody here. What still waits on it hears of its end by this event, which the
   * link listens for.
   */
  function end(): void {
    const last = current
    current = undefined
    last?.dispatchEvent(new Event('close'))
    last?.close()
  }

  function take(port: MessagePort): void {
    window.clearTimeout(timer)
    end()
    current = port
    const link = new RPCLink({ port })
    port.start()
    handlers?.opened(link)
  }

  /** The core has ended. The shell sends a new port unasked; should it not, it is asked. */
  function lose(): void {
    end()
    handlers?.closed()
    window.clearTimeout(timer)
    timer = window.setTimeout(ask, ASK_AGAIN_MS)
  }

  return {
    start: (given) => {
      handlers = given
      window.addEventListener('message', hear)
      ask()
    },
    stop: () => {
      window.removeEventListener('message', hear)
      window.clearTimeout(timer)
      end()
    },
  }
}
