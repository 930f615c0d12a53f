import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Core } from '../../src/core/create-core.ts'
import { HERE, NOT_KNOWN, offerTo } from '../../src/shared/contract/desk-socket.ts'
import { type DeskServer, startDeskServer } from '../../src/serve/create-desk-server.ts'
import { temporaryFolder } from './support/test-shell.ts'

const token = 't'.repeat(43)
let server: DeskServer
afterEach(() => server.stop())

/** The browser shell over a core that answers nothing: what comes from outside never gets that far. */
async function start() {
  const folder = join(temporaryFolder(), 'window')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  const core = { router: {} } as unknown as Core
  const started = await startDeskServer({ core, windowFolder: folder, token, port: 0 })
  if ('taken' in started) throw new Error(started.taken)
  server = started
  const { host, port } = new URL(started.address)
  return { folder, host, port: Number(port) }
}

/** What a page under a name gets that asks for a socket with the right token: the status of the answer. */
async function knock(port: number, name: string): Promise<number | undefined> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/desk`, offerTo(token), {
    origin: `http://${name}`,
    headers: { host: name },
  })
  socket.on('error', () => {})
  const opened = once(socket, 'open').then(() => 101)
  const refused = new Promise<number | undefined>((resolve) => {
    socket.once('unexpected-response', (_, { statusCode }) => resolve(statusCode))
  })
  const status = await Promise.race([opened, refused])
  socket.terminate()
  return status
}

/** Sends bytes as they are and gives the first line of the answer. */
async function ask(port: number, lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)
  let answer = ''
  socket.on('data', (data) => (answer += String(data)))
  await Promise.race([once(socket, 'close'), wait(10_000)])
  socket.destroy()
  return answer.split('\r\n', 1)[0] ?? ''
}

test('an address that is none, which every page can ask for, is refused and ends nothing', async () => {
  const { port, host } = await start()
  for (const path of ['//', '//[', 'http://']) {
    expect(await ask(port, [`GET ${path} HTTP/1.1`, `Host: ${host}`])).toMatch(/^HTTP\/1.1 4/)
  }
  for (const path of ['/%00', `/${'a'.repeat(5_000)}`]) {
    expect(await ask(port, [`GET ${path} HTTP/1.1`, `Host: ${host}`])).toMatch(/ 404 /)
  }
})

test('the desk answers to its own names alone: a page whose name leads here (DNS rebinding) gets nothing', async () => {
  const { port, host } = await start()
  expect(await ask(port, ['GET / HTTP/1.1', `Host: ${host}`])).toMatch(/ 200 /)
  expect(await ask(port, ['GET / HTTP/1.1', `Host: localhost:${port}`])).toMatch(/ 200 /)
  const { search } = new URL(server.address)
  for (const name of [`evil.example:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`, `127.0.0.1.evil.example:${port}`]) {
    expect(await ask(port, [`GET /${search} HTTP/1.1`, `Host: ${name}`]), `as ${name}`).toMatch(/ 421 /)
    expect(await knock(port, name), `as ${name}`).toBe(403)
  }
  expect(await knock(port, host)).toBe(101)
})

test('nothing but the files of the window is given out, and nothing can be sent but by its socket', async () => {
  const { folder, port, host } = await start()
  writeFileSync(join(folder, 'assets', 'window.js'), '1')
  writeFileSync(join(folder, '..', 'secrets.json'), '{}')
  mkdirSync(`${folder}-of-another`)
  writeFileSync(join(`${folder}-of-another`, 'notes.txt'), 'x')
  const status = async (line: string): Promise<string> =>
    (await ask(port, [`${line} HTTP/1.1`, `Host: ${host}`])).split(' ')[1] ?? ''
  expect(await status('GET /assets/window.js')).toBe('200')
  for (const path of ['/../secrets.json', '/..%2fsecrets.json', '/assets/%2e%2e/..%2f..%2fsecrets.json', '/assets']) {
    expect(await status(`GET ${path}`), `of ${path}`).toBe('404')
  }
  expect(await status('GET /..%2fwindow-of-another/notes.txt')).toBe('404')
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect(await status(`${method} /`), `by ${method}`).toBe('405')
})

