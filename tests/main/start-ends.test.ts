import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from './support/test-shell.ts'

// The first may have to build the window.
vi.setConfig({ testTimeout: 120_000 })

const root = join(import.meta.dirname, '..', '..')

/** A terminal of its own with `npm start` in it; the desk opens in no browser. */
async function startInTerminal(options: readonly string[]) {
  const folder = temporaryFolder()
  const args = [join(root, 'scripts', 'start.mjs'), '--shell', 'browser', '--no-open', '--port', '0', '--data', folder]
  // A group of its own, as a shell makes one for each command: what a terminal sends goes to all of it.
  const child = spawn(process.execPath, [...args, ...options], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
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

test.skipIf(isElsewhere)('a terminal that is closed ends the desk in good order', async () => {
  const { folder, pid, ended } = await startInTerminal(['--hub', 'http://127.0.0.1:9'])
  process.kill(-pid, 'SIGHUP')
  expect(await ended).toEqual([0, null])
  expect(JSON.parse(readFileSync(join(folder, 'desk.state'), 'utf8'))).toMatchObject({ closed: true })
})

test.skipIf(isElsewhere)(
  'a hub that has died is started again where the desk looks for it',
  { timeout: 120_000 },
  async () => {
    const { pid, output } = await startInTerminal([])
    const addresses = (): string[] => [...output().matchAll(/hub ready at (\S+)/g)].map(([, address = '']) => address)
    expect(addresses()).toHaveLength(1)
    process.kill(childOf(pid, join('hub', 'index.ts')), 'SIGKILL')
    await expect.poll(addresses, { timeout: 60_000 }).toHaveLength(2)
    expect(new Set(addresses()).size).toBe(1)
  },
)
