import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { processesIn } from '../support/hub/run-hub.ts'

const entry = join(import.meta.dirname, '..', '..', 'src', 'hub', 'index.ts')

/** Sends this signal at the moment at which the database of a new hub runs. @returns how the hub ended, and what runs on */
async function stopWhileOpening(args: readonly string[], signal: NodeJS.Signals) {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-stopped-'))
  const child = spawn(process.execPath, [entry, ...args, '--data', join(folder, 'hub')], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  onTestFinished(() => {
    for (const pid of processesIn(join(folder, 'hub', 'postgres', 'cluster'))) process.kill(pid, 'SIGQUIT')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  while (child.exitCode === null && !servers(folder)) await wait(5)
  child.kill(signal)
  const [, killedBy] = (await ended) as [number | null, NodeJS.Signals | null]
  return { killedBy, servers: servers(folder) }
}

function servers(folder: string): number {
  const lines = processesIn(join(folder, 'hub', 'postgres', 'cluster')).map((pid) => commandOf(pid))
  return lines.filter((line) => /\/postgres\0.*\0-p\0/.test(line)).length
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

const isElsewhere = process.platform !== 'linux'

it.skipIf(isElsewhere)(
  'a hub that is stopped while it opens leaves no database running',
  { timeout: 300_000 },
  async () => {
    const stopped = await stopWhileOpening(['serve', '--port', '0', '--sample'], 'SIGINT')
    expect(stopped).toEqual({ killedBy: null, servers: 0 })
  },
)

it.skipIf(isElsewhere)(
  'a command whose output is closed by its reader, as by `| head`, leaves no database running',
  { timeout: 300_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'understudy-unread-'))
    const cluster = join(folder, 'hub', 'postgres', 'cluster')
    onTestFinished(() => {
      for (const pid of processesIn(cluster)) process.kill(pid, 'SIGQUIT')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    })
    const run = async (line: string): Promise<string> => {
      const args = [process.execPath, entry, 'programme', 'list', '--data', join(folder, 'hub')]
      const shell = spawn('sh', ['-c', line, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      shell.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
      await once(shell, 'close')
      return said
    }
    expect(await run('{ "$0" "$@" 2>&1; echo "ended $?" >&2; } | true')).toBe('ended 0\n')
    expect(servers(folder)).toBe(0)
    const full = 'The output could not be written: the disk is full. What is there of it is not whole.\nended 1\n'
    expect(await run('"$0" "$@" > /dev/full; echo "ended $?" >&2')).toBe(full)
    expect(servers(folder)).toBe(0)
  },
)
