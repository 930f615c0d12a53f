import { z } from 'zod'
import { type Change, Expert, type FeedPage, LEFT_OUT, OccupationList } from '../contract/hub.ts'
import { Batch, Programme, Task } from '../domain/task.ts'
import { Assignment, SubmissionReport } from '../domain/work.ts'
import { compiled } from './compiled.ts'
import { type Patience, readBounded, TOO_MUCH_TO_SAY } from './read-bounded.ts'

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

/** So many parts of what does not fit are gone through to say why, on one page. */
const MOST_EXPLAINED = 100_000

/** Holds every change of a page against its schema. One that does not fit is marked with the reason; the others stand. */
export function checkPage({ changes, ...rest }: FeedPage): CheckedPage {
  const patience: Patience = { parts: MOST_EXPLAINED }
  return {
    ...rest,
    // Each member by its name: thousands come at once, and rest and spread take as long as all the checking.
    changes: changes.map(({ seq, kind, id, content, assignment }) => ({
      seq,
      kind,
      id,
      content,
      checked: checkBody({ kind, id, content, assignment }, patience),
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

type Came = Pick<Change, 'kind' | 'id' | 'content' | 'assignment'>

function checkBody(came: Came, patience: Patience): CheckedBody {
  const { kind } = came
  switch (kind) {
    case 'expert':
      return parse(Expert, came, patience, (body) => ({ kind, body }))
    case 'occupations':
      return parse(OccupationList, came, patience, (body) => ({ kind, body }))
    case 'programme':
      return parse(Programme, came, patience, (body) => ({ kind, body }))
    case 'batch':
      return parse(Batch, came, patience, (body) => ({ kind, body }))
    case 'submission':
      return parse(SubmissionReport, came, patience, (body) => ({ kind, body }))
    case 'task': {
      const assignment = compiled(Assignment).safeParse(came.assignment)
      if (!assignment.success) return refused(z.prettifyError(assignment.error))
      if (came.content === LEFT_OUT) return { kind: 'assignment', assignment: assignment.data }
      return parse(Task, came, patience, (task) => ({ kind, task: taskToEntry(task), assignment: assignment.data }))
    }
    default:
      return { kind: 'unknown' }
  }
}

function parse<T extends { id: string }>(
  schema: z.ZodType<T>,
  { id, content }: Came,
  patience: Patience,
  found: (body: T) => CheckedBody,
): CheckedBody {
  let json: unknown
  try {
    json = JSON.parse(content)
  } catch {
    return refused('its body is not JSON')
  }
  // Each part takes two characters at least.
  const read = readBounded(schema, json, patience, content.length / 2)
  if (!read.ok) return refused(read.error === undefined ? `it ${TOO_MUCH_TO_SAY}` : z.prettifyError(read.error))
  return read.value.id === id ? found(read.value) : refused('its body has another id')
}

function refused(reason: string): CheckedBody {
  return { kind: 'refused', reason: reason.slice(0, 2000) }
}
