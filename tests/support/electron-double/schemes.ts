import type * as Electron from 'electron'
import { isReady } from './host.ts'

/**
 * Chromium does not know the shell's own schemes, so a page at `scheme://host/path` is loaded from
 * `http://host.scheme.localhost/path`: a secure context with an origin of its own. Every request is answered by the
 * shell's handler before any network is asked.
 */
type Handler = (request: Request) => Response | Promise<Response>

const privileged = new Set<string>()
const handlers = new Map<string, Handler>()

export function toWire(url: string): string {
  const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)(.*)$/i.exec(url) ?? []
  return scheme !== undefined && privileged.has(scheme) ? `http://${host}.${scheme}.localhost${rest || '/'}` : url
}

export function fromWire(url: string): string {
  const [, blob = '', host, scheme, rest] =
    /^(blob:)?http:\/\/([^/?#]+)\.([a-z0-9+-]+)\.localhost(.*)$/i.exec(url) ?? []
  return scheme !== undefined && privileged.has(scheme) ? `${blob}${scheme}://${host}${rest}` : url
}

export function handlerFor(url: string): Handler | undefined {
  return handlers.get(/^([a-z0-9+.-]+):/i.exec(url)?.[1] ?? '')
}

export const protocol = {
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]) {
    if (isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme, privileges } of schemes) {
      // Only such a scheme has hosts and an origin, which the mapping above takes for granted.
      if (privileges?.standard !== true) throw new Error(`double: only standard schemes are modelled, not ${scheme}:`)
      privileged.add(scheme)
    }
  },
  handle(scheme: string, handler: (request: GlobalRequest) => GlobalResponse | Promise<GlobalResponse>) {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    if (!privileged.has(scheme)) throw new Error(`double: ${scheme}: was not registered as privileged`)
    handlers.set(scheme, handler)
  },
  unhandle(scheme: string) {
    if (!handlers.delete(scheme)) throw new Error(`Failed to unregister protocol: ${scheme}`)
  },
  isProtocolHandled: (scheme: string) => handlers.has(scheme),
} satisfies Partial<Electron.Protocol>
