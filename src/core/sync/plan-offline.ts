import type { TaskState } from '../../shared/domain/work.ts'
import { isWritable } from '../../shared/rules/task-states.ts'

export type OfflineCandidate = {
  readonly taskId: string
  readonly state: TaskState
  readonly dueAt: number | undefined
  readonly files: readonly { readonly sha256: string; readonly size: number; readonly here: boolean }[]
}

export type OfflineChoice<T> = {
  readonly chosen: readonly { readonly task: T; readonly bytes: number }[]
  readonly bytes: number
  readonly leftOut: readonly { readonly task: T; readonly why: 'no-room' | 'enough' }[]
}

/**
 * Chooses what to take along: the tasks that are the expert's first, then those on offer, each by its day; as long as
 * what is to be fetched fits the room. A file that several need counts once.
 * @param newTasks how many of those on offer to take at most
 */
export function planOffline<T extends OfflineCandidate>(
  candidates: readonly T[],
  { roomBytes, newTasks }: { roomBytes: number; newTasks: number },
): OfflineChoice<T> {
  const rank = ({ state }: T): number => (isWritable(state) ? 0 : 1)
  const order = candidates
    .filter(({ state }) => isWritable(state) || state === 'offered')
    .toSorted(
      (a, b) => rank(a) - rank(b) || (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || (a.taskId < b.taskId ? -1 : 1),
    )
  const chosen: { task: T; bytes: number }[] = []
  const leftOut: { task: T; why: 'no-room' | 'enough' }[] = []
  const counted = new Set<string>()
  let bytes = 0
  let taken = 0
  for (const task of order) {
    const isNew = !isWritable(task.state)
    const wanted = new Map(
      task.files.filter(({ here, sha256 }) => !here && !counted.has(sha256)).map(({ sha256, size }) => [sha256, size]),
    )
    const more = [...wanted.values()].reduce((sum, size) => sum + size, 0)
    if (isNew && taken >= newTasks) leftOut.push({ task, why: 'enough' })
    else if (bytes + more > roomBytes) leftOut.push({ task, why: 'no-room' })
    else {
      chosen.push({ task, bytes: more })
      for (const sha256 of wanted.keys()) counted.add(sha256)
      bytes += more
      if (isNew) taken += 1
    }
  }
  return { chosen, bytes, leftOut }
}
