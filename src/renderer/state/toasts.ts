export type ToastContent = {
  readonly text: string
  readonly tone: 'plain' | 'problem'
  /** Offered as a button and by Ctrl+Z. */
  readonly undo?: () => void
  /** The id of what it is about. */
  readonly about?: string
  /** It stands until the hub has what was sent. */
  readonly isSending?: boolean
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
  /** Tells what did not work. It stays until it is closed; what is told once more takes the place of what stands there. */
  complain(text: string): void
  /**
   * Tells what was done and offers to take it back. One offer is in sight, the newest; an older one is reached by undoing
   * that first, as with any undo, and lapses with its time.
   * @param about id of the task that was decided about: one cannot take back what came before its last decision, so the
   *   older offer goes for good
   */
  offerUndo(text: string, undo: () => void, about?: string): void
  /** The same for work that is sent, which can be taken back until the hub has it. */
  offerUndoSend(text: string, undo: () => void, taskId: string): void
  /** The hub has the work: an offer to take it back goes, and where it was in sight, that is told instead. */
  arrived(taskId: string): void
  /** Takes back what was done last, while that is still offered. @returns whether there was something */
  undoLast(): boolean
}

const SHOWN_MS = 8_000

type Offer = { readonly content: ToastContent & { readonly undo: () => void }; readonly until: number }

/** @param now a clock that only goes forward, in milliseconds */
export function createToasts(place: ToastPlace, now: () => number = () => performance.now()): Toasts {
  /** Offers that something newer stands before, the newest last. */
  let behind: readonly Offer[] = []

  /** What was told before goes when there is something newer; problems stay. */
  function add(content: ToastContent, timeout?: number): void {
    for (const { key, content: older } of place.visibleToasts) {
      if (older.tone === 'problem') continue
      place.close(key)
      if (older.undo !== undefined)
        behind = [...behind, { content: { ...older, undo: older.undo }, until: now() + SHOWN_MS }]
    }
    behind = behind.filter(
      ({ until, content: { about } }) => until > now() && (about === undefined || about !== content.about),
    )
    place.add(content, timeout === undefined ? {} : { timeout })
  }

  return {
    say: (text) => add({ text, tone: 'plain' }, SHOWN_MS),
    complain: (text) => {
      for (const { key, content } of place.visibleToasts)
        if (content.tone === 'problem' && content.text === text) place.close(key)
      add({ text, tone: 'problem' })
    },
    offerUndo: (text, undo, about) =>
      add({ text, tone: 'plain', undo, ...(about === undefined ? {} : { about }) }, SHOWN_MS),
    offerUndoSend: (text, undo, about) => add({ text, tone: 'plain', undo, about, isSending: true }, SHOWN_MS),
    arrived: (taskId) => {
      const isOver = ({ about, isSending }: ToastContent): boolean => about === taskId && isSending === true
      behind = behind.filter(({ content }) => !isOver(content))
      const over = place.visibleToasts.filter(({ content }) => isOver(content))
      for (const { key } of over) place.close(key)
      if (over.length > 0) add({ text: 'The hub has it.', tone: 'plain' }, SHOWN_MS)
    },
    undoLast: () => {
      const shown = place.visibleToasts.find((toast) => toast.content.undo !== undefined)
      if (shown !== undefined) {
        place.close(shown.key)
        shown.content.undo?.()
        return true
      }
      const last = behind.at(-1)
      behind = behind.slice(0, -1)
      if (last === undefined || last.until <= now()) return false
      last.content.undo()
      return true
    },
  }
}
