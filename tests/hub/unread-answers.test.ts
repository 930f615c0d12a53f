import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { serveHub } from '../../src/hub/serve-hub.ts'
import { eventually } from '../support/eventually.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { desk, expertForFile, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { enrolledDesk } from '../support/hub/test-desk.ts'
import { unwrap } from '../support/hub/test-hub.ts'

hubForFile({ limits: { atOnce: 4 } })
expertForFile()

it('are held for a device only so many at a time, and others are answered meanwhile', async () => {
  const server = unwrap(await serveHub(hub.hub, { host: '127.0.0.1', port: 0 }))
  onTestFinished(() => server.stop())
  const { hostname, port, host } = new URL(server.address)
  // More than the system itself keeps of what is on its way.
  const text = 'Lorem ipsum. '.repeat(150_000)
  const material = (n: number) => ({ kind: 'text' as const, key: `text-${n}`, title: 'Text', text })
  await hub.operator.importTasks([taskContent({ materials: [1, 2, 3, 4, 5, 6].map(material) })])

  const path = '/v1/feed?after=0&maxBytes=8000000'
  /** Asks for a page and reads no more of it than its first bytes. */
  const askAndHold = async (): Promise<{ socket: Socket; status: string }> => {
    const socket = connect(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined)
    const lines = [
      `GET ${path} HTTP/1.1`,
      `host: ${host}`,
      'understudy-protocol: 1',
      `authorization: Bearer ${desk.token}`,
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    const [first] = await once(socket, 'data')
    socket.pause()
    return { socket, status: String(first).slice(9, 12) }
  }
  const held = []
  for (let i = 0; i < 6; i += 1) held.push(await askAndHold())
  expect(held.map(({ status }) => status)).toEqual(['200', '200', '200', '200', '429', '429'])

  const { code } = await hub.operator.makeCode((await hub.operator.enrolExpert()).expertId)
  const other = await enrolledDesk(fetch, code, server.address)
  expect((await other.call('GET', '/v1/feed?after=0')).status).toBe(200)

  held[0]?.socket.destroy()
  await eventually(async () => expect((await askAndHold()).status).toBe('200'))
})
