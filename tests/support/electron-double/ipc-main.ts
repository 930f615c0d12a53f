import { EventEmitter } from 'node:events'
import type { PageFrame } from './page-script.ts'
import type { PageHost } from './page-host.ts'
import { createCodec } from './codec.ts'
import { MessagePortMain } from './ports.ts'

type InvokeListener = (event: object, ...args: unknown[]) => unknown
const codec = createCodec()
const handlers = new Map<string, InvokeListener>()

class IpcMain extends EventEmitter {
  handle(channel: string, listener: InvokeListener): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, listener)
  }

  handleOnce(channel: string, listener: InvokeListener): void {
    this.handle(channel, (...args) => {
      this.removeHandler(channel)
      return listener(...args)
    })
  }

  removeHandler(channel: string): void {
    handlers.delete(channel)
  }
}
export const ipcMain = new IpcMain()
export type { IpcMain }

/** A message of a page's preload reaches the shell. */
export async function receiveFromPage(page: PageHost, frame: PageFrame): Promise<void> {
  const sender = { sender: page.face, senderFrame: page.frame, frameId: 1, processId: 1, type: 'frame' }
  if (frame.t === 'send') {
    const ports = frame.ports.map((id) => new MessagePortMain(page.takePort(id)))
    const reply = (channel: string, ...args: unknown[]) => page.send(channel, args)
    ipcMain.emit(frame.channel, { ...sender, ports, reply }, ...(codec.decode(frame.v) as unknown[]))
    return
  }
  if (frame.t !== 'invoke') return
  const { id, channel } = frame
  const fail = (error: unknown) => {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const v = codec.encode(new Error(`Error invoking remote method '${channel}': ${reason}`))
    page.post({ t: 'answer', id, ok: false, v })
  }
  const handler = handlers.get(channel)
  if (!handler) {
    fail(new Error(`No handler registered for '${channel}'`))
    return
  }
  try {
    const value = await handler(sender, ...(codec.decode(frame.v) as unknown[]))
    page.post({ t: 'answer', id, ok: true, v: codec.encode(value) })
  } catch (error) {
    fail(error)
  }
}
