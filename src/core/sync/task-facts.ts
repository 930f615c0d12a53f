import { compiled } from '../../shared/rules/compiled.ts'
import { Assignment } from '../../shared/domain/work.ts'
import { NOTES_FIELD } from '../../shared/rules/notes.ts'
import type { Store } from '../store/open-store.ts'
import type { TaskHead } from '../store/tasks-table.ts'
import { isHeldElsewhere, nextState, type TaskEvent, type TaskFacts } from './plan-task-state.ts'
import { parseStored } from '../store/stored-json.ts'

/**
 * What the rules of plan-task-state.ts want to know, each read only where a rule asks for it.
 * @param told how the hub assigns the task, where that is at hand
 */
export function taskFacts(store: Store, { no, hubId }: TaskHead, told?: Assignment): TaskFacts {
  const assignment = (): Assignment | undefined => told ?? assignmentOf(store, no)
  return {
    get assigned() {
      return assignment()?.state
    },
    get isElsewhere() {
      const known = assignment()
      return known !== undefined && isHeldElsewhere(known, store.hubs.get(hubId)?.deviceId ?? '')
    },
    get hasOpenOperations() {
      return store.outbox.hasOpen(no)
    },
    get hasDraft() {
      return store.drafts.hasWork(no, NOTES_FIELD)
    },
    get work() {
      return store.submissions.newest(no)?.state
    },
  }
}

/**
 * Has a task go on to what becomes of it by what happened, once all else that happened with it is stored.
 * @param head as it stands now; undefined where there is no such task
 */
export function moveTask(store: Store, head: TaskHead | undefined, event: TaskEvent, told?: Assignment): void {
  if (head !== undefined) store.tasks.setState(head.no, nextState(head.state, event, taskFacts(store, head, told)))
}

/** The newest that is known of how the hub assigns a task. */
export function assignmentOf(store: Store, no: number): Assignment | undefined {
  const stored = store.tasks.assignment(no)
  return stored === undefined ? undefined : compiled(Assignment).parse(parseStored(stored))
}

/**
 * How the hub assigns a task, where the feed says it and an answer may have said it before: a page can have been written by
 * the hub before it carried out what it has answered since.
 */
export function newerAssignment(store: Store, no: number, told: Assignment): Assignment {
  const known = assignmentOf(store, no)
  return known !== undefined && (known.revision ?? 0) > (told.revision ?? 0) ? known : told
}

/** Whether another device of the same expert writes on the task. */
export function isElsewhere(store: Store, head: TaskHead): boolean {
  return taskFacts(store, head).isElsewhere
}
