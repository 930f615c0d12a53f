import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEmbedded } from '../../src/hub/postgres/embedded.ts'
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

describe('a folder that another computer or container uses', { timeout: 120_000 }, () => {
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
})
