import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ensureBuilt } from '../../scripts/lib/build.mjs'
import { keepRunning } from '../../scripts/lib/children.mjs'
import { temporaryFolder } from './support/test-shell.ts'

// The first may have to build the window.
vi.setConfig({ testTimeout: 300_000 })

const root = join(import.meta.dirname, '..', '..')

/** A terminal of its own with `npm start` in it; the desk opens in no browser, unless one is given. */
async function startInTerminal(options: readonly string[], browser?: Readonly<Record<string, string>>) {
  const folder = temporaryFolder()
  const quiet = browser === undefined ? ['--no-open', '--port', '0'] : []
  const args = [join(root, 'scripts', 'start.mjs'), '--shell', 'browser', '--data', folder, ...quiet, ...options]
  const env = { ...process.env, ...browser }
  // A group of its own, as a shell makes one for each command: what a terminal sends goes to all of it.
  const child = spawn(process.execPath, args, { detached: true, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const pid = child.pid ?? -1
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)))
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await ended
  })
  while (child.exitCode === null && !output.includes('Ctrl-C stops everything.')) await wait(50)
  return { folder, pid, ended, output: () => output }
}

/** The process below this one whose command has these words in it. */
function childOf(pid: number, words: string): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return Number(children.find((one) => readFileSync(`/proc/${one}/cmdline`, 'utf8').includes(words)) ?? -1)
}

const isElsewhere = process.platform !== 'linux'

test.skipIf(isElsewhere)('a desk whose starter dies while it opens ends in good order', async () => {
  const folder = temporaryFolder()
  const args = [join(root, 'src', 'serve', 'index.ts'), '--data', folder, '--no-open', '--port', '0']
  const starter = `require('node:child_process').fork(${JSON.stringify(args[0])}, ${JSON.stringify(args.slice(1))})
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100)`
  const child = spawn(process.execPath, ['-e', starter], { stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (data) => (errors += String(data)))
  // Not 'exit': the desk has the other end of the pipe as long as it runs.
  await once(child, 'close')
  expect(errors).toBe('')
  expect(JSON.parse(readFileSync(join(folder, 'desk.state'), 'utf8'))).toMatchObject({ closed: true })
})

test.skipIf(isElsewhere)('a terminal that is closed ends the desk in good order', async () => {
  const { folder, pid, ended } = await startInTerminal(['--hub', 'http://127.0.0.1:9'])
  process.kill(-pid, 'SIGHUP')
  expect(await ended).toEqual([0, null])
  expect(JSON.parse(readFileSync(join(folder, 'desk.state'), 'utf8'))).toMatchObject({ closed: true })
})

test.skipIf(isElsewhere)(
  'a hub that has died is started again where the desk looks for it',
  { timeout: 300_000 },
  async () => {
    const { pid, output } = await startInTerminal([])
    const addresses = (): string[] => [...output().matchAll(/hub ready at (\S+)/g)].map(([, address = '']) => address)
    expect(addresses()).toHaveLength(1)
    process.kill(childOf(pid, join('hub', 'index.ts')), 'SIGKILL')
    await expect.poll(addresses, { timeout: 60_000 }).toHaveLength(2)
    expect(new Set(addresses()).size).toBe(1)
  },
)

test.skipIf(isElsewhere)(
  'a desk that has died comes again where its page looks for it, and opens no other',
  async () => {
    // Whatever has the usual port when the desk starts, and has gone when it starts again.
    const other = createServer().listen(4870, '127.0.0.1')
    await Promise.race([once(other, 'listening'), once(other, 'error')])
    onTestFinished(() => void other.close())
    const programs = temporaryFolder()
    const opened = join(programs, 'opened')
    writeFileSync(join(programs, 'xdg-open'), `#!/bin/sh\necho "$1" >> ${opened}\n`, { mode: 0o755 })
    const browser = { PATH: `${programs}:${process.env['PATH'] ?? ''}`, DISPLAY: ':99' }
    const { pid, ended, output } = await startInTerminal(['--hub', 'http://127.0.0.1:9'], browser)
    const addresses = (): string[] => [...output().matchAll(/Your desk is open at (\S+)/g)].map(([, one = '']) => one)
    await expect.poll(() => existsSync(opened)).toBe(true)
    other.close()
    process.kill(childOf(pid, join('serve', 'index.ts')), 'SIGKILL')
    await expect.poll(addresses, { timeout: 60_000 }).toHaveLength(2)
    expect(new Set(addresses()).size).toBe(1)
    await expect.poll(() => output().split('Ctrl-C stops everything.').length).toBe(3)
    process.kill(pid, 'SIGTERM')
    await ended
    const { origin } = new URL(addresses()[0] ?? '')
    expect(readFileSync(opened, 'utf8')).toMatch(new RegExp(String.raw`^${origin}/\?once=[\w-]+\n$`))
  },
)

test('on Windows, where a signal ends a process on the spot, a child is told by its channel and ends in good order', async () => {
  const folder = temporaryFolder()
  const [script, end] = [join(folder, 'child.mjs'), join(folder, 'end')]
  writeFileSync(
    script,
    `import { writeFileSync } from 'node:fs'
    process.on('disconnect', () => setTimeout(() => process.exit(writeFileSync(${JSON.stringify(end)}, 'well')), 100))
    process.send('ready')`,
  )
  const ready = Promise.withResolvers<void>()
  const child = { name: 'child', args: [script], onMessage: () => ready.resolve(), onEnd: () => undefined }
  const running = keepRunning(child, 'win32')
  await ready.promise
  await running.stop()
  expect(existsSync(end)).toBe(true)
})

test.skipIf(isElsewhere)(
  'a console of Windows that is closed, of which each process hears, ends a desk in good order',
  async () => {
    ensureBuilt(['window'])
    const folder = temporaryFolder()
    const windows = join(folder, 'windows.mjs')
    writeFileSync(
      windows,
      `import { ChildProcess } from 'node:child_process'
    Object.defineProperty(process, 'platform', { value: 'win32' })
    const { kill } = ChildProcess.prototype
    // Whatever signal is named (https://nodejs.org/api/child_process.html#subprocesskillsignal).
    ChildProcess.prototype.kill = function () { return kill.call(this, 'SIGKILL') }`,
    )
    const args = ['--import', windows, join(root, 'scripts', 'desk.mjs'), '--data', folder, '--no-open', '--port', '0']
    const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const ended = once(child, 'exit')
    for await (const text of child.stdout) if (String(text).includes('Your desk is open at')) break
    process.kill(-(child.pid ?? Number.NaN), 'SIGHUP')
    expect(await ended).toEqual([0, null])
    expect(JSON.parse(readFileSync(join(folder, 'desk.state'), 'utf8'))).toMatchObject({ closed: true })
  },
)
