import { EventEmitter } from 'node:events'
import { createCodec, type Encoded } from './codec.ts'

/**
 * Message channels over process borders. A channel is a pair of ends; each end is held by somebody: a MessagePortMain
 * of this process, or a wire that carries what arrives to a page or to a child process. Giving a port away only changes
 * who holds its end, so a channel keeps working however often its ends travel.
 */
const codec = createCodec()

export type PortMessage = { readonly data: Encoded; readonly ports: readonly PortEnd[] }
type Holder = { message(message: PortMessage): void; closed(): void }

export class PortEnd {
  #peer: PortEnd | undefined
  #holder: Holder | undefined
  #waiting: PortMessage[] = []
  #closed = false

  static pair(): [PortEnd, PortEnd] {
    const one = new PortEnd()
    const other = new PortEnd()
    one.#peer = other
    other.#peer = one
    return [one, other]
  }

  /** Messages wait until somebody holds the end. */
  hold(holder: Holder | undefined): void {
    this.#holder = holder
    if (!holder) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const message of waiting) holder.message(message)
    if (this.#closed) holder.closed()
  }

  /** To the other end. */
  send(message: PortMessage): void {
    const peer = this.#peer
    if (!peer || peer.#closed) return
    if (peer.#holder) peer.#holder.message(message)
    else peer.#waiting.push(message)
  }

  close(): void {
    for (const end of [this, this.#peer]) {
      if (!end || end.#closed) continue
      end.#closed = true
      end.#holder?.closed()
    }
  }
}

const endByPort = new WeakMap<object, PortEnd>()

/** Takes the end out of a port that is given away; the port can do nothing afterwards. */
export function takeEnd(port: object): PortEnd {
  const end = endByPort.get(port)
  if (!end) throw new TypeError('Port at index 0 is already neutered')
  endByPort.delete(port)
  end.hold(undefined)
  return end
}

/** Electron's MessagePortMain, in the main process and in a utility process. */
export class MessagePortMain extends EventEmitter {
  constructor(end: PortEnd) {
    super()
    endByPort.set(this, end)
  }

  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    endByPort.get(this)?.send({ data: codec.encode(message), ports: transfer.map(takeEnd) })
  }

  start(): void {
    endByPort.get(this)?.hold({
      // Not at once: Electron never runs a listener inside the sender's call.
      message: ({ data, ports }) =>
        setImmediate(() => {
          this.emit('message', { data: codec.decode(data), ports: ports.map((end) => new MessagePortMain(end)) })
        }),
      closed: () => setImmediate(() => this.emit('close')),
    })
  }

  close(): void {
    endByPort.get(this)?.close()
  }
}

export class MessageChannelMain {
  port1: MessagePortMain
  port2: MessagePortMain
  constructor() {
    const [one, other] = PortEnd.pair()
    this.port1 = new MessagePortMain(one)
    this.port2 = new MessagePortMain(other)
  }
}

/** What goes over a wire about ports. */
export type PortFrame =
  | { readonly t: 'port'; readonly id: string; readonly v: Encoded; readonly ports: readonly string[] }
  | { readonly t: 'port-close'; readonly id: string }

/** This side of a wire to a page or a process. */
export class PortWire {
  readonly #post: (frame: PortFrame) => void
  readonly #side: string
  readonly #ends = new Map<string, PortEnd>()
  #count = 0

  /** @param side tells the ids that this side makes from those of the other */
  constructor(side: string, post: (frame: PortFrame) => void) {
    this.#side = side
    this.#post = post
  }

  /** The end moves to the other side, which will know it by the id returned. */
  give(end: PortEnd): string {
    this.#count += 1
    const id = `${this.#side}${this.#count}`
    this.#hold(id, end)
    return id
  }

  /** An end that the other side has given, to be used here. */
  take(id: string): PortEnd {
    const [here, wire] = PortEnd.pair()
    this.#hold(id, wire)
    return here
  }

  #hold(id: string, end: PortEnd): void {
    this.#ends.set(id, end)
    end.hold({
      message: ({ data, ports }) => this.#post({ t: 'port', id, v: data, ports: ports.map((port) => this.give(port)) }),
      closed: () => {
        if (this.#ends.delete(id)) this.#post({ t: 'port-close', id })
      },
    })
  }

  receive(frame: PortFrame): void {
    const end = this.#ends.get(frame.id)
    if (!end) return
    if (frame.t === 'port') {
      end.send({ data: frame.v, ports: frame.ports.map((id) => this.take(id)) })
      return
    }
    this.#ends.delete(frame.id)
    end.close()
  }

  /** The page or process is gone, and with it every port it held. */
  closeAll(): void {
    const ends = [...this.#ends.values()]
    this.#ends.clear()
    for (const end of ends) end.close()
  }
}
