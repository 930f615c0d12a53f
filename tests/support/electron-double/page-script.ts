import type { Codec, Encoded } from './codec.ts'

/**
 * The two scripts that make a Chromium page look like one of Electron's. Their text is put into the page, so each must
 * need nothing from outside itself. Both worlds speak by events on `document` whose names carry a secret key; Chromium
 * clones `detail` between worlds, as contextBridge clones what goes through it.
 */

/** A value as it crosses from the preload's world to the page's. */
type Shape =
  | { t: 'function' | 'promise'; id: number }
  | { t: 'object'; v: [string, Shape][] }
  | { t: 'array'; v: Shape[] }
  | { t: 'error'; v: string }
  | { t: 'value'; v: unknown }
type Argument = { t: 'callback'; id: number } | { t: 'value'; v: unknown }

/** What the preload's world and the shell say to each other. */
export type PageFrame =
  | { t: 'send'; channel: string; v: Encoded; ports: string[] }
  | { t: 'invoke'; id: number; channel: string; v: Encoded }
  | { t: 'answer'; id: number; ok: boolean; v: Encoded }
  | { t: 'preload-error'; v: Encoded }
  | { t: 'port'; id: string; v: Encoded; ports: readonly string[] }
  | { t: 'port-close'; id: string }

/** Runs first in the page's own world: builds what contextBridge exposes. */
export function pageWorld(key: string): void {
  const callbacks = new Map<number, (...args: unknown[]) => void>()
  const promises = new Map<number, { resolve(v: unknown): void; reject(e: Error): void }>()
  let count = 0
  let returned: Shape | { t: 'throw'; v: string } | undefined
  const fire = (kind: string, detail: unknown) => document.dispatchEvent(new CustomEvent(key + kind, { detail }))
  const hear = (kind: string, listener: (detail: never) => void) =>
    document.addEventListener(key + kind, (event) => listener((event as CustomEvent<never>).detail))

  // Chromium does not tell one end of a channel that the other was closed, so a port says it as its last word.
  const close = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'close')?.value as (this: MessagePort) => void
  MessagePort.prototype.close = function lastWord() {
    this.postMessage(`${key}close`)
    close.call(this)
  }

  const build = (shape: Shape): unknown => {
    switch (shape.t) {
      case 'function':
        return (...args: unknown[]) => call(shape.id, args)
      case 'promise':
        return new Promise((resolve, reject) => promises.set(shape.id, { resolve, reject }))
      case 'object':
        return Object.freeze(Object.fromEntries(shape.v.map(([name, part]) => [name, build(part)])))
      case 'array':
        return Object.freeze(shape.v.map(build))
      case 'error':
        return new Error(shape.v)
      default:
        return shape.v
    }
  }
  const argument = (value: unknown): Argument => {
    if (typeof value !== 'function') return { t: 'value', v: value }
    count += 1
    callbacks.set(count, value as (...args: unknown[]) => void)
    return { t: 'callback', id: count }
  }
  const call = (id: number, args: unknown[]): unknown => {
    returned = undefined
    fire('call', { id, args: args.map(argument) })
    const result = returned as Shape | { t: 'throw'; v: string } | undefined
    if (result?.t === 'throw') throw new Error(result.v)
    return result && build(result)
  }
  hear('return', (shape: Shape) => {
    returned = shape
  })
  hear('settle', ({ id, ok, v }: { id: number; ok: boolean; v: Shape }) => {
    const waiting = promises.get(id)
    promises.delete(id)
    if (ok) waiting?.resolve(build(v))
    else waiting?.reject(build(v) as Error)
  })
  hear('callback', ({ id, args }: { id: number; args: Shape[] }) => callbacks.get(id)?.(...args.map(build)))
  hear('expose', ({ name, shape }: { name: string; shape: Shape }) => {
    Object.defineProperty(window, name, { value: build(shape), enumerable: true })
  })
}

export type PreloadOptions = { key: string; binding: string; receiver: string; versions: Record<string, string> }
type Preload = (require: (name: string) => unknown, process: object, module: object, exports: object) => void

