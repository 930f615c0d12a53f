import { expect, test } from 'vitest'
import { createPortTransport } from '../../../src/renderer/client/port-transport.ts'
import type { DeskLink } from '../../../src/renderer/client/transport.ts'
import { PORT_GONE, PORT_HERE } from '../../../src/shared/contract/window-port.ts'

/** The way to the core over a port that comes and goes, in a window of few words. */

/** As a port of the DOM, and unlike one of Node, it tells nobody on its own side that it was closed. */
class SilentPort extends EventTarget {
  #asked = (): void => {}
  readonly asked = new Promise<void>((resolve) => (this.#asked = resolve))
  start(): void {}
  postMessage(): void {
    this.#asked()
  }
  close(): void {}
}

type Heard = { readonly source: unknown; readonly data: unknown; readonly ports: readonly SilentPort[] }

function openTransport() {
  const hears = new Set<(event: Heard) => void>()
  const window = {
    origin: 'app://desk',
    postMessage: () => undefined,
    setTimeout: () => 1,
    clearTimeout: () => undefined,
    addEventListener: (_type: string, hear: (event: Heard) => void) => hears.add(hear),
    removeEventListener: (_type: string, hear: (event: Heard) => void) => hears.delete(hear),
  }
  const links: DeskLink[] = []
  // As much of a window as the transport uses; the compiler knows the whole of it only.
  const transport = createPortTransport(window as never)
  transport.start({ opened: (link) => links.push(link), closed: () => undefined, refused: () => undefined })
  const say = (data: unknown, given: SilentPort[] = []): void => {
    for (const hear of hears) hear({ source: window, data, ports: given })
  }
  return {
    transport,
    links,
    gone: () => say({ type: PORT_GONE }),
    /** Hands over a port whose other end never answers. */
    here: (port = new SilentPort()) => say({ type: PORT_HERE }, [port]),
  }
}

async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'answered',
    () => 'ended',
  )
}

test.each([
  ['another port takes its place', (shell: ReturnType<typeof openTransport>) => shell.here()],
  ['the core has gone', (shell: ReturnType<typeof openTransport>) => shell.gone()],
  ['the window stops', (shell: ReturnType<typeof openTransport>) => shell.transport.stop()],
])('a call that waits on a port ends when %s', async (_what, happens) => {
  const shell = openTransport()
  const port = new SilentPort()
  shell.here(port)
  const waiting = outcome(Promise.resolve(shell.links[0]?.call(['app', 'status'], {}, { context: {} })))
  await port.asked
  happens(shell)
  expect(await waiting).toBe('ended')
})
