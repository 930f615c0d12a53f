import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'

const entry = join(import.meta.dirname, '..', '..', '..', 'src', 'hub', 'index.ts')

const Ready = z.object({
  type: z.literal('ready'),
  address: z.string(),
  hubId: z.string(),
  code: z.string().optional(),
})
export type HubProcess = z.infer<typeof Ready> & {
  readonly child: ChildProcess
  stop(): Promise<void>
}

/** Starts a hub as an operator would, in a process of its own. */
export async function startHubProcess(args: readonly string[], port = 0): Promise<HubProcess> {
  const child = fork(entry, ['serve', '--port', String(port), ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data.toString()))
  const ready = await new Promise<z.infer<typeof Ready>>((resolve, reject) => {
    child.on('message', (message) => resolve(Ready.parse(message)))
    child.once('exit', (code) => reject(new Error(`the hub ended with code ${code}:\n${output}`)))
  })
  return {
    ...ready,
    child,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/**
 * Runs one of the operator's commands to its end.
 * @returns what it printed
 * @throws with its output when it fails
 */
export async function hubCommand(...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.on('data', (data: Buffer) => (output += data.toString()))
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`hub ${args.join(' ')} ended with code ${code}:\n${output}${errors}`)
  return output
}