/** Runs in the isolated world: what a sandboxed preload finds there, and then the preload itself. */
export function preloadWorld(options: PreloadOptions, codec: Codec, platform: string, preload: Preload): void {
  if (window !== window.top) return
  type Listener = (event: object, ...args: unknown[]) => void
  const bind = Reflect.get(globalThis, options.binding) as (text: string) => void
  const functions = new Map<number, (...args: unknown[]) => unknown>()
  const listeners = new Map<string, Listener[]>()
  const invocations = new Map<number, { resolve(v: unknown): void; reject(e: unknown): void }>()
  const ports = new Map<string, MessagePort>()
  const exposed = new Set<string>()
  let count = 0
  const next = () => (count += 1)
  const post = (frame: PageFrame) => bind(JSON.stringify(frame))
  const fire = (kind: string, detail: unknown) =>
    document.dispatchEvent(new CustomEvent(options.key + kind, { detail }))

  const isData = (value: unknown): boolean => {
    try {
      structuredClone(value)
      return true
    } catch {
      return false
    }
  }
  /** What is data goes across as it is, with its cycles and types; what has functions in it is taken apart. */
  const answerOf = (value: unknown): Shape =>
    isData(value) && !(value instanceof Error) ? { t: 'value', v: value } : shapeOf(value)
  const shapeOf = (value: unknown): Shape => {
    if (typeof value === 'function') {
      const id = next()
      functions.set(id, value as (...args: unknown[]) => unknown)
      return { t: 'function', id }
    }
    if (value instanceof Promise) {
      const id = next()
      value.then(
        (v) => fire('settle', { id, ok: true, v: answerOf(v) }),
        (e: unknown) => fire('settle', { id, ok: false, v: shapeOf(e instanceof Error ? e : new Error(String(e))) }),
      )
      return { t: 'promise', id }
    }
    if (Array.isArray(value)) return { t: 'array', v: value.map(shapeOf) }
    if (value instanceof Error) return { t: 'error', v: value.message }
    if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
      return { t: 'object', v: Object.entries(value).map(([name, part]) => [name, shapeOf(part)]) }
    return { t: 'value', v: value }
  }
  document.addEventListener(`${options.key}call`, (event) => {
    const { id, args } = (event as CustomEvent<{ id: number; args: Argument[] }>).detail
    const given = args.map((a) =>
      a.t === 'value' ? a.v : (...xs: unknown[]) => void fire('callback', { id: a.id, args: xs.map(answerOf) }),
    )
    try {
      fire('return', answerOf(functions.get(id)?.(...given)))
    } catch (error) {
      fire('return', { t: 'throw', v: error instanceof Error ? error.message : String(error) })
    }
  })

  const give = (port: Transferable): string => {
    if (!(port instanceof MessagePort)) throw new TypeError('Only ports can be transferred')
    const id = `page${next()}`
    hold(id, port)
    return id
  }
  const take = (id: string): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    hold(id, port1)
    return port2
  }
  const hold = (id: string, port: MessagePort) => {
    ports.set(id, port)
    port.addEventListener('message', (e) => {
      if (e.data === `${options.key}close`) {
        if (ports.delete(id)) post({ t: 'port-close', id })
        return
      }
      post({ t: 'port', id, v: codec.encode(e.data), ports: e.ports.map(give) })
    })
    port.start()
  }

  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const v = codec.encode(args)
        const id = next()
        invocations.set(id, { resolve, reject })
        post({ t: 'invoke', id, channel, v })
      }),
    send: (channel: string, ...args: unknown[]) => post({ t: 'send', channel, v: codec.encode(args), ports: [] }),
    postMessage: (channel: string, message: unknown, transfer: Transferable[] = []) =>
      post({ t: 'send', channel, v: codec.encode([message]), ports: transfer.map(give) }),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    once: (channel: string, listener: Listener) => {
      const once: Listener = (event, ...args) => {
        ipcRenderer.off(channel, once)
        listener(event, ...args)
      }
      return ipcRenderer.on(channel, once)
    },
    off: (channel: string, listener: Listener) => {
      const left = (listeners.get(channel) ?? []).filter((known) => known !== listener)
      listeners.set(channel, left)
      return ipcRenderer
    },
    removeAllListeners: (channel: string) => {
      listeners.delete(channel)
      return ipcRenderer
    },
  }

  const receive = (frame: PageFrame) => {
    if (frame.t === 'answer') {
      const waiting = invocations.get(frame.id)
      invocations.delete(frame.id)
      if (frame.ok) waiting?.resolve(codec.decode(frame.v))
      else waiting?.reject(codec.decode(frame.v))
    } else if (frame.t === 'send') {
      const event = { sender: ipcRenderer, ports: frame.ports.map(take), preventDefault: () => undefined }
      const args = codec.decode(frame.v) as unknown[]
      for (const listener of listeners.get(frame.channel) ?? []) listener(event, ...args)
    } else if (frame.t === 'port') {
      ports.get(frame.id)?.postMessage(codec.decode(frame.v), frame.ports.map(take))
    } else if (frame.t === 'port-close') {
      const port = ports.get(frame.id)
      ports.delete(frame.id)
      port?.close()
    }
  }
  Object.defineProperty(globalThis, options.receiver, { value: receive })

  const contextBridge = {
    exposeInMainWorld: (name: string, api: unknown) => {
      if (exposed.has(name)) throw new Error('Cannot bind an API on top of an existing property on the window object')
      exposed.add(name)
      fire('expose', { name, shape: shapeOf(api) })
    },
  }
  const modules: Record<string, unknown> = {
    electron: { contextBridge, ipcRenderer, webUtils: { getPathForFile: () => '' } },
    events: {},
    timers: { setTimeout, clearTimeout, setInterval, clearInterval },
    url: { URL, URLSearchParams },
  }
  // A sandboxed preload can ask for these modules only (Electron's "Process Sandboxing").
  const require = (name: string): unknown => {
    const known = modules[name.replace(/^node:|\/renderer$/g, '')]
    if (known === undefined) throw new Error(`module not found: ${name}`)
    return known
  }
  const process = { type: 'renderer', sandboxed: true, contextIsolated: true, platform, versions: options.versions }
  const exports = {}
  try {
    preload(require, process, { exports }, exports)
  } catch (error) {
    post({ t: 'preload-error', v: codec.encode(error) })
  }
}
