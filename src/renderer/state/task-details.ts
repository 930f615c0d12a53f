import type { TaskDetail } from '../../shared/contract/desk-views.ts'
import type { Desk } from '../client/desk.ts'
import { createResource, type Resource } from './resource.ts'

/** So many tasks are held; the workspace shows one. */
const HELD = 20

export type TaskDetails = {
  /** The task with all that belongs to it; asked for when it is not here yet. */
  of(taskId: string): Resource<TaskDetail>
  /** Asks again for a task that is held. @returns the task, where it is held */
  refresh(taskId: string): Promise<TaskDetail | undefined>
  refreshAll(): void
}

export function createTaskDetails(desk: Desk): TaskDetails {
  const held = new Map<string, Resource<TaskDetail>>()
  return {
    of: (taskId) => {
      const known = held.get(taskId)
      if (known !== undefined) return known
      const resource = createResource(() => desk.tasks.get({ taskId }))
      held.set(taskId, resource)
      for (const oldest of held.keys()) {
        if (held.size <= HELD) break
        held.delete(oldest)
      }
      void resource.refresh()
      return resource
    },
    refresh: async (taskId) => {
      const resource = held.get(taskId)
      await resource?.refresh()
      return resource?.store.getState().value
    },
    refreshAll: () => {
      for (const resource of held.values()) void resource.refresh()
    },
  }
}
