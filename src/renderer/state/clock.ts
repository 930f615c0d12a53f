import { createStore, type StoreApi } from 'zustand/vanilla'
import type { TimeState } from '../../shared/contract/desk-views.ts'
import type { Desk } from '../client/desk.ts'
import { errorToText, isDisconnected } from '../client/error-text.ts'
import { type Activity, onActivity } from './activity.ts'
import { createResource } from './resource.ts'
import type { Toasts } from './toasts.ts'

export { reportActivity } from './activity.ts'

/** The core wants at most one sign of work every few seconds. */
const ACTIVITY_EVERY_MS = 5_000

export type ClockState = {
  readonly time: TimeState | undefined
  /** `performance.now()` when `time` was heard: what has passed since is counted here, whatever the wall clock does. */
  readonly heardAt: number
}

export type Clock = {
  readonly store: StoreApi<ClockState>
  refresh(): Promise<void>
  begin(taskId: string): Promise<void>
  pause(): Promise<void>
  /** Pauses what runs; else starts the clock for the task. */
  toggle(taskId: string | undefined): Promise<void>
  answer(choice: 'keep' | 'drop'): Promise<void>
  start(window: Window): void
  stop(): void
}

/** Working time of the running task at `now` (`performance.now()`), in milliseconds; undefined when none runs. */
export function elapsedMs({ time, heardAt }: ClockState, now: number): number | undefined {
  if (time?.running === undefined) return undefined
  const { taskMs, idleSince } = time.running
  return idleSince === undefined ? taskMs + Math.max(0, now - heardAt) : taskMs
}

/** What the core knows about time, and what the person tells it. */
export function createClock(desk: Desk, toasts: Toasts, now: () => number): Clock {
  const resource = createResource(() => desk.time.state({}))
  const store = createStore<ClockState>(() => ({ time: undefined, heardAt: 0 }))
  resource.store.subscribe(({ value }, before) => {
    if (value !== undefined && value !== before.value) store.setState({ time: value, heardAt: now() })
  })
  let reported: { taskId: string; at: number } | undefined
  let off = (): void => {}

  async function tell(call: Promise<TimeState>): Promise<void> {
    try {
      resource.put(await call)
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  function hear({ taskId, kind }: Activity): void {
    const at = now()
    if (reported?.taskId === taskId && at - reported.at < ACTIVITY_EVERY_MS) return
    reported = { taskId, at }
    desk.time.activity({ taskId, kind }).then(
      (time) => resource.put(time),
      (error: unknown) => {
        // A sign of work that got lost is followed by another.
        if (!isDisconnected(error)) toasts.complain(errorToText(error))
      },
    )
  }

  const begin = (taskId: string): Promise<void> => tell(desk.time.start({ taskId }))
  const pause = (): Promise<void> => tell(desk.time.stop({ by: 'hand' }))

  return {
    store,
    refresh: () => resource.refresh(),
    begin,
    pause,
    toggle: async (taskId) => {
      if (store.getState().time?.running !== undefined) await pause()
      else if (taskId !== undefined) await begin(taskId)
    },
    answer: (choice) => tell(desk.time.answer({ choice })),
    start: (window) => {
      off = onActivity(window, hear)
    },
    stop: () => off(),
  }
}
