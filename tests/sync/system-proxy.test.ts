import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWire } from '../../src/core/real-ports.ts'
import { takeProxyOfEnvironment } from '../../src/core/system-proxy.ts'

/** A name that nobody but the proxy knows, as that of a hub behind a hospital's wall. */
const OUTSIDE = 'http://hub.invalid/v1/hub'

let hub: Server
let proxy: Server
let tunnels: string[]
/** Node no longer counts the connections of a tunnel as the server's. */
const open = new Set<Duplex>()
const portOf = (server: Server): number => (server.address() as AddressInfo).port
const proxyUrl = (): string => `http://127.0.0.1:${portOf(proxy)}`

beforeEach(async () => {
  tunnels = []
  hub = createServer((message, out) => void out.end(`for ${message.headers.host}`))
  proxy = createServer()
  proxy.on('connect', ({ url = '' }, client) => {
    tunnels.push(url)
    open.add(client)
    const onward = connect(portOf(hub), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(client)
      client.pipe(onward)
    })
    onward.on('error', () => client.destroy())
    client.on('error', () => onward.destroy())
  })
  for (const server of [hub, proxy]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  closeProxy()
  hub.close().closeAllConnections()
})

function closeProxy(): void {
  proxy.close()
  for (const client of open) client.destroy()
}

describe('the way to a hub', () => {
  it('leads through the proxy that the system names, and back when it names none, as at home', async () => {
    const asked: string[] = []
    let answer: string | undefined = proxyUrl()
    const wire = createWire(async (url) => {
      asked.push(url)
      return answer
    })
    const ask = async (url: string): Promise<string> => (await wire(new Request(url))).text()
    expect([await ask(OUTSIDE), await ask(OUTSIDE)]).toEqual(['for hub.invalid', 'for hub.invalid'])
    expect(new Set(tunnels)).toEqual(new Set(['hub.invalid:80']))
    // Of the address, not of what is asked there, and not at each request.
    expect(asked).toEqual(['http://hub.invalid'])
    const here = `127.0.0.1:${portOf(hub)}`
    const before = tunnels.length
    expect(await ask(`http://${here}/`)).toBe(`for ${here}`)
    expect([tunnels.length, asked.length]).toEqual([before, 1])

    closeProxy()
    answer = undefined
    await expect(ask(OUTSIDE)).rejects.toThrow('fetch failed')
    await expect(ask(OUTSIDE)).rejects.toMatchObject({ cause: { code: 'ENOTFOUND' } })
    expect(asked).toHaveLength(2)
  })

  it('stays as it was where the system cannot say, and is direct where it names what is no proxy', async () => {
    let find = async (): Promise<string | undefined> => proxyUrl()
    const wire = createWire(() => find())
    const ask = async (): Promise<string> => (await wire(new Request(OUTSIDE))).text()
    const fail = () => wire(new Request(OUTSIDE, { signal: AbortSignal.abort() })).catch(() => undefined)
    expect(await ask()).toBe('for hub.invalid')
    await fail()
    find = () => Promise.reject(new Error('no answer'))
    expect(await ask()).toBe('for hub.invalid')
    await fail()
    find = async () => 'no address'
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ENOTFOUND' } })
  })

  it('leads through the proxy of the environment, but for this computer and what needs none', async () => {
    takeProxyOfEnvironment({ http_proxy: proxyUrl(), NO_PROXY: 'direct.invalid' })
    expect(await (await fetch(OUTSIDE)).text()).toBe('for hub.invalid')
    await expect(fetch('http://direct.invalid/')).rejects.toMatchObject({ cause: { code: 'ENOTFOUND' } })
    await fetch(`http://127.0.0.1:${portOf(hub)}/`)
    expect(tunnels).toEqual(['hub.invalid:80'])
    // What is no proxy changes nothing.
    takeProxyOfEnvironment({ HTTPS_PROXY: 'nonsense' })
    expect(await (await fetch(OUTSIDE)).text()).toBe('for hub.invalid')
  })
})
