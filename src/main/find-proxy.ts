import type { Session } from 'electron'

/**
 * The proxy that Chromium, by the system's settings or a script of the network, would take to an address.
 * @returns its URL; undefined where the way is direct
 */
export async function findProxy(session: Pick<Session, 'resolveProxy'>, url: string): Promise<string | undefined> {
  return firstProxy(await session.resolveProxy(url))
}

/**
 * Reads what `FindProxyForURL` returns (https://developer.mozilla.org/docs/Web/HTTP/Guides/Proxy_servers_and_tunneling/Proxy_Auto-Configuration_PAC_file):
 * ways in the order of preference, such as `PROXY cache:8080; DIRECT`. Of SOCKS Node knows nothing, so the next one counts.
 */
export function firstProxy(ways: string): string | undefined {
  for (const way of ways.split(';')) {
    const [kind = '', host = ''] = way.trim().split(/\s+/)
    if (/^direct$/i.test(kind)) return undefined
    if (/^(proxy|http)$/i.test(kind) && host !== '') return `http://${host}`
    if (/^https$/i.test(kind) && host !== '') return `https://${host}`
  }
  return undefined
}
