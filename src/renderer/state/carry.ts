import type { BatchReadiness, CarryOverview, OfflineStatus } from '../../shared/contract/desk-offline.ts'
import type { Desk } from '../client/desk.ts'
import { createResource, type Resource } from './resource.ts'
import { createThrottle } from './throttle.ts'
import { createWatch, type Watch } from './watch.ts'

/**
 * While files travel they are told of several times a second. What goes through all open tasks and all files costs the core as
 * much as that leaves it, and what is typed in another window waits for it.
 */
const LOOK_THROUGH_MS = 1_000

export type Carry = Watch & {
  /** Files on their way. */
  readonly overview: Resource<CarryOverview>
  readonly batches: Resource<readonly BatchReadiness[]>
  /** Files here that nothing needs any more. */
  readonly spare: Resource<{ readonly files: number; readonly bytes: number }>
  /** How the planned time offline stands; `status` is absent where nothing is planned. */
  readonly trip: Resource<{ readonly status?: OfflineStatus | undefined }>
}

export function createCarry(desk: Desk): Carry {
  const overview = createResource<CarryOverview>(() => desk.carry.overview({}))
  const batches = createResource<readonly BatchReadiness[]>(() => desk.carry.batches({}))
  const spare = createResource(() => desk.carry.spare({}))
  const trip = createResource<{ status?: OfflineStatus | undefined }>(() => desk.offline.status({}))
  const lookThrough = createThrottle(LOOK_THROUGH_MS, () => {
    for (const one of [batches, spare, trip]) void one.refresh()
  })
  return {
    overview,
    batches,
    spare,
    trip,
    ...createWatch(() => {
      void overview.refresh()
      lookThrough()
    }),
  }
}
