import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AwayAnswer, TimeMark } from '../../shared/contract/desk-time.ts'
import type { TimeState } from '../../shared/contract/desk-views.ts'
import type { Desk } from '../client/desk.ts'
import { errorToText, isDisconnected } from '../client/error-text.ts'
import { markToWords } from '../format/time-words.ts'
import { type Activity, onActivity } from './activity.ts'
import { createResource } from './resource.ts'
import type { Toasts } from './toasts.ts'

/** The core wants at most one sign of work every few seconds. */
const ACTIVITY_EVERY_MS = 5_000
const SECTION_EVERY_MS = 1_000

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
  answer(answer: AwayAnswer): Promise<void>
  start(window: Window): void
  stop(): void
}

/** Working time of the running task at `now` (`performance.now()`), in milliseconds; undefined when none runs. */
export function elapsedMs({ time, heardAt }: ClockState, now: number): number | undefined {
  if (time?.running === undefined) return undefined
  const { taskMs, idleSince } = time.running
  return idleSince === undefined ? taskMs + Math.max(0, now - heardAt) : taskMs
}

/** Which measure it is: those of a task belong to the task. */
function markToKey({ of, part }: TimeMark, time: TimeState | undefined): string {
  return `${of} ${part} ${of === 'cap' || of === 'estimate' ? time?.running?.taskId : ''}`
}

/** What the core knows about time, and what the person tells it. */
export function createClock(desk: Desk, toasts: Toasts, now: () => number): Clock {
  const resource = createResource(() => desk.time.state({}))
  const store = createStore<ClockState>(() => ({ time: undefined, heardAt: 0 }))
  resource.store.subscribe(({ value }, before) => {
    if (value === undefined || value === before.value) return
    store.setState({ time: value, heardAt: now() })
    // Told once, when it comes true; the clock goes on showing it.
    if (before.value === undefined) return
    const known = new Set(before.value.marks.map((mark) => markToKey(mark, before.value)))
    const fresh = value.marks.filter((mark) => !known.has(markToKey(mark, value)))
    if (fresh.length > 0) toasts.say(fresh.map((mark) => markToWords(mark)).join(' '))
  })
  let reported: { taskId: string; section: string | undefined; at: number } | undefined
  /** What is wrong was told: the next sign of work, seconds later, would say the same. */
  let isTold = false
  let off = (): void => {}

  async function tell(call: Promise<TimeState>): Promise<void> {
    try {
      resource.put(await call)
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  function hear({ taskId, kind, section }: Activity): void {
    const at = now()
    // Going to another part of the task is told sooner, so that its time is right.
    const isSame = reported?.taskId === taskId && (section === undefined || section === reported.section)
    const every = isSame ? ACTIVITY_EVERY_MS : SECTION_EVERY_MS
    if (reported !== undefined && reported.taskId === taskId && at - reported.at < every) return
    reported = { taskId, section: section ?? reported?.section, at }
    desk.time.activity({ taskId, kind, ...(section === undefined ? {} : { section }) }).then(
      (time) => {
        isTold = false
        resource.put(time)
      },
      (error: unknown) => {
        // A sign of work that got lost is followed by another.
        if (isDisconnected(error) || isTold) return
        isTold = true
        toasts.complain(errorToText(error))
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
      else toasts.say('Open the task that you work on, then start the clock.')
    },
    answer: async (answer) => {
      await tell(desk.time.answer(answer))
      // Whatever was refused, what is asked now is shown.
      await resource.refresh()
    },
    start: (window) => {
      off = onActivity(window, hear)
    },
    stop: () => off(),
  }
}
