import type { BatchReadiness, CarryOverview, OfflineStatus } from '../../shared/contract/desk-offline.ts'
import type { Desk } from '../client/desk.ts'
import { createResource, type Resource } from './resource.ts'
import { createWatch, type Watch } from './watch.ts'

export type Carry = Watch & {
  /** Files on their way. */
  readonly overview: Resource<CarryOverview>
  readonly batches: Resource<readonly BatchReadiness[]>
  /** How the planned time offline stands; `status` is absent where nothing is planned. */
  readonly trip: Resource<{ readonly status?: OfflineStatus | undefined }>
}

export function createCarry(desk: Desk): Carry {
  const overview = createResource<CarryOverview>(() => desk.carry.overview({}))
  const batches = createResource<readonly BatchReadiness[]>(() => desk.carry.batches({}))
  const trip = createResource<{ status?: OfflineStatus | undefined }>(() => desk.offline.status({}))
  const refresh = (): void => {
    for (const one of [overview, batches, trip]) void one.refresh()
  }
  return {
    overview,
    batches,
    trip,
    ...createWatch(refresh),
  }
}
