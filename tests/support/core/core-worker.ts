import { parentPort } from 'node:worker_threads'
import { RPCHandler } from '@orpc/server/message-port'
import { createTimers } from '../../../src/core/real-ports.ts'
import { openTestCore } from './test-core.ts'

/** A core on a thread of its own, as in Electron it is in a process of its own: whoever sends a port is served. */
const { core } = await openTestCore({ timers: createTimers() })
const handler = new RPCHandler(core.router)
parentPort?.on('message', ({ port }) => {
  handler.upgrade(port, { context: {} })
  port.start()
})
parentPort?.postMessage('ready')