test('windows wait while there is no core, and find the next one', async () => {
  const { port, host } = await start()
  const socket = new WebSocket(`ws://${host}/desk`, offerTo(token), { origin: `http://${host}` })
  await once(socket, 'open')
  const ended = once(socket, 'close')
  server.leave()
  await ended
  expect(await knock(port, host)).toBe(503)
  expect(await ask(port, ['GET / HTTP/1.1', `Host: ${host}`])).toMatch(/ 200 /)
  server.serve({ router: {} } as unknown as Core)
  expect(await knock(port, host)).toBe(101)
})

test('a window that is being built anew is no end of the desk', async () => {
  const { folder, port, host } = await start()
  rmSync(folder, { recursive: true })
  expect(await ask(port, ['GET / HTTP/1.1', `Host: ${host}`])).toMatch(/ 503 /)
})

test.skipIf(process.platform !== 'linux')('a page that is left while it loads leaves no file open', async () => {
  const { folder, port, host } = await start()
  writeFileSync(join(folder, 'assets', 'large.js'), Buffer.alloc(20_000_000))
  const open = () => readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).endsWith('large.js')).length
  for (let i = 0; i < 10; i++) {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET /assets/large.js HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    await once(socket, 'data')
    socket.destroy()
  }
  await expect.poll(open).toBe(0)
})

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return ''
  }
}

test('a message that is too large ends its connection and not the desk', async () => {
  const { host } = await start()
  const socket = new WebSocket(`ws://${host}/desk`, offerTo(token), { origin: `http://${host}` })
  await once(socket, 'open')
  socket.send('a'.repeat(129_000_000))
  const [code] = await once(socket, 'close')
  expect(code).toBe(1009)
})

test('a connection that breaks off while it is being refused ends nothing', async () => {
  const { port, host } = await start()
  for (let i = 0; i < 20; i++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    socket.write(
      `GET /desk HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://elsewhere\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    )
    if (i % 2 === 0) await wait(1)
    socket.resetAndDestroy()
    await wait(5)
  }
  expect(await ask(port, ['GET / HTTP/1.1', `Host: ${host}`])).toMatch(/ 200 /)
})

test('the address for a command opens the desk once, and is not the token that all users could read there', async () => {
  const { port, host } = await start()
  const open = async (address: string) => {
    const { pathname, search } = new URL(address)
    return ask(port, [`GET ${pathname}${search} HTTP/1.1`, `Host: ${host}`])
  }
  const before = server.addressForOnce()
  const address = server.addressForOnce()
  expect(address).not.toContain(token)
  expect(await open(before), 'another one was asked for since').toMatch(/ 200 /)
  const { search } = new URL(address)
  expect(await ask(port, [`HEAD /${search} HTTP/1.1`, `Host: ${host}`]), 'one that only looks').toMatch(/ 200 /)
  expect(await open(address)).toMatch(/ 303 /)
  expect(await open(address), 'nothing but the window, which is no secret').toMatch(/ 200 /)
})

test('who has no token is told so, and none of what they send is taken in', async () => {
  const { port, host } = await start()
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const ended = once(socket, 'close').then(() => 'ended')
  socket.write(
    [
      'GET /desk HTTP/1.1',
      `Host: ${host}`,
      `Origin: http://${host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      `Sec-WebSocket-Protocol: ${offerTo('x'.repeat(43)).join(', ')}`,
      '\r\n',
    ].join('\r\n'),
  )
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toContain(`Sec-WebSocket-Protocol: ${NOT_KNOWN}`)
  // The head of a message of 100 MB (RFC 6455, 5.2), and most of it: each such socket would hold as much memory.
  socket.write(Buffer.from('82ff0000000005f5e10000000000', 'hex'))
  const part = Buffer.alloc(1_000_000)
  let taken = 0
  while (taken < 90 && socket.writable) {
    if (!socket.write(part) && (await Promise.race([once(socket, 'drain'), ended, wait(2_000)])) === 'ended') break
    taken += 1
  }
  expect(taken).toBeLessThan(20)
  socket.destroy()
})

