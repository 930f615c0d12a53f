import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fetchWire } from '../../src/core/real-ports.ts'
import { problemToText } from '../../src/core/sync/problem-texts.ts'
import { sendResponse, toRequest } from '../../src/hub/http/node-bridge.ts'
import { until } from '../support/core/until.ts'
import { contents, submissionsAtHub, untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'

/** What stands between, over real HTTP: how Node's own client takes it is a part of what is said. */

deskAndHubForEachTest({ wire: fetchWire })
let proxy: Server
let address: string
/** Answers in the hub's place where it is given. */
let instead: ((out: ServerResponse) => void) | undefined

beforeEach(async () => {
  instead = undefined
  proxy = createServer((message, out) => {
    const gone = new AbortController()
    out.on('close', () => gone.abort())
    const request = toRequest(message, gone.signal)
    if (instead !== undefined || request === undefined) return instead?.(out)
    void world.hub.fetch(request).then((response) => sendResponse(response, message, out, false))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`
})
afterEach(() => {
  proxy.closeAllConnections()
  proxy.close()
})

const page = (status: number, headers: Record<string, string> = {}) => {
  return (out: ServerResponse): void => {
    out.writeHead(status, { 'content-type': 'text/html', ...headers }).end('<html>Welcome</html>')
  }
}
const LOGIN = /^Something answers at this address, but it is not an Understudy hub. A hotel/
const NO_HUB = /^The hub cannot be reached\./

it.each([
  ['leads to a login page', page(302, { location: '/login' }), LOGIN, LOGIN],
  ['asks to sign in to the network', page(511), LOGIN, LOGIN],
  ['fails itself', page(500), NO_HUB, /^The computer at this address is there, but no hub runs/],
  ['finds no hub, as a large network says it', page(521), NO_HUB, /^The computer at this address is there, but no hub/],
  ['gives a slow request up', page(408), NO_HUB, /^The computer at this address is there, but no hub runs/],
  ['breaks off', (out: ServerResponse) => out.socket?.resetAndDestroy(), NO_HUB, /^Nothing answers at this address\./],
] as const)(
  'what %s is called what it is, and work goes on by itself afterwards [O8] [O5]',
  async (_, answer, told, asked) => {
    const { desk } = core
    await world.hub.operator.importTasks(contents(1))
    instead = answer
    const problem = await desk.setup.enrol({ address, code: world.code }).catch((error: unknown) => error)
    expect(problem).toMatchObject({ data: { text: expect.stringMatching(asked) } })
    instead = undefined
    await desk.setup.enrol({ address, code: world.code })
    const row = await until(desk, 'the task is there', async () => (await desk.tasks.list({})).rows[0])
    await desk.tasks.take({ taskId: row.id })
    await write(desk, row.id, 'Clover, then wheat.')
    await until(desk, 'nothing waits', async () => (await desk.sync.overview({})).lanes.length === 0)
    instead = answer
    await desk.work.send({ taskId: row.id })
    const reason = async () => (await desk.sync.overview({})).hubs[0]?.reason
    expect(await until(desk, 'it is told', reason)).toMatch(told)
    instead = undefined
    await untilState(desk, row.id, 'received', world.time)
    expect(await submissionsAtHub(world.hub, row.id)).toBe(1)
  },
)

it('what has a certificate that is not the hub’s is not called a network that is away', () => {
  for (const detail of ['ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED']) {
    expect(problemToText({ kind: 'unreachable', detail })).toMatch(/cannot prove to be the hub.*login page.*date/)
  }
  expect(problemToText({ kind: 'unreachable', detail: 'ECONNRESET' })).toMatch(NO_HUB)
})
