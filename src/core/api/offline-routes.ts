import { z } from 'zod'
import { OfflineWish } from '../../shared/contract/desk-offline.ts'
import { Id, Instant } from '../../shared/domain/primitives.ts'
import { type OfflineCandidate, planOffline } from '../sync/plan-offline.ts'
import { moveTask } from '../sync/task-facts.ts'
import { type Context, loadTask } from './context.ts'
import { tellOfTasks } from './event-hub.ts'
import type { Implementer } from './implementer.ts'
import { type OfflineTrip, proveTrip, tripStatus } from './offline-proof.ts'

const MOST_TITLES = 10
const DAY = 86_400_000
const Trip = z.object({
  wish: OfflineWish,
  startedAt: Instant,
  taskIds: z.array(Id),
  proof: z.object({ at: Instant, files: z.int(), bytes: z.int() }).optional(),
})

type Candidate = OfflineCandidate & { readonly no: number; readonly title: string }

/** Going offline for a while: choose, take, agree the day, fetch, and prove that all is here. */
export function createOfflineRoutes(os: Implementer, context: Context) {
  const { store, connections, events, ports, newId } = context
  const now = (): number => ports.clock.read().wall

  function trip(): OfflineTrip | undefined {
    return store.meta.getJson('offline-trip', Trip)
  }

  function candidates(): Candidate[] {
    const files = Map.groupBy(store.readiness.openTaskFiles(), ({ taskNo }) => taskNo)
    return store.readiness.openTasks().map(({ no, taskId, title, state, dueAt }) => ({
      no,
      taskId,
      title,
      state,
      dueAt: dueAt ?? undefined,
      files: (files.get(no) ?? []).map(({ sha256, size, here }) => ({ sha256, size, here: here === 1 })),
    }))
  }

  /** Of a task whose taking the hub is yet to hear of no day is known: then it has its lease from now on. */
  function isExpectedBefore({ taskId, dueAt }: Candidate, backBy: number, at: number): boolean {
    const leaseMs = (loadTask(store, taskId)?.programme.leaseDays ?? Number.POSITIVE_INFINITY) * DAY
    return (dueAt ?? at + leaseMs) < backBy
  }

  /** Takes a task on offer, or asks for more time for one that is due too early; files may go over a metered link. */
  function arrange(task: Candidate, backBy: number, at: number): void {
    const head = store.tasks.head(task.taskId)
    if (head === undefined) return
    const { hubId } = head
    const add = (kind: 'take' | 'extend'): void =>
      store.outbox.add({ id: newId(), hubId, taskNo: task.no, kind, body: JSON.stringify({ backBy }), at })
    if (task.state === 'offered') {
      moveTask(store, head, { kind: 'take' })
      add('take')
    } else if (isExpectedBefore(task, backBy, at)) {
      // Behind a take that waits: the hub, which knows of neither yet, hears them in this order.
      const open = store.outbox.openOfTask(task.no)
      if (open.every(({ kind, state }) => kind === 'take' && state !== 'quarantined')) add('extend')
    }
    store.files.setLetGo(task.files.filter(({ here }) => !here).map(({ sha256 }) => sha256))
  }

  return {
    plan: os.offline.plan.handler(({ input }) => {
      const { chosen, bytes, leftOut } = planOffline(candidates(), input)
      const noRoom = leftOut.filter(({ why }) => why === 'no-room')
      return {
        tasks: chosen.map(({ task, bytes: more }) => ({
          taskId: task.taskId,
          title: task.title,
          state: task.state,
          isNew: task.state === 'offered',
          ...(task.dueAt === undefined ? {} : { dueAt: task.dueAt }),
          bytes: more,
        })),
        bytes,
        noRoom: { tasks: noRoom.length, titles: noRoom.slice(0, MOST_TITLES).map(({ task }) => task.title) },
      }
    }),

    start: os.offline.start.handler(({ input }) => {
      const at = now()
      const { chosen } = planOffline(candidates(), input)
      const started: OfflineTrip = { wish: input, startedAt: at, taskIds: chosen.map(({ task }) => task.taskId) }
      store.transaction(() => {
        for (const { task } of chosen) arrange(task, input.backBy, at)
        store.meta.setJson('offline-trip', started)
      })
      tellOfTasks(events, started.taskIds)
      store.files.setAllDue()
      connections.wakeAll()
      events.emit({ topic: 'sync' })
      events.emit({ topic: 'files' })
      return tripStatus(context, started)
    }),

    status: os.offline.status.handler(() => {
      const known = trip()
      return known === undefined ? {} : { status: tripStatus(context, known) }
    }),

    prove: os.offline.prove.handler(async () => {
      const known = trip()
      if (known === undefined) return {}
      const proven = await proveTrip(context, known, now())
      // Another plan may have been made meanwhile.
      if (trip()?.startedAt === known.startedAt) store.meta.setJson('offline-trip', proven)
      connections.wakeAll()
      events.emit({ topic: 'files' })
      return { status: tripStatus(context, proven) }
    }),

    end: os.offline.end.handler(() => {
      store.meta.setJson('offline-trip', undefined)
      events.emit({ topic: 'files' })
      return {}
    }),
  }
}
