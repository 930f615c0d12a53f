import type { EventEmitter } from 'node:events'

/** Emits an event whose listeners may prevent what comes next. @returns whether one did */
export function isPrevented(emitter: EventEmitter, name: string, details: object = {}, ...args: unknown[]): boolean {
  let prevented = false
  const event = {
    ...details,
    preventDefault() {
      prevented = true
    },
    get defaultPrevented() {
      return prevented
    },
  }
  emitter.emit(name, event, ...args)
  return prevented
}

export function plainEvent(): { preventDefault(): void; defaultPrevented: boolean } {
  return { preventDefault: () => undefined, defaultPrevented: false }
}
