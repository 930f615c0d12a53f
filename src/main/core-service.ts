import type { ContractRouterClient } from '@orpc/contract'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { implement, type AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { MessagePortMain, ParentPort } from 'electron'
import { controlContract, type PowerEvent, type shellContract } from '../shared/contract/shell.ts'
import type { Result } from '../shared/domain/result.ts'
import { ToCore, type CoreSettings, type FromCore, type Refusal } from './core-messages.ts'

/** What the shell needs of the core. */
export type ServedCore = {
  /** Of the desk contract, which is not looked into here. */
  readonly router: AnyRouter
  power(event: PowerEvent): void
  network(online: boolean): void
  stop(): Promise<void>
}

export type Shell = ContractRouterClient<typeof shellContract>
export type OpenServedCore = (settings: CoreSettings, shell: Shell) => Promise<Result<ServedCore, Refusal>>

/**
 * The core's side of the port to the shell: opens the core when the shell says where, serves its controls, and serves
 * each window on the port that comes for it.
 */
export function serveCore(parentPort: ParentPort, open: OpenServedCore): void {
  const tell: (message: FromCore) => void = parentPort.postMessage.bind(parentPort)
  let core: ServedCore | undefined

  async function start(settings: CoreSettings, shellPort: MessagePortMain, controlPort: MessagePortMain) {
    const shell: Shell = createORPCClient(new RPCLink({ port: shellPort }))
    shellPort.start()
    const opened = await open(settings, shell)
    if (!opened.ok) {
      tell({ type: 'refused', refusal: { code: opened.error.code, text: opened.error.text } })
      return
    }
    core = opened.value
    new RPCHandler(createControlRouter(core)).upgrade(controlPort)
    controlPort.start()
    tell({ type: 'ready' })
  }

  parentPort.on('message', ({ data, ports }) => {
    const message = ToCore.parse(data)
    const [first, second] = ports
    if (message.type === 'open' && first && second) void start(message.settings, first, second)
    if (message.type === 'window' && first && core) {
      new RPCHandler(core.router).upgrade(first)
      first.start()
    }
  })
}

function createControlRouter(core: ServedCore) {
  const control = implement(controlContract)
  return control.router({
    power: control.power.handler(({ input }) => {
      core.power(input.event)
      return {}
    }),
    network: control.network.handler(({ input }) => {
      core.network(input.online)
      return {}
    }),
    stop: control.stop.handler(async () => {
      await core.stop()
      return {}
    }),
  })
}
