import type { TaskState } from '../domain/work.ts'

/** The task is in the expert's hands: its fields may be written in. */
export const WRITABLE = ['taken', 'drafting', 'returned'] as const satisfies readonly TaskState[]

/** The work waits to leave this computer, or has left it and the hub has not answered yet. */
export const LEAVING = ['ready', 'sent'] as const satisfies readonly TaskState[]

/** The hub has what the expert made, or is about to get it. */
export const HANDED_IN = [...LEAVING, 'received', 'accepted', 'rejected'] as const satisfies readonly TaskState[]

/** Nothing more is to be done for the task. */
export const CLOSED = ['accepted', 'rejected', 'declined', 'withdrawn'] as const satisfies readonly TaskState[]

const writable: ReadonlySet<TaskState> = new Set(WRITABLE)
const leaving: ReadonlySet<TaskState> = new Set(LEAVING)
const handedIn: ReadonlySet<TaskState> = new Set(HANDED_IN)

export function isWritable(state: TaskState): boolean {
  return writable.has(state)
}

export function isLeaving(state: TaskState): boolean {
  return leaving.has(state)
}

export function isHandedIn(state: TaskState): boolean {
  return handedIn.has(state)
}
