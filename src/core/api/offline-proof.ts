import type { OfflineStatus, OfflineTask, OfflineWish } from '../../shared/contract/desk-offline.ts'
import { isKnownField } from '../../shared/domain/fields.ts'
import type { TaskState } from '../../shared/domain/work.ts'
import { isHandedIn, isLeaving } from '../../shared/rules/task-states.ts'
import type { TaskHead } from '../store/tasks-table.ts'
import { fileName } from './carry-routes.ts'
import { type Context, createTaskLoader, type StoredTask } from './context.ts'

/** What was agreed when the expert said they would be away; kept until they are back. */
export type OfflineTrip = {
  readonly wish: OfflineWish
  readonly startedAt: number
  readonly taskIds: readonly string[]
  readonly proof?: { readonly at: number; readonly files: number; readonly bytes: number } | undefined
}

type LoadTask = ReturnType<typeof createTaskLoader>

const gone: ReadonlySet<TaskState> = new Set(['withdrawn', 'declined'])

/** Nothing of it is needed on the way. */
function isSettled(state: TaskState): boolean {
  return isHandedIn(state) || gone.has(state)
}

/** How each task of the trip stands, by what is known without reading the files. */
export function tripStatus(context: Context, trip: OfflineTrip): OfflineStatus {
  const { store } = context
  const load = createTaskLoader(store)
  const tasks = trip.taskIds.map((taskId) => taskStatus(context, load, taskId, trip.wish.backBy))
  const missing = new Map(
    trip.taskIds
      .flatMap((taskId) => {
        const head = store.tasks.head(taskId)
        return head === undefined || isSettled(head.state) ? [] : store.readiness.filesOfTask(head.no)
      })
      .filter(({ here }) => here === 0)
      .map(({ sha256, size }) => [sha256, size]),
  )
  const bytes = [...missing.values()].reduce((sum, size) => sum + size, 0)
  return {
    wish: trip.wish,
    startedAt: trip.startedAt,
    tasks,
    missing: { files: missing.size, bytes },
    ...(trip.proof === undefined ? {} : { proof: trip.proof }),
    isReady: trip.proof !== undefined && missing.size === 0 && tasks.every(({ problems }) => problems.length === 0),
  }
}

function taskStatus(context: Context, load: LoadTask, taskId: string, backBy: number): OfflineTask {
  const { store } = context
  const head = store.tasks.head(taskId)
  if (head === undefined) {
    return { taskId, title: 'A task', state: 'withdrawn', problems: ['It is not on this computer.'], notes: [] }
  }
  const { title, state } = head
  if (isLeaving(state)) return { taskId, title, state, problems: [], notes: [whyNotLeft(context, head)] }
  if (isHandedIn(state)) return { taskId, title, state, problems: [], notes: ['Handed in.'] }
  if (gone.has(state)) {
    const note =
      state === 'withdrawn' ? 'The operator has taken it back. What you wrote stays here.' : 'You gave it back.'
    return { taskId, title, state, problems: [], notes: [note] }
  }
  if (state === 'elsewhere') {
    const problem = 'It is on another of your devices. Open it and choose “Continue here” if you want it with you.'
    return { taskId, title, state, problems: [problem], notes: [] }
  }
  if (state === 'offered') {
    const problem = 'It is not yours: you took it and undid that. Open it and take it if you want it with you.'
    return { taskId, title, state, problems: [problem], notes: [] }
  }
  const stored = openable(load, taskId)
  const problems = stored === undefined ? ['It cannot be opened: a part of it has not come yet.'] : unknownParts(stored)
  const waits = store.outbox.openOfTask(head.no)
  if (waits.some(({ kind }) => kind === 'take')) problems.push('The hub has not confirmed yet that it is yours.')
  if (waits.some(({ kind }) => kind === 'extend')) problems.push('The hub has not answered yet about the day.')
  problems.push(...missingFiles(context, head))
  const dueAt = stored?.assignment.dueAt ?? stored?.batch.dueAt
  const early = dueAt !== undefined && dueAt < backBy && problems.length === 0
  const notes = early
    ? ['The hub expects it before you are back. What comes later is kept all the same, and marked late.']
    : []
  return { taskId, title, state, ...(dueAt === undefined ? {} : { dueAt }), problems, notes }
}

/** Finished work goes by itself, but not where there is no network: who leaves now has it with them. */
function whyNotLeft({ store }: Context, { no }: TaskHead): string {
  const isHeldBack = store.outbox.openOfTask(no).some(({ state }) => state === 'quarantined')
  return isHeldBack
    ? 'It is finished, and something holds it back: look at it under Sync.'
    : 'It is finished, and the hub has not got it yet.'
}

/** The whole task, as opening it reads it; undefined where that fails. */
function openable(load: LoadTask, taskId: string): StoredTask | undefined {
  try {
    return load(taskId)
  } catch {
    return undefined
  }
}

function unknownParts({ task }: StoredTask): string[] {
  return task.fields
    .filter((field) => !isKnownField(field))
    .map(
      (field) =>
        `“${field.label ?? field.key}” cannot be filled in with this version. Update Understudy before you go.`,
    )
}

function missingFiles(context: Context, head: TaskHead): string[] {
  return context.store.readiness
    .filesOfTask(head.no)
    .filter(({ here }) => here === 0)
    .map(({ sha256 }) => {
      const why = context.store.files.get(sha256)?.problem
      const name = fileName(context, head.no, sha256)
      return why ? `${name} is not here: ${why}` : `${name} is not here yet.`
    })
}

/**
 * Reads every file of the trip from the disk and holds it against its hash. One that is spoilt or gone counts as missing
 * from then on, so that it is fetched again.
 */
export async function proveTrip(context: Context, trip: OfflineTrip, at: number): Promise<OfflineTrip> {
  const { store } = context
  const files = new Map(
    trip.taskIds.flatMap((taskId) => {
      const head = store.tasks.head(taskId)
      return head === undefined ? [] : store.readiness.filesOfTask(head.no).map((file) => [file.sha256, file] as const)
    }),
  )
  let sound = 0
  let bytes = 0
  for (const { sha256, size, here } of files.values()) {
    if (here === 0) continue
    if ((await store.backups.files.heal(sha256)) === 'gone') {
      context.ports.log('warn', 'file-spoilt', { sha256 })
    } else {
      sound += 1
      bytes += size
    }
  }
  return { ...trip, proof: { at, files: sound, bytes } }
}
