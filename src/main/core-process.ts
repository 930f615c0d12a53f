import type { ContractRouterClient } from '@orpc/contract'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import { MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron'
import { controlContract, type PowerEvent } from '../shared/contract/shell.ts'
import { CHANNELS } from '../shared/contract/window-port.ts'
import { FromCore, type CoreSettings, type Refusal, type ToCore } from './core-messages.ts'
import type { Log } from './log.ts'
import { planRestart } from './restart-plan.ts'
import { createShellRouter, type ShellOffers } from './shell-router.ts'

export type CoreProcessOptions = {
  /** The core's entry, a file. */
  readonly entry: string
  readonly settings: CoreSettings
  readonly offers: ShellOffers
  readonly log: Log
  /** Longest time for the core to finish when the desk quits. */
  readonly stopLimitMs?: number
  /** The core says why it cannot open its store. */
  readonly onRefused: (refusal: Refusal) => void
  /** The core died too often. @returns whether to try once more */
  readonly onGivingUp: () => Promise<boolean>
}

export type CoreProcess = {
  start(): void
  /** Gives the window a port to the core: now, or as soon as there is a core, and again whenever the core comes back. */
  connect(window: WebContents): void
  power(event: PowerEvent): void
  network(online: boolean): void
  /** Stops the clock and closes the store, at the latest after the limit. Safe to call twice. */
  stop(): Promise<void>
}

const STOP_LIMIT_MS = 5_000
type Control = ContractRouterClient<typeof controlContract>
type Running = { readonly child: UtilityProcess; readonly control: Control; readonly exited: Promise<void> }

/** Keeps the core's process alive and hands out ports to it. No byte between a window and the core passes through here. */
export function createCoreProcess(options: CoreProcessOptions): CoreProcess {
  const { log } = options
  const windows = new Set<WebContents>()
  const deaths: number[] = []
  let running: Running | undefined
  let isReady = false
  let stopping: Promise<void> | undefined

  function start(): void {
    const child = utilityProcess.fork(options.entry, [], { serviceName: 'Understudy core' })
    const shell = new MessageChannelMain()
    const control = new MessageChannelMain()
    new RPCHandler(createShellRouter(options.offers)).upgrade(shell.port1)
    shell.port1.start()
    const link = new RPCLink({ port: control.port1 })
    control.port1.start()
    const exited = new Promise<void>((resolve) => {
      child.once('exit', (code) => {
        died(code)
        resolve()
      })
    })
    // V8 gave up, for want of memory say. Its end is heard above; without a listener this is an error of the shell itself.
    child.on('error', (type) => log('error', 'core.fatal', { type }))
    running = { child, control: createORPCClient(link), exited }
    child.on('message', (message: unknown) => received(FromCore.parse(message)))
    const open: ToCore = { type: 'open', settings: options.settings }
    child.postMessage(open, [shell.port2, control.port2])
  }

  function received(message: FromCore): void {
    if (message.type === 'refused') {
      log('error', 'core.refused', { code: message.refusal.code })
      options.onRefused(message.refusal)
      return
    }
    isReady = true
    log('info', 'core.ready', { pid: running?.child.pid ?? -1, windows: windows.size })
    for (const window of windows) give(window)
  }

  function give(window: WebContents): void {
    if (!running || window.isDestroyed()) return
    const { port1, port2 } = new MessageChannelMain()
    const message: ToCore = { type: 'window' }
    try {
      window.postMessage(CHANNELS.port, null, [port2])
    } catch {
      // The page has crashed, or is just being replaced. What is loaded in its place asks for a port by itself.
      log('warn', 'window.not-given')
      return
    }
    running.child.postMessage(message, [port1])
  }

  function died(code: number): void {
    running = undefined
    isReady = false
    if (stopping) return
    log('error', 'core.died', { code })
    // The page cannot see that its port is dead, so it is told.
    for (const window of windows) if (!window.isDestroyed()) window.send(CHANNELS.portGone)
    const now = performance.now()
    deaths.push(now)
    const plan = planRestart(deaths, now)
    if (plan === 'give-up') void askToGoOn()
    else setTimeout(startUnlessStopping, plan.waitMs)
  }

  async function askToGoOn(): Promise<void> {
    deaths.length = 0
    if (await options.onGivingUp()) startUnlessStopping()
  }

  function startUnlessStopping(): void {
    if (!stopping && !running) start()
  }

  async function stopNow(): Promise<void> {
    if (!running) return
    const { child, control, exited } = running
    const limitMs = options.stopLimitMs ?? STOP_LIMIT_MS
    const begun = performance.now()
    // Also of one that is still opening its store: it hears this when it has, and closes it again.
    const finished = control.stop({})
    const outcome = await Promise.race([
      finished.then(
        () => 'finished',
        () => 'died',
      ),
      exited.then(() => 'died'),
      new Promise<string>((resolve) => setTimeout(() => resolve('too-slow'), limitMs)),
    ])
    log(outcome === 'finished' ? 'info' : 'warn', 'core.stopped', {
      outcome,
      ms: Math.round(performance.now() - begun),
    })
    child.kill()
  }

  /** A call that the core's end may overtake; the next core reads the state anew. */
  function tell(call: (control: Control) => Promise<unknown>): void {
    if (running && isReady) call(running.control).catch(() => log('warn', 'core.not-told'))
  }

  return {
    start,
    connect(window) {
      if (!windows.has(window)) {
        windows.add(window)
        window.once('destroyed', () => windows.delete(window))
      }
      if (isReady) give(window)
    },
    power: (event) => tell((control) => control.power({ event })),
    network: (online) => tell((control) => control.network({ online })),
    stop: () => (stopping ??= stopNow()),
  }
}
