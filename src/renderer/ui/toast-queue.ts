import { UNSTABLE_ToastQueue } from 'react-aria-components'

/** What a toast may say. */
export type Shown = {
  readonly text: string
  readonly tone: 'plain' | 'problem'
  /** Offered as a button beside the text. */
  readonly undo?: () => void
  readonly about?: string
  readonly isSending?: boolean
}

/** The toasts on the screen and those that wait behind them. */
export type ToastQueue = UNSTABLE_ToastQueue<Shown>

export function createToastQueue(): ToastQueue {
  return new UNSTABLE_ToastQueue<Shown>({ maxVisibleToasts: 3 })
}
