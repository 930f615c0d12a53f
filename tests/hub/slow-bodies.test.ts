import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type HubServer, serveHub } from '../../src/hub/serve-hub.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { unwrap } from '../support/hub/test-hub.ts'

hubForFile({ limits: { strangerMs: 300 } })
let server: HubServer
beforeAll(async () => {
  server = unwrap(await serveHub(hub.hub, { host: '127.0.0.1', port: 0, drainMs: 300 }))
})
afterAll(async () => {
  await server.stop()
})

/** Sends a body drop by drop and never ends it. @returns the status line, and whether the hub hung up within fifteen seconds */
async function dribble(path: string): Promise<{ status: string; hungUp: boolean }> {
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\nunderstudy-protocol: 1\r\ncontent-length: 50000\r\n\r\n{`)
  let heard = ''
  socket.on('data', (chunk) => (heard += chunk.toString()))
  const drops = setInterval(() => socket.write(' '), 50)
  const hungUp = await new Promise<boolean>((resolve) => {
    socket.on('close', () => resolve(true))
    setTimeout(() => resolve(false), 15_000)
  })
  clearInterval(drops)
  socket.destroy()
  return { status: heard.split('\r\n')[0] ?? '', hungUp }
}

describe('whoever has not signed in', () => {
  it.each([
    ['/v1/enrol', 'HTTP/1.1 400 Bad Request'],
    ['/v1/hub', 'HTTP/1.1 400 Bad Request'],
    ['/v1/operations', 'HTTP/1.1 401 Unauthorized'],
    ['/nowhere', 'HTTP/1.1 404 Not Found'],
  ])('holds no connection by a body without an end at %s', async (path, status) => {
    expect(await dribble(path)).toEqual({ status, hungUp: true })
  })

  it('has no more of its body kept than a code needs', async () => {
    const headers = { 'understudy-protocol': '1', 'content-type': 'application/json' }
    const patient = unwrap(
      await serveHub(hub.another({ limits: { strangerMs: 60_000 } }), { host: '127.0.0.1', port: 0 }),
    )
    onTestFinished(() => patient.stop())
    const answer = await fetch(`${patient.address}/v1/enrol`, { method: 'POST', headers, body: ' '.repeat(70_000) })
    expect([answer.status, await answer.json()]).toEqual([413, expect.objectContaining({ data: { limit: 64_000 } })])
  })
})
