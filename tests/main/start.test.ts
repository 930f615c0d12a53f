import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from './support/test-shell.ts'

// The first may have to build the window.
vi.setConfig({ testTimeout: 300_000 })

const root = join(import.meta.dirname, '..', '..')

/** `npm start` with a program in the place of Electron's that does what these lines of a shell say. */
function start(lines: string, mode = 0o755) {
  const folder = temporaryFolder()
  const electron = join(folder, 'dist')
  const count = join(folder, 'starts')
  mkdirSync(electron)
  writeFileSync(count, '')
  writeFileSync(join(electron, 'electron'), `#!/bin/sh\necho start >> "${count}"\n${lines}\n`, { mode })
  // A hub that is not there: none is started, and none is needed.
  const args = ['--shell', 'electron', '--hub', 'http://127.0.0.1:9', '--data', join(folder, 'data')]
  const started = run(args, { ELECTRON_OVERRIDE_DIST_PATH: electron })
  return { ...started, starts: () => readFileSync(count, 'utf8').split('\n').length - 1 }
}

/** `npm start` with these options; it is ended after the test. */
function run(options: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const script = join(root, 'scripts', 'start.mjs')
  const child = spawn(process.execPath, [script, '--no-open', '--port', '0', ...options], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)))
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await ended
  }
  onTestFinished(stop)
  return {
    pid: child.pid ?? -1,
    output: () => output,
    /** Until the desk is open, or all has ended. */
    settled: async () => {
      // A line of its own: its help, which it shows beside what is wrong, has the same words.
      while (child.exitCode === null && !/^Ctrl-C stops everything\.$/m.test(output)) await wait(50)
      return child.exitCode
    },
  }
}

test.skipIf(process.platform === 'win32')('where Electron cannot run the desk opens in the browser', async () => {
  const { settled, output } = start('exit 127')
  expect(await settled()).toBeNull()
  expect(output()).toContain('The desk opens in the browser, because Electron does not run here')
  expect(output()).toContain('Your desk is open at http://127.0.0.1:')
})

test.skipIf(process.platform === 'win32')('the same where it cannot even be started', async () => {
  const { settled, output } = start('exit 0', 0o644)
  expect(await settled()).toBeNull()
  expect(output()).toContain('Your desk is open at http://127.0.0.1:')
})

test.skipIf(process.platform === 'win32')('a desk that has said why it cannot open is not started again', async () => {
  const { settled, starts } = start('exit 2')
  expect(await settled()).toBe(2)
  expect(starts()).toBe(1)
})

test('the same in the browser: a port that is taken is told of once', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const data = join(temporaryFolder(), 'data')
  const options = ['--shell', 'browser', '--hub', 'http://127.0.0.1:9', '--data', data, '--port', String(port)]
  const { settled, output } = run(options)
  expect(await settled()).toBe(2)
  expect(output().split('No port could be opened')).toHaveLength(2)
})

