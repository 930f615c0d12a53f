import { z } from 'zod'
import { type Change, Expert, type FeedPage, LEFT_OUT, OccupationList } from '../contract/hub.ts'
import { Batch, Programme, Task } from '../domain/task.ts'
import { Assignment, SubmissionReport } from '../domain/work.ts'
import { compiled } from './compiled.ts'

/** What the store keeps of a task in columns of its own; the rest lies in its text. */
export type TaskEntry = Pick<
  Task,
  'id' | 'batchId' | 'kind' | 'title' | 'occupation' | 'rate' | 'estimateMs' | 'revision'
> & { readonly files: readonly { readonly sha256: string; readonly size: number }[] }

/** The body of a change, held against its schema. */
export type CheckedBody =
  | { readonly kind: 'expert'; readonly body: Expert }
  | { readonly kind: 'occupations'; readonly body: OccupationList }
  | { readonly kind: 'programme'; readonly body: Programme }
  | { readonly kind: 'batch'; readonly body: Batch }
  | { readonly kind: 'task'; readonly task: TaskEntry; readonly assignment: Assignment }
  /** A task whose body was left out, since only its assignment has changed (`FeedInput.wholeTo`). */
  | { readonly kind: 'assignment'; readonly assignment: Assignment }
  | { readonly kind: 'submission'; readonly body: SubmissionReport }
  /** Of a newer hub. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly reason: string }

export type CheckedChange = Omit<Change, 'assignment'> & { readonly checked: CheckedBody }
export type CheckedPage = Omit<FeedPage, 'changes'> & { readonly changes: readonly CheckedChange[] }

/** Holds every change of a page against its schema. One that does not fit is marked with the reason; the others stand. */
export function checkPage({ changes, ...rest }: FeedPage): CheckedPage {
  return {
    ...rest,
    // Each member by its name: thousands come at once, and rest and spread take as long as all the checking.
    changes: changes.map(({ seq, kind, id, content, assignment }) => ({
      seq,
      kind,
      id,
      content,
      checked: checkBody(kind, id, content, assignment),
    })),
  }
}

export function taskToEntry(task: Task): TaskEntry {
  const { id, batchId, kind, title, occupation, rate, estimateMs, revision } = task
  const files: { sha256: string; size: number }[] = []
  for (const material of task.materials) {
    if (material.kind === 'file') files.push({ sha256: material.file.sha256, size: material.file.size })
  }
  return { id, batchId, kind, title, occupation, revision, files, rate, estimateMs }
}

function checkBody(kind: string, id: string, content: string, assigned: unknown): CheckedBody {
  switch (kind) {
    case 'expert':
      return parse(Expert, id, content, (body) => ({ kind, body }))
    case 'occupations':
      return parse(OccupationList, id, content, (body) => ({ kind, body }))
    case 'programme':
      return parse(Programme, id, content, (body) => ({ kind, body }))
    case 'batch':
      return parse(Batch, id, content, (body) => ({ kind, body }))
    case 'submission':
      return parse(SubmissionReport, id, content, (body) => ({ kind, body }))
    case 'task': {
      const assignment = compiled(Assignment).safeParse(assigned)
      if (!assignment.success) return refused(z.prettifyError(assignment.error))
      if (content === LEFT_OUT) return { kind: 'assignment', assignment: assignment.data }
      return parse(Task, id, content, (task) => ({ kind, task: taskToEntry(task), assignment: assignment.data }))
    }
    default:
      return { kind: 'unknown' }
  }
}

function parse<T extends { id: string }>(
  schema: z.ZodType<T>,
  id: string,
  content: string,
  found: (body: T) => CheckedBody,
): CheckedBody {
  let json: unknown
  try {
    json = JSON.parse(content)
  } catch {
    return refused('its body is not JSON')
  }
  const parsed = compiled(schema).safeParse(json)
  if (!parsed.success) return refused(z.prettifyError(parsed.error))
  return parsed.data.id === id ? found(parsed.data) : refused('its body has another id')
}

function refused(reason: string): CheckedBody {
  return { kind: 'refused', reason: reason.slice(0, 2000) }
}
