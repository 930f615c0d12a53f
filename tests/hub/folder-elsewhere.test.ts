import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openEmbedded } from '../../src/hub/postgres/embedded.ts'
import { processesIn } from '../support/hub/run-hub.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'
import { unwrap } from '../support/hub/test-hub.ts'

let folder: string
let mark: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-elsewhere-'))
  mark = join(folder, 'postgres', 'in-use')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Processes of its own, as a container has them, and a network of its own. */
const container = ['--pid', '--fork', '--mount-proc', '--ipc', '--net', '--kill-child']

const isLinux = process.platform === 'linux'

describe('a folder that another computer or container uses', { timeout: 300_000 }, () => {
  it('is left alone while signs come from there, and taken over once none do', async (context) => {
    if (!isLinux) return skipAloud(context, 'only Linux tells its containers apart')
    const first = unwrap(await openEmbedded(folder))
    expect(existsSync(mark)).toBe(true)
    await first.release()
    expect(existsSync(mark)).toBe(false)

    await writeFile(mark, 'other-host\nboot pid:[1]\n')
    const signs = setInterval(() => void utimes(mark, new Date(), new Date()), 100)
    const told: string[] = []
    const refused = await openEmbedded(folder, { onWaiting: (other) => void told.push(other) })
    clearInterval(signs)
    expect(refused).toMatchObject({ ok: false, error: { text: expect.stringMatching(/^other-host uses the folder /) } })
    expect(told).toEqual(['other-host'])

    await utimes(mark, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000))
    const again = unwrap(await openEmbedded(folder))
    await again.release()
  })

  it('is given up on the spot where one has taken it over meanwhile, as from a computer that was asleep', async (context) => {
    if (!isLinux) return skipAloud(context, 'only Linux tells its containers apart')
    const lost: string[] = []
    const first = unwrap(await openEmbedded(folder, { onLost: ({ code }) => void lost.push(code) }))
    const control = join(folder, 'postgres', 'cluster', 'global', 'pg_control')
    const pidFile = join(folder, 'postgres', 'cluster', 'postmaster.pid')
    const before = await readFile(control)
    await writeFile(mark, 'other-host\nboot pid:[1]\n')
    await vi.waitFor(() => expect(lost).toEqual(['elsewhere']), 15_000)
    await first.release()
    await vi.waitFor(() => expect(processesIn(join(folder, 'postgres', 'cluster'))).toEqual([]), 10_000)
    // An orderly end writes where it ended, over what the other one has there, and takes its mark away.
    expect(await readFile(control)).toEqual(before)
    expect(existsSync(pidFile)).toBe(true)
    expect(await readFile(mark, 'utf8')).toBe('other-host\nboot pid:[1]\n')
    expect(lost).toEqual(['elsewhere'])
    await rm(mark)
  })

  it('is given up, too, where that one has left again', async (context) => {
    if (!isLinux) return skipAloud(context, 'only Linux tells its containers apart')
    const lost: string[] = []
    const first = unwrap(await openEmbedded(folder, { onLost: ({ code }) => void lost.push(code) }))
    // Another process of this computer took itself for the last.
    await rm(mark)
    await vi.waitFor(() => expect(existsSync(mark)).toBe(true), 15_000)
    expect(lost).toEqual([])

    await rm(mark)
    await rm(join(folder, 'postgres', 'cluster', 'postmaster.pid'))
    await vi.waitFor(() => expect(lost).toEqual(['elsewhere']), 15_000)
    await first.release()
    expect(existsSync(mark)).toBe(false)
    await vi.waitFor(() => expect(processesIn(join(folder, 'postgres', 'cluster'))).toEqual([]), 10_000)
  })

  it('is held for alive by the clock of the disk, whatever that of its computer says', async (context) => {
    if (!isLinux) return skipAloud(context, 'only Linux tells its containers apart')
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(Date.now() - 3_600_000)
    const first = unwrap(await openEmbedded(folder))
    try {
      const given = (await stat(mark)).mtimeMs
      await vi.waitFor(async () => expect((await stat(mark)).mtimeMs).toBeGreaterThan(given), 15_000)
    } finally {
      vi.useRealTimers()
      await first.release()
    }
  })

  it('is so in truth, where two containers have one volume', async (context) => {
    const can = isLinux && spawnSync('unshare', [...container, 'true']).status === 0
    if (!can) return skipAloud(context, 'this account may make no namespaces')
    const hub = join(import.meta.dirname, '..', '..', 'src', 'hub', 'index.ts')
    const line = 'ip link set lo up; exec "$0" "$@"'
    const args = [...container, 'sh', '-c', line, process.execPath, hub, 'serve', '--port', '0', '--data', folder]
    const one = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => one.stdout.once('data', resolve))
    const other = await openEmbedded(folder)
    one.kill('SIGKILL')
    await new Promise((resolve) => one.once('exit', resolve))
    expect(other).toMatchObject({ ok: false, error: { code: 'elsewhere' } })
  })

  it('has one server also where two begin in the same moment, whatever lies there', async (context) => {
    const can = isLinux && spawnSync('unshare', [...container, 'true']).status === 0
    if (!can) return skipAloud(context, 'this account may make no namespaces')
    const fresh = await mkdtemp(join(tmpdir(), 'understudy-both-'))
    const home = join(fresh, 'postgres')
    // Nothing at all; then a cluster, and the sign of somebody who is gone.
    for (const round of ['nothing', 'a sign']) {
      if (round === 'a sign') {
        await writeFile(join(home, 'in-use'), 'other-host\nboot pid:[1]\n')
        await utimes(join(home, 'in-use'), new Date(0), new Date(0))
      }
      const starts = () =>
        readFile(join(home, 'log'), 'utf8').then(
          (text) => text.split('starting PostgreSQL').length - 1,
          () => 0,
        )
      const before = await starts()
      const both = [serveIn(fresh), serveIn(fresh)]
      context.onTestFinished(() => both.forEach(({ child }) => void child.kill('SIGKILL')))
      const said = await Promise.all(both.map(({ first }) => first))
      expect(said.filter((text) => text.includes(' ready at '))).toHaveLength(1)
      expect(said.filter((text) => text.includes(' uses the folder '))).toHaveLength(1)
      expect(await starts()).toBe(before + 1)
      for (const { child } of both) endInner(child.pid)
      await Promise.all(both.map(({ ended }) => ended))
      expect(existsSync(join(home, 'in-use'))).toBe(false)
    }
    await rm(fresh, { recursive: true, force: true })
  })
})

/** A hub in a container of its own, and what it says first. */
function serveIn(folder: string) {
  const hub = join(import.meta.dirname, '..', '..', 'src', 'hub', 'index.ts')
  const slow = join(import.meta.dirname, '..', 'support', 'hub', 'slow-sign.ts')
  const line = 'ip link set lo up; exec "$0" "$@"'
  const args = [
    ...container,
    'sh',
    '-c',
    line,
    process.execPath,
    '--import',
    slow,
    hub,
    'serve',
    '--port',
    '0',
    '--data',
    folder,
  ]
  const child = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const first = new Promise<string>((resolve) => {
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        if (/ ready at | uses the folder /.test(text)) resolve(text)
      })
    void ended.then(() => resolve(text))
  })
  return { child, first, ended }
}

/** To unshare itself a signal would mean to kill what it has begun. */
function endInner(pid: number | undefined): void {
  const children = existsSync(`/proc/${pid}`) ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8') : ''
  for (const inner of children.split(' ').filter(Boolean)) process.kill(Number(inner), 'SIGTERM')
}
