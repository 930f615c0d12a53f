import { createContext, use } from 'react'
import type { StoreApi } from 'zustand/vanilla'
import { useStore } from 'zustand'
import type { DeskStatus } from '../../shared/contract/desk.ts'
import type { BackupOverview } from '../../shared/contract/desk-backup.ts'
import type { SyncOverview, TaskDetail } from '../../shared/contract/desk-views.ts'
import type { Id } from '../../shared/domain/primitives.ts'
import type { Desk } from '../client/desk.ts'
import type { DeskEvents } from '../client/events.ts'
import type { CopyMemory } from '../editor/copy-memory.ts'
import type { Actions } from './actions.ts'
import type { Carriage } from './carriage.ts'
import type { Carry } from './carry.ts'
import type { Clock } from './clock.ts'
import type { ConnectionState } from './connection-state.ts'
import type { EarningsKeeper } from './earnings.ts'
import type { DraftKeeper } from './draft-keeper.ts'
import type { Exports } from './exports.ts'
import type { Inbox } from './inbox.ts'
import type { Now } from './now.ts'
import type { Reconciliation } from './reconciliation.ts'
import type { Resource, ResourceState } from './resource.ts'
import type { Navigation, Route } from './route.ts'
import type { SettingsKeeper } from './settings.ts'
import type { Submissions } from './submissions.ts'
import type { TaskDetails } from './task-details.ts'
import type { TimeLedger } from './time-ledger.ts'
import type { Toasts } from './toasts.ts'
import type { Written } from './written.ts'

/** What main.tsx makes once and every screen may use. */
export type Services = {
  readonly desk: Desk
  readonly events: DeskEvents
  /** This window, in the drafts' log of edits. */
  readonly session: Id
  readonly newId: () => Id
  readonly navigation: Navigation
  readonly actions: Actions
  readonly now: Now
  /** The date of today, YYYY-MM-DD, where the desk is. */
  readonly today: () => string
  readonly connection: StoreApi<ConnectionState>
  readonly toasts: Toasts
  readonly status: Resource<DeskStatus>
  readonly settings: SettingsKeeper
  readonly overview: Resource<SyncOverview>
  readonly carriage: Carriage
  readonly carry: Carry
  readonly clock: Clock
  readonly taskDetails: TaskDetails
  readonly drafts: DraftKeeper
  readonly copies: CopyMemory
  readonly written: Written
  /** What can be done in the task that is open. */
  readonly inbox: Inbox
  readonly exports: Exports
  readonly timeLedger: TimeLedger
  readonly earnings: EarningsKeeper
  readonly submissions: Submissions
  readonly reconciliation: Reconciliation
  readonly backups: Resource<BackupOverview>
}

export const ServicesContext = createContext<Services | undefined>(undefined)

export function useServices(): Services {
  const services = use(ServicesContext)
  if (services === undefined) throw new Error('a screen was drawn outside of ServicesContext')
  return services
}

export function useDesk(): Desk {
  return useServices().desk
}

export function useRoute(): Route {
  return useStore(useServices().navigation.shown)
}

export function useResource<T>(resource: Resource<T>): ResourceState<T> {
  return useStore(resource.store)
}

/** The time of day to the minute, in milliseconds; draws again when it moves. */
export function useNow(): number {
  return useStore(useServices().now.store).now
}

/** The date of today, YYYY-MM-DD, where the desk is; draws again when another day begins. */
export function useToday(): string {
  const { today } = useServices()
  useNow()
  useStatus()
  return today()
}

/** The core's status with the settings; undefined until it has answered for the first time. */
export function useStatus(): DeskStatus | undefined {
  return useResource(useServices().status).value
}

export function useTaskDetail(taskId: string): ResourceState<TaskDetail> {
  return useResource(useServices().taskDetails.of(taskId))
}
