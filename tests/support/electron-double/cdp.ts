import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'
// Playwright carries the types of the protocol of its own Chromium but does not export them.
import type { Protocol } from '../../../node_modules/playwright-core/types/protocol.d.ts'

export type { Protocol }
type Commands = Protocol.CommandParameters
type Answers = Protocol.CommandReturnValues
type Events = Protocol.Events
type Pending = { resolve(answer: unknown): void; reject(error: Error): void }
type Incoming = {
  id?: number
  result?: unknown
  error?: { message: string }
  method?: string
  params?: unknown
  sessionId?: string
}

/** Speaks to one target of the browser: the browser itself, or a page. */
export class CdpSession {
  readonly #cdp: Cdp
  readonly id: string
  constructor(cdp: Cdp, id: string) {
    this.#cdp = cdp
    this.id = id
  }

  send<M extends keyof Commands & keyof Answers>(method: M, params?: Commands[M]): Promise<Answers[M]> {
    return this.#cdp.send(method, params, this.id)
  }

  /** For what may come too late: the page or the browser has gone meanwhile. */
  tell<M extends keyof Commands & keyof Answers>(method: M, params?: Commands[M]): void {
    this.send(method, params).catch(() => undefined)
  }

  on<E extends keyof Events>(event: E, listener: (params: Events[E]) => void): void {
    this.#cdp.listen(event, this.id, listener)
  }
}

/** Ends Chromium with all its processes; some outlive the first of them and write into the profile for a while. */
export function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // They have all gone.
  }
}

/** The Chrome DevTools Protocol over `--remote-debugging-pipe`, with flat sessions. Chromium ends when the pipe does. */
export class Cdp {
  readonly #events = new EventEmitter().setMaxListeners(0)
  readonly #pending = new Map<number, Pending>()
  readonly #out: Writable
  readonly #process: ChildProcess
  readonly browser: CdpSession
  /** Resolves when Chromium has ended. */
  readonly ended: Promise<void>
  #parts: Buffer[] = []
  #count = 0

  constructor(executable: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    this.browser = new CdpSession(this, '')
    // A process group of its own: Ctrl-C in a terminal is for the shell, which then ends Chromium in good order.
    this.#process = spawn(executable, ['--remote-debugging-pipe', ...args], {
      stdio: ['ignore', 'ignore', env['UNDERSTUDY_DOUBLE_DEBUG'] === undefined ? 'ignore' : 'inherit', 'pipe', 'pipe'],
      env,
      detached: true,
    })
    this.#out = this.#process.stdio[3] as Writable
    this.#out.on('error', () => undefined)
    ;(this.#process.stdio[4] as Readable).on('data', (data: Buffer) => this.#feed(data))
    this.ended = new Promise((resolve) => {
      const end = () => {
        for (const pending of this.#pending.values()) pending.reject(new Error('Chromium has ended'))
        this.#pending.clear()
        resolve()
      }
      this.#process.once('exit', end)
      this.#process.once('error', end)
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  kill(): void {
    killGroup(this.#process.pid)
  }

  send<M extends keyof Commands & keyof Answers>(
    method: M,
    params: Commands[M] | undefined,
    sessionId: string,
  ): Promise<Answers[M]> {
    this.#count += 1
    const id = this.#count
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: (answer) => resolve(answer as Answers[M]), reject })
      const session = sessionId === '' ? {} : { sessionId }
      this.#out.write(`${JSON.stringify({ id, method, params: params ?? {}, ...session })}\0`)
    })
  }

  listen<E extends keyof Events>(event: E, sessionId: string, listener: (params: Events[E]) => void): void {
    this.#events.on(`${sessionId} ${event}`, listener)
  }

  #feed(data: Buffer): void {
    let start = 0
    for (let end = data.indexOf(0); end >= 0; end = data.indexOf(0, start)) {
      this.#parts.push(data.subarray(start, end))
      const text = Buffer.concat(this.#parts).toString()
      this.#parts = []
      start = end + 1
      this.#receive(JSON.parse(text) as Incoming)
    }
    if (start < data.length) this.#parts.push(data.subarray(start))
  }

  #receive({ id, result, error, method, params, sessionId }: Incoming): void {
    if (id === undefined) {
      this.#events.emit(`${sessionId ?? ''} ${method}`, params)
      return
    }
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    if (error) pending?.reject(new Error(error.message))
    else pending?.resolve(result)
  }
}
