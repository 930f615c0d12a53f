export type ToastContent = {
  readonly text: string
  readonly tone: 'plain' | 'problem'
  /** Offered as a button and by Ctrl+Z. */
  readonly undo?: () => void
  /** The id of what it is about. */
  readonly about?: string
}

/** Where toasts are put; what draws them takes them from there. */
export type ToastPlace = {
  /** The newest first. */
  readonly visibleToasts: readonly { readonly key: string; readonly content: ToastContent }[]
  add(content: ToastContent, options: { timeout?: number }): string
  close(key: string): void
}

export type Toasts = {
  /** Tells something that happened. */
  say(text: string): void
  /** Tells what did not work. It stays until it is closed. */
  complain(text: string): void
  /**
   * Tells what was done and offers to take it back.
   * @param about id of the task that was decided about: one cannot take back what came before its last decision, so the
   *   older offer goes
   */
  offerUndo(text: string, undo: () => void, about?: string): void
  /** Takes back what was done last, while that is still offered. @returns whether there was something */
  undoLast(): boolean
}

const SHOWN_MS = 8_000

export function createToasts(place: ToastPlace): Toasts {
  /** What was only told goes when there is something newer to tell; offers and problems stay for their time. */
  function add(content: ToastContent, timeout?: number): void {
    for (const { key, content: older } of place.visibleToasts) {
      const isTold = older.tone === 'plain' && older.undo === undefined
      const isOvertaken = content.about !== undefined && older.about === content.about
      if (isTold || isOvertaken) place.close(key)
    }
    place.add(content, timeout === undefined ? {} : { timeout })
  }

  return {
    say: (text) => add({ text, tone: 'plain' }, SHOWN_MS),
    complain: (text) => add({ text, tone: 'problem' }),
    offerUndo: (text, undo, about) =>
      add({ text, tone: 'plain', undo, ...(about === undefined ? {} : { about }) }, SHOWN_MS),
    undoLast: () => {
      const last = place.visibleToasts.find((toast) => toast.content.undo !== undefined)
      if (last === undefined) return false
      place.close(last.key)
      last.content.undo?.()
      return true
    },
  }
}
