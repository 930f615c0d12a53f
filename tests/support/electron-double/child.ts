import { EventEmitter } from 'node:events'
import { createCodec } from './codec.ts'
import { MessagePortMain, PortWire } from './ports.ts'
import type { ChildFrame } from './utility-process.ts'

/** Loaded into every utility process before its own module: gives it `process.parentPort`. */
const codec = createCodec()
const post = (frame: ChildFrame) => {
  if (process.connected) process.send?.(frame, () => undefined)
}
const wire = new PortWire('child', post)

class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    post({ t: 'message', v: codec.encode(message), ports: [] })
  }
}

const parentPort = new ParentPort()
let waiting: ChildFrame[] | undefined = []

function receive(frame: ChildFrame): void {
  if (waiting) {
    waiting.push(frame)
    return
  }
  if (frame.t !== 'message') {
    wire.receive(frame)
    return
  }
  const ports = frame.ports.map((id) => new MessagePortMain(wire.take(id)))
  parentPort.emit('message', { data: codec.decode(frame.v), ports })
}

// Messages wait until somebody listens.
parentPort.on('newListener', (name) => {
  if (name !== 'message' || !waiting) return
  const early = waiting
  setImmediate(() => {
    waiting = undefined
    for (const frame of early) receive(frame)
  })
})

process.on('message', (frame) => receive(frame as ChildFrame))
// Electron ends its children when it ends, however it ends.
process.on('disconnect', () => process.exit(0))
Object.defineProperty(process, 'parentPort', { value: parentPort })
Object.defineProperty(process, 'type', { value: 'utility' })
