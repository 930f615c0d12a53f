import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { fileURLToPath } from 'node:url'
import type * as Electron from 'electron'
import { createCodec, type Encoded } from './codec.ts'
import { PortWire, takeEnd, type MessagePortMain, type PortFrame } from './ports.ts'

/** What the shell and a utility process say to each other over Node's channel. */
export type ChildFrame = PortFrame | { readonly t: 'message'; readonly v: Encoded; readonly ports: readonly string[] }

const codec = createCodec()
const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url))
const running = new Map<UtilityProcess, string>()
const children = new WeakMap<UtilityProcess, ChildProcess>()

export class UtilityProcess extends EventEmitter {
  pid: number | undefined
  readonly stdout: NodeJS.ReadableStream | null
  readonly stderr: NodeJS.ReadableStream | null
  readonly #wire: PortWire

  static fork(modulePath: string, args: string[] = [], options: Electron.ForkOptions = {}): UtilityProcess {
    return new UtilityProcess(modulePath, args, options)
  }

  private constructor(modulePath: string, args: string[], options: Electron.ForkOptions) {
    super()
    const output = options.stdio === 'pipe' || options.stdio === 'ignore' ? options.stdio : 'inherit'
    const child = fork(modulePath, args, {
      execPath: process.execPath,
      execArgv: ['--import', CHILD, ...(options.execArgv ?? [])],
      env: { ...process.env, ...(options.env as NodeJS.ProcessEnv | undefined) },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdio: ['ignore', output, output, 'ipc'],
    })
    this.stdout = child.stdout
    this.stderr = child.stderr
    this.#wire = new PortWire('main', (frame) => this.#post(frame))
    children.set(this, child)
    running.set(this, options.serviceName ?? 'Node Utility Process')
    child.once('spawn', () => {
      this.pid = child.pid
      this.emit('spawn')
    })
    child.on('message', (frame: ChildFrame) => {
      if (frame.t === 'message') this.emit('message', codec.decode(frame.v))
      else this.#wire.receive(frame)
    })
    child.once('error', () => undefined)
    child.once('exit', (code, signal) => {
      running.delete(this)
      this.pid = undefined
      this.#wire.closeAll()
      // waitpid's status: a process that was killed has its signal there.
      this.emit('exit', code ?? (signal === 'SIGKILL' ? 9 : 15))
    })
  }

  #post(frame: ChildFrame): void {
    const child = children.get(this)
    // What is said to a process that has just ended is lost, as in Electron.
    if (child?.connected === true) child.send(frame, () => undefined)
  }

  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    const ports = transfer.map((port) => this.#wire.give(takeEnd(port)))
    this.#post({ t: 'message', v: codec.encode(message), ports })
  }

  kill(): boolean {
    return children.get(this)?.kill('SIGTERM') ?? false
  }
}

export const utilityProcess = {
  fork: (...args: Parameters<typeof UtilityProcess.fork>) => UtilityProcess.fork(...args),
}

/** For the tests. */
export function runningProcesses(): { pid: number | undefined; name: string }[] {
  return [...running].map(([{ pid }, name]) => ({ pid, name }))
}

/** V8 gives up in the first of them, as where there is no memory left: it is told, and then the process ends. */
export function failFatally(): void {
  const [first] = running.keys()
  if (first === undefined) throw new Error('double: there is no utility process')
  first.emit('error', 'FatalError', 'v8::ToLocalChecked', '{}')
  children.get(first)?.kill('SIGKILL')
}

/** Electron's children never outlive it. */
export async function stopUtilityProcesses(): Promise<void> {
  await Promise.all(
    [...running.keys()].map((each) => {
      const ended = new Promise((resolve) => each.once('exit', resolve))
      children.get(each)?.kill('SIGKILL')
      return ended
    }),
  )
}
