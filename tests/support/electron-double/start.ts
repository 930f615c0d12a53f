import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { killGroup } from './cdp.ts'
import { openChromium, PID_FILE } from './chromium.ts'
import type { ControlMessage, ControlRequest, Controls } from './control.ts'
import type { RecordedCall } from './recorded.ts'

const REGISTER = new URL('./register.mjs', import.meta.url).href
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

export type StartOptions = {
  /** The main process's module: `out/main/index.js`, or a test's own. */
  readonly entry?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** A shell that runs on the double, in a process of its own. */
export class Double {
  readonly #process: ChildProcess
  readonly #pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  readonly #waiting: { api: string; resolve(call: RecordedCall): void }[] = []
  readonly #exited: Promise<number>
  #count = 0
  /** What the shell asked of the desktop so far, in order. */
  readonly calls: RecordedCall[] = []
  /** What the shell and its children wrote, for a test to look into. */
  output = ''

  constructor(process: ChildProcess, folder: string) {
    this.#process = process
    process.on('message', (message: ControlMessage) => this.#receive(message))
    // Not the event `close` of the process: it does not come when the channel was closed from this side.
    const ends = [once(process, 'exit')]
    for (const stream of [process.stdout, process.stderr]) {
      if (!stream) continue
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text))
      ends.push(once(stream, 'close'))
    }
    this.#exited = Promise.all(ends).then(([exit]) => {
      for (const pending of this.#pending.values()) pending.reject(new Error(`The shell has ended.\n${this.output}`))
      cleanUp(folder)
      const code: unknown = exit?.[0]
      return typeof code === 'number' ? code : -1
    })
  }

  get pid(): number {
    return this.#process.pid ?? -1
  }

  #receive(message: ControlMessage): void {
    if (message.t === 'call') {
      this.calls.push(message.call)
      const at = this.#waiting.findIndex(({ api }) => api === message.call.api)
      if (at >= 0) this.#waiting.splice(at, 1)[0]?.resolve(message.call)
      return
    }
    const pending = this.#pending.get(message.id)
    this.#pending.delete(message.id)
    if (message.ok) pending?.resolve(message.value)
    else pending?.reject(new Error(String(message.value)))
  }

  control<C extends keyof Controls>(
    control: C,
    ...args: Parameters<Controls[C]>
  ): Promise<Awaited<ReturnType<Controls[C]>>> {
    this.#count += 1
    const request: ControlRequest = { id: this.#count, control, args }
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve: (value) => resolve(value as Awaited<ReturnType<Controls[C]>>), reject })
      this.#process.send(request, (error) => {
        if (error) reject(new Error(`The shell has ended.\n${this.output}`))
      })
    })
  }

  /** The first call of `api` after `before` others of it, which may be still to come. */
  async call(api: string, before = 0): Promise<RecordedCall> {
    const made = this.calls.filter((call) => call.api === api)
    const found = made[before]
    if (found) return found
    const next = await new Promise<RecordedCall>((resolve) => this.#waiting.push({ api, resolve }))
    return made.length === before ? next : this.call(api, before)
  }

  /** @returns the exit code; −1 after a signal */
  exited(): Promise<number> {
    return this.#exited
  }

  /** As the user quits. */
  async quit(): Promise<number> {
    await this.control('quit').catch(() => undefined)
    return this.#exited
  }

  /** Ends whatever is left, without asking. Safe to call at any time. */
  async abandon(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect()
    const patience = setTimeout(() => this.#process.kill('SIGKILL'), 5_000)
    await this.#exited
    clearTimeout(patience)
  }
}

/** What a shell that was killed has left behind. */
function cleanUp(folder: string): void {
  const pidFile = join(folder, PID_FILE)
  if (existsSync(pidFile)) killGroup(Number(readFileSync(pidFile, 'utf8')))
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
}

/** Starts a shell on the double. It ends with this process at the latest. */
export async function startDouble(options: StartOptions = {}): Promise<Double> {
  const chromium = await openChromium()
  const folder = mkdtempSync(join(tmpdir(), 'understudy-double-'))
  const env = {
    ...process.env,
    ...chromium.env,
    UNDERSTUDY_CHROMIUM: chromium.executable,
    UNDERSTUDY_DOUBLE_FOLDER: folder,
    ...options.env,
  }
  const child = fork(options.entry ?? join(ROOT, 'out', 'main', 'index.js'), [...(options.args ?? [])], {
    cwd: ROOT,
    env,
    // The tests' own loader and flags are none of the shell's business.
    execArgv: ['--import', REGISTER],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  return new Double(child, folder)
}