test('nothing that a browser sends to another port of 127.0.0.1 opens the desk: no cookie is set, and none is taken', async () => {
  const { port, host } = await start()
  const { pathname, search } = new URL(server.address)
  const entered = await fetch(`http://${host}${pathname}${search}`, { redirect: 'manual' })
  expect(entered.status).toBe(303)
  expect(entered.headers.getSetCookie()).toEqual([])
  const origin = `http://${host}`
  const cookie = `understudy-${port}=${token}`
  const choice = async (offered: string[], from = origin): Promise<string | undefined> => {
    const socket = new WebSocket(`ws://${host}/desk`, offered, { origin: from, headers: { cookie } })
    const refused = once(socket, 'error').then(() => 'refused')
    const chosen = await Promise.race([once(socket, 'open').then(() => socket.protocol), refused])
    if (chosen === NOT_KNOWN) await once(socket, 'close')
    socket.terminate()
    return chosen
  }
  expect(await choice(offerTo(token))).toBe(HERE)
  expect(await choice(offerTo(undefined))).toBe(NOT_KNOWN)
  expect(await choice(offerTo('x'.repeat(43)))).toBe(NOT_KNOWN)
  expect(await choice(offerTo(token), 'http://127.0.0.1:3000'), 'another page').toBe('refused')
  expect(await choice([]), 'a page of before').toBe('refused')
})

/** Only root can be another user for a moment. */
const isRoot = process.platform === 'linux' && process.getuid?.() === 0
test.skipIf(!isRoot)(
  'the address for a command is of no use to another user, who reads it in the list of processes',
  async () => {
    await start()
    const address = server.addressForOnce()
    const open = async (uid: number): Promise<string> => {
      const { hostname, port, pathname, search } = new URL(address)
      const lines = `GET ${pathname}${search} HTTP/1.1\\r\\nHost: ${hostname}:${port}\\r\\nConnection: close\\r\\n\\r\\n`
      const command = `exec 3<>/dev/tcp/${hostname}/${port}; printf '${lines}' >&3; head -1 <&3`
      const child = spawn('bash', ['-c', command], { uid, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] })
      return (await child.stdout.toArray()).join('')
    }
    expect(await open(65_534)).toMatch(/ 200 /)
    expect(await open(0)).toMatch(/ 303 /)
  },
)

test.skipIf(!isRoot)(
  'the token is of no use to another user, whom an open page brings it while they sit at the port of a desk that is gone',
  async () => {
    const { host, port } = await start()
    const { pathname, search } = new URL(server.address)
    const as = async (uid: number, lines: readonly string[]): Promise<string> => {
      const text = [...lines, `Host: ${host}`, '\\r\\n'].join('\\r\\n')
      const command = `exec 3<>/dev/tcp/127.0.0.1/${port}; printf '${text}' >&3; head -5 <&3`
      const child = spawn('bash', ['-c', command], { uid, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] })
      return (await child.stdout.toArray()).join('')
    }
    const page = [`GET ${pathname}${search} HTTP/1.1`]
    const socket = [
      'GET /desk HTTP/1.1',
      `Origin: http://${host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      `Sec-WebSocket-Protocol: ${offerTo(token).join(', ')}`,
    ]
    expect(await as(65_534, page)).toMatch(/ 403 /)
    expect(await as(0, page)).toMatch(/ 303 /)
    expect(await as(65_534, socket)).toContain(`Protocol: ${NOT_KNOWN}`)
    expect(await as(0, socket)).toMatch(new RegExp(`Protocol: ${HERE}\r`))
  },
)
