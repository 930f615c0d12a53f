import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { offerTo } from '../../../src/shared/contract/desk-socket.ts'
import type { DeskClient } from '../core/test-core.ts'

const entry = join(import.meta.dirname, '..', '..', '..', 'src', 'serve', 'index.ts')
const Ready = z.object({ type: z.literal('ready'), address: z.string() })

export type DeskProcess = {
  readonly child: ChildProcess
  readonly desk: DeskClient
  /** As a power cut ends it. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** Starts a desk in a process of its own, and connects with it as a window does. */
export async function startDeskProcess(folder: string): Promise<DeskProcess> {
  const child = fork(entry, ['--data', folder, '--port', '0', '--no-open'], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data.toString()))
  const { address } = await new Promise<z.infer<typeof Ready>>((resolve, reject) => {
    child.on('message', (message) => resolve(Ready.parse(message)))
    child.once('exit', (code) => reject(new Error(`the desk ended with code ${code}:\n${output}`)))
  })
  const { host, origin } = new URL(address)
  const token = readFileSync(join(folder, 'desk.key'), 'utf8').trim()
  const socket = new WebSocket(`ws://${host}/desk`, offerTo(token), { origin })
  await once(socket, 'open')
  // A killed desk breaks it; the calls that wait are told by the link.
  socket.on('error', () => undefined)
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    socket.terminate()
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  return {
    child,
    // The library's own type of a socket is that of a browser.
    desk: createORPCClient(new SocketLink({ websocket: socket as never })),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}
