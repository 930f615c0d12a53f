import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import { createTimers } from '../../../src/core/real-ports.ts'
import { startDeskServer } from '../../../src/serve/create-desk-server.ts'
import { offerTo } from '../../../src/shared/contract/desk-socket.ts'
import { type DeskClient, makeTempFolder, openTestCore } from './test-core.ts'

export type Connected = { readonly desk: DeskClient; close(): Promise<void> }

/** Every way a window can be connected with a core. */
export const transports: Record<string, () => Promise<Connected>> = {
  'in process': async () => {
    const { desk, stop } = await openTestCore({ timers: createTimers() })
    return { desk, close: stop }
  },

  'over a MessagePort': async () => {
    const worker = new Worker(new URL('./core-worker.ts', import.meta.url))
    await once(worker, 'message')
    const { port1, port2 } = new MessageChannel()
    worker.postMessage({ port: port2 }, [port2])
    port1.start()
    return {
      desk: createORPCClient(new PortLink({ port: port1 })),
      close: async () => {
        port1.close()
        await worker.terminate()
      },
    }
  },

  'over a WebSocket': async () => {
    const { core, stop } = await openTestCore({ timers: createTimers() })
    const windowFolder = makeTempFolder('window')
    mkdirSync(windowFolder, { recursive: true })
    writeFileSync(join(windowFolder, 'index.html'), '<!doctype html>')
    const token = 't'.repeat(43)
    const server = await startDeskServer({ core, windowFolder, token, port: 0 })
    if ('taken' in server) throw new Error(server.taken)
    const { host, origin } = new URL(server.address)
    const socket = new WebSocket(`ws://${host}/desk`, offerTo(token), { origin })
    await once(socket, 'open')
    return {
      desk: createORPCClient(new SocketLink({ websocket: socket as never })),
      close: async () => {
        socket.close()
        await server.stop()
        await stop()
      },
    }
  },
}
