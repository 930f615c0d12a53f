import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const entry = join(import.meta.dirname, '..', '..', '..', 'src', 'hub', 'index.ts')

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string }

export type ChildOptions = { readonly uid?: number; readonly gid?: number; readonly env?: Record<string, string> }

function start(args: readonly string[], options: ChildOptions, ipc: boolean): ChildProcess {
  const { env, ...account } = options
  return spawn(process.execPath, [entry, ...args], {
    stdio: ipc ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...account,
  })
}

/** Runs a command of the operator as he would, in a process of its own. */
export function runHub(args: readonly string[], options: ChildOptions = {}): Promise<Ran> {
  const child = start(args, options, false)
  const texts = collect(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...texts() }))
  })
}

const Ready = z.object({
  type: z.literal('ready'),
  address: z.string(),
  hubId: z.string(),
  name: z.string(),
  code: z.string().optional(),
})

export type ServingHub = z.infer<typeof Ready> & {
  readonly child: ChildProcess
  /** What it wrote so far. */
  texts(): { out: string; err: string }
  /** Ends it by a signal, or by letting go of it as a parent that dies does. @returns the exit code */
  end(how: NodeJS.Signals | 'disconnect'): Promise<number | null>
}

/** Starts a hub that serves, and waits until it is ready. */
export function startHub(args: readonly string[], options: ChildOptions = {}): Promise<ServingHub> {
  const child = start(['serve', '--port', '0', ...args], options, true)
  const texts = collect(child)
  // Not 'close': after a disconnect by this side it never comes.
  const closed = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.once('close', (code) => reject(new Error(`the hub ended with ${code}: ${texts().err}`)))
    child.on('message', (message) => {
      const end = async (how: NodeJS.Signals | 'disconnect') => {
        if (how === 'disconnect') child.disconnect()
        else child.kill(how)
        return closed
      }
      resolve({ ...Ready.parse(message), child, texts, end })
    })
  })
}

function collect(child: ChildProcess): () => { out: string; err: string } {
  const texts = { out: '', err: '' }
  child.stdout?.on('data', (chunk: Buffer) => (texts.out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (texts.err += chunk.toString()))
  return () => texts
}

/** Ids of the processes whose command line names the folder; empty where the system has no /proc. */
export function processesIn(folder: string): number[] {
  if (!existsSync('/proc/self/cmdline')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
        return words.some((word) => word.startsWith(`${folder}/`) || word === folder) ? [Number(pid)] : []
      } catch {
        return []
      }
    })
}