test('a proxy of the user is not asked for a hub on this computer', async () => {
  const asked = { hub: 0, proxy: 0 }
  const listen = async (who: keyof typeof asked): Promise<string> => {
    const server = createHttpServer((_request, response) => response.writeHead(404).end(void (asked[who] += 1)))
    server.on('connect', (_request, socket) => socket.destroy(void (asked[who] += 1)))
    onTestFinished(() => void server.close())
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const [hub, proxy] = await Promise.all([listen('hub'), listen('proxy')])
  const options = ['--shell', 'browser', '--data', join(temporaryFolder(), 'data'), '--hub', hub, '--code', 'A']
  const { settled } = run(options, { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy, NO_PROXY: '.example.org' })
  expect(await settled()).toBeNull()
  await expect.poll(() => asked.hub + asked.proxy, { timeout: 10_000 }).toBeGreaterThan(0)
  expect(asked.proxy).toBe(0)
})

test('a hub that has said why it cannot start is not started again', async () => {
  const data = temporaryFolder()
  // No folder can be made there.
  writeFileSync(join(data, 'hub'), '')
  const { settled, output } = run(['--shell', 'browser', '--data', data])
  expect(await settled()).toBe(1)
  expect(output().split('cannot be used for the database')).toHaveLength(2)
  expect(output()).not.toContain('started again')
})

test('a code without its hub is not passed over: the desk would be connected with another one', async () => {
  const { settled, output } = run(['--shell', 'browser', '--data', temporaryFolder(), '--code', 'NXW9-PYNT-3NVF-WBJ4'])
  expect(await settled()).toBe(2)
  expect(output()).toContain('--code goes with --hub URL')
})

test.each(['data', 'port', 'hub'])('an empty --%s, as of a variable that is not set, starts nothing', async (name) => {
  const called = temporaryFolder()
  const asNpm = { INIT_CWD: called, npm_lifecycle_event: 'start' }
  const usual = ['--shell', 'browser', '--data', 'mine', '--hub', 'http://127.0.0.1:9']
  const { settled, output } = run([...usual, `--${name}=`], asNpm)
  expect(await settled()).toBe(2)
  expect(output()).toContain(`--${name} is empty`)
  expect(['mine', 'desk.db'].filter((one) => existsSync(join(called, one)))).toEqual([])
})

test.each([
  ['--data', '--data is empty'],
  ['--port', '--port takes a number'],
])('the desk alone takes no empty %s either', (name, said) => {
  const program = join(root, 'src', 'serve', 'index.ts')
  const args = ['--data', 'mine', name, '']
  const { status, stderr } = spawnSync(process.execPath, [program, '--no-open', ...args], {
    cwd: temporaryFolder(),
    encoding: 'utf8',
    timeout: 50_000,
  })
  expect(stderr).toContain(said)
  expect(status).toBe(2)
})

test('a folder counts from where npm was called, and not from where npm goes', async () => {
  const called = temporaryFolder()
  const asNpm = { INIT_CWD: called, npm_lifecycle_event: 'start' }
  const { settled } = run(['--shell', 'browser', '--hub', 'http://127.0.0.1:9', '--data', 'mine'], asNpm)
  expect(await settled()).toBeNull()
  expect(existsSync(join(called, 'mine', 'desk.db'))).toBe(true)
})

test.each([
  ['of its own', 'verify', 'it is no zip file'],
  ['of another command, below which this one runs', 'test', 'there is no such file'],
])('a file counts from where npm was called, by the word %s', (_, npm_lifecycle_event, said) => {
  const called = temporaryFolder()
  writeFileSync(join(called, 'pack.zip'), 'This is no zip.')
  const env = { ...process.env, INIT_CWD: called, npm_lifecycle_event }
  const { stdout } = spawnSync(process.execPath, [join(root, 'scripts', 'verify.mjs'), 'pack.zip'], { cwd: root, env })
  expect(String(stdout)).toContain(said)
})

test.skipIf(process.platform !== 'linux')(
  'the browser is opened without the token: all users can read what it is given',
  async () => {
    const folder = temporaryFolder()
    const given = join(folder, 'given')
    writeFileSync(
      join(folder, 'xdg-open'),
      `#!/bin/sh\nprintf '%s' "$1" > '${given}.new' && mv '${given}.new' '${given}'\n`,
      { mode: 0o755 },
    )
    const data = join(folder, 'data')
    const script = join(root, 'src', 'serve', 'index.ts')
    const child = spawn(process.execPath, [script, '--data', data, '--port', '0'], {
      env: { ...process.env, DISPLAY: ':1', PATH: `${folder}:${process.env['PATH'] ?? ''}` },
      stdio: 'ignore',
    })
    const ended = once(child, 'exit')
    onTestFinished(async () => {
      child.kill('SIGTERM')
      await ended
    })
    await expect.poll(() => existsSync(given), { timeout: 30_000 }).toBe(true)
    const address = readFileSync(given, 'utf8')
    const token = readFileSync(join(data, 'desk.key'), 'utf8')
    expect(address).not.toContain(token)
    const opened = await fetch(address, { redirect: 'manual' })
    expect(opened.status).toBe(303)
    expect(opened.headers.get('location')).toBe(`/#key=${token}`)
    expect((await fetch(address, { redirect: 'manual' })).headers.get('location')).toBeNull()
  },
)
