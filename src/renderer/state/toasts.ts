import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components'

export type ToastContent = {
  readonly text: string
  readonly tone: 'plain' | 'problem'
  /** Offered as a button and by Ctrl+Z. */
  readonly undo?: () => void
}

export type Toasts = {
  readonly queue: ToastQueue<ToastContent>
  /** Tells something that happened. */
  say(text: string): void
  /** Tells what did not work. It stays until it is closed. */
  complain(text: string): void
  /** Tells what was done and offers to take it back. */
  offerUndo(text: string, undo: () => void): void
  /** Takes back what was done last, while that is still offered. @returns whether there was something */
  undoLast(): boolean
}

const SHOWN_MS = 8_000

export function createToasts(): Toasts {
  const queue = new ToastQueue<ToastContent>({ maxVisibleToasts: 3 })
  return {
    queue,
    say: (text) => void queue.add({ text, tone: 'plain' }, { timeout: SHOWN_MS }),
    complain: (text) => void queue.add({ text, tone: 'problem' }),
    offerUndo: (text, undo) => void queue.add({ text, tone: 'plain', undo }, { timeout: SHOWN_MS }),
    undoLast: () => {
      const last = queue.visibleToasts.find((toast) => toast.content.undo !== undefined)
      if (last === undefined) return false
      queue.close(last.key)
      last.content.undo?.()
      return true
    },
  }
}
