import type { Section } from '../../shared/domain/ledger.ts'
import type { Task } from '../../shared/domain/task.ts'
import type { Store } from '../store/open-store.ts'
import { parseStored } from '../store/stored-json.ts'

/** A task's names for the screen. */
export type TaskNames = { title: string; programme: string; labelOf(section: Section): string }

/** How tasks and their parts are called; each task is read once. */
export function createSectionLabels(store: Store): (taskId: string) => TaskNames {
  const known = new Map<string, TaskNames>()

  function read(taskId: string): TaskNames {
    const head = store.tasks.head(taskId)
    const row = head === undefined ? undefined : store.taskList.row(head.no)
    let task: Task | undefined
    const labelOf = (section: Section): string => {
      if (section === 'brief') return 'Brief'
      const [kind, key] = section.split(':', 2)
      if (key === undefined) return 'Elsewhere in the task'
      if (task === undefined && head !== undefined) {
        const content = store.tasks.content(head.no)?.content
        task = content === undefined ? undefined : (parseStored(content) as Task)
      }
      const material = kind === 'material' ? task?.materials.find((one) => one.key === key)?.title : undefined
      return material ?? task?.fields.find((field) => field.key === key)?.label ?? key
    }
    return { title: row?.title ?? head?.title ?? 'A task that is gone', programme: row?.programmeName ?? '', labelOf }
  }

  return (taskId) => {
    let names = known.get(taskId)
    if (names === undefined) known.set(taskId, (names = read(taskId)))
    return names
  }
}
