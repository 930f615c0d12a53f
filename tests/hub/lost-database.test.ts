import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { startHub } from '../support/hub/run-hub.ts'

it('a hub whose database does not come back says so and ends in order, also where a signal ends it on the spot', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-lost-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const windows = join(folder, 'windows.mjs')
  // As on Windows, whatever the signal (https://nodejs.org/api/process.html#signal-events).
  await writeFile(windows, `const { kill } = process; process.kill = (pid, signal) => kill(pid, signal && 'SIGKILL')`)
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(windows).href}` }
  const hub = await startHub(['--data', join(folder, 'hub')], { env })
  const ended = new Promise((resolve) => hub.child.once('exit', (code, signal) => resolve({ code, signal })))
  const cluster = join(folder, 'hub', 'postgres', 'cluster')
  const pid = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0])
  await rm(join(cluster, 'global'), { recursive: true })
  process.kill(pid, 'SIGKILL')
  expect(await ended).toEqual({ code: 1, signal: null })
  expect(hub.texts().err).toContain('database did not')
})
