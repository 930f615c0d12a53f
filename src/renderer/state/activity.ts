export type ActivityKind = 'typing' | 'pointing' | 'scrolling' | 'reading'
export type Activity = {
  readonly taskId: string
  readonly kind: ActivityKind
  /** The part of the task somebody is at, where it is known: `brief`, `material:soil`, `field:plan`. */
  readonly section?: string | undefined
}

const EVENT = 'understudy-activity'

declare global {
  interface WindowEventMap {
    [EVENT]: CustomEvent<Activity>
  }
}

/**
 * Says that there was a sign of work in an open task. It costs next to nothing and may be called for every key: the
 * clock passes on one in five seconds. It goes by an event of the window, so that an editor needs no clock in its hands.
 */
export function reportActivity(taskId: string, kind: ActivityKind, section?: string): void {
  window.dispatchEvent(new CustomEvent(EVENT, { detail: { taskId, kind, section } }))
}

/** @returns what ends the subscription */
export function onActivity(target: Window, listener: (activity: Activity) => void): () => void {
  const hear = (event: CustomEvent<Activity>): void => listener(event.detail)
  target.addEventListener(EVENT, hear)
  return () => target.removeEventListener(EVENT, hear)
}
