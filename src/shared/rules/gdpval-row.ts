import { z } from 'zod'
import type { Field, FieldValue, FieldValues, FileRef } from '../domain/fields.ts'
import type { Json } from '../domain/primitives.ts'
import type { FieldRole } from '../domain/field-base.ts'
import { type Criterion, PartId, type StructuredKind, type StructuredOf } from '../domain/structured.ts'
import type { TaskContent } from '../domain/task.ts'
import { leavesOf } from './checks/rubric-score-check.ts'
import { safeFileName } from './file-name.ts'
import { parseJson } from './parse-json.ts'

/** One line of `rubric_json` of a GDPval row (huggingface.co/datasets/openai/gdpval). */
export type RowCriterion = {
  readonly score: number
  readonly criterion: string
  readonly required: boolean
  readonly rubric_item_id: string
  readonly author_type: 'human'
  readonly tags: readonly string[]
  readonly read_only: boolean
}

/** A row as GDPval has them, made of what an expert has written. */
export type AuthoredRow = {
  /** That of the row which the task was imported from, else the task's own. */
  readonly task_id: string
  /** Only the operator knows it (`external.sector`): an occupation belongs to several. */
  readonly sector: string | null
  readonly occupation: string
  readonly prompt: string
  readonly reference_files: readonly string[]
  readonly deliverable_text?: string
  readonly deliverable_files: readonly string[]
  readonly rubric_json: readonly RowCriterion[]
}

type Authored = Pick<TaskContent, 'occupation' | 'brief' | 'fields' | 'materials' | 'external'>

/** Whether a task asks for the answer itself, in words and in files; what it does not ask for is no news in its row. */
export function asksForAnswer(task: Pick<Authored, 'fields'>): { readonly text: boolean; readonly files: boolean } {
  return {
    text: textFields(task).answer !== undefined,
    files: task.fields.some(({ kind, role }) => kind === 'files' && (role === undefined || role === 'deliverable')),
  }
}

function textFields({ fields }: Pick<Authored, 'fields'>): Record<'prompt' | 'answer', Field | undefined> {
  const texts = fields.filter(({ kind }) => kind === 'markdown' || kind === 'text')
  const pages = texts.filter(({ kind, role }) => kind === 'markdown' && role === undefined)
  const byRole = (role: FieldRole): Field | undefined => texts.find((field) => field.role === role)
  const prompt = byRole('prompt') ?? pages[0]
  return { prompt, answer: byRole('deliverable') ?? pages.findLast((field) => field !== prompt) }
}

/** Which files of a task and its answer the row names as what is given, and as what is delivered. */
export function rowFiles(task: Authored, values: FieldValues): { references: FileRef[]; deliverables: FileRef[] } {
  const given = task.materials.flatMap((material) => (material.kind === 'file' ? [material.file] : []))
  const lists = task.fields.filter(({ kind }) => kind === 'files')
  const last = lists.findLast(({ role }) => role === undefined || role === 'deliverable')
  const isDelivered = (field: Field): boolean =>
    field.role === undefined ? field === last : field.role === 'deliverable'
  const filesOf = (fields: readonly Field[]) => fields.flatMap(({ key }) => filesIn(values[key]))
  return {
    references: [...given, ...filesOf(lists.filter((field) => !isDelivered(field)))],
    deliverables: filesOf(lists.filter(isDelivered)),
  }
}

/**
 * The row that a task and what was written for it come to. Parts are found by their field's `role`, else by their kind:
 * the first `persona` names the occupation, the first `markdown` is the prompt and the last other one the answer, the last
 * `files` are the deliverables and those before it references, the first `rubric` is the rubric.
 * @param paths where the files of `rowFiles` lie; without it their names in the folders that GDPval uses
 */
export function taskToGdpvalRow(
  task: Authored & { readonly id: string },
  values: FieldValues,
  paths?: { readonly references: readonly string[]; readonly deliverables: readonly string[] },
): AuthoredRow {
  const { references, deliverables } = rowFiles(task, values)
  const { prompt: promptField, answer: answerField } = textFields(task)
  const answer = textIn(values, answerField)
  const persona = structureIn('persona', task.fields, values)
  const rubric = structureIn('rubric', task.fields, values)
  return {
    task_id: fromRow(task.external, 'task_id') ?? task.id,
    sector: sectorOf(task.external),
    occupation: persona?.occupation?.title ?? task.occupation.title,
    prompt: promptField === undefined ? task.brief : textIn(values, promptField),
    reference_files: paths?.references ?? references.map(({ name }) => `reference_files/${safeFileName(name)}`),
    ...(answer === '' ? {} : { deliverable_text: answer }),
    deliverable_files: paths?.deliverables ?? deliverables.map(({ name }) => `deliverable_files/${safeFileName(name)}`),
    rubric_json: criteriaToRubric(rubric?.items ?? []),
  }
}

/** Criteria as lines of `rubric_json`: those that carry points, in their order. */
export function criteriaToRubric(items: readonly Criterion[]): RowCriterion[] {
  return leavesOf(items).map(({ id, text, points, required, tags }) => ({
    score: points,
    criterion: text,
    required: required === true,
    rubric_item_id: id,
    author_type: 'human',
    tags: tags ?? [],
    read_only: false,
  }))
}

const Line = z.looseObject({
  score: z.number().min(-1_000_000).max(1_000_000),
  criterion: z.string(),
  required: z.boolean().nullish(),
  rubric_item_id: z.string().nullish(),
  tags: z.array(z.string()).nullish().catch(null),
})

/**
 * `rubric_json` as criteria: a list, or a text that holds one. Ids are kept where they can be ids here.
 * @returns undefined where it is neither, or has no line
 */
export function rubricToCriteria(rubric: unknown): Criterion[] | undefined {
  const lines = z
    .array(Line)
    .min(1)
    .max(5000)
    .safeParse(typeof rubric === 'string' ? parseJson(rubric) : rubric)
  if (!lines.success) return undefined
  const used = new Set<string>()
  return lines.data.map((line, at) => {
    const own = PartId.safeParse(line.rubric_item_id)
    const id = own.success && !used.has(own.data) ? own.data : freeId(used, at + 1)
    used.add(id)
    const tags = (line.tags ?? [])
      .map((tag) => tag.trim().slice(0, 60))
      .filter((tag) => tag !== '' && !/\p{Cc}/u.test(tag))
    return {
      id,
      text: line.criterion.slice(0, 8000),
      points: line.score,
      ...(line.required === true ? { required: true } : {}),
      ...(tags.length === 0 ? {} : { tags: tags.slice(0, 20) }),
    }
  })
}

function freeId(used: ReadonlySet<string>, from: number): string {
  let n = from
  while (used.has(`line-${n}`)) n += 1
  return `line-${n}`
}

function sectorOf(external: Record<string, Json> | undefined): string | null {
  const own = external?.['sector']
  return typeof own === 'string' ? own : (fromRow(external, 'sector') ?? null)
}

/** A text of the row that a task was imported from (`external.gdpval`). */
function fromRow(external: Record<string, Json> | undefined, member: 'task_id' | 'sector'): string | undefined {
  const row = z.record(z.string(), z.unknown()).safeParse(external?.['gdpval'])
  const value = row.data?.[member]
  return typeof value === 'string' ? value : undefined
}

function textIn(values: FieldValues, field: Field | undefined): string {
  const value = field === undefined ? undefined : values[field.key]
  return typeof value === 'string' ? value : ''
}

function structureIn<Kind extends StructuredKind>(
  kind: Kind,
  fields: readonly Field[],
  values: FieldValues,
): StructuredOf<Kind> | undefined {
  const value = values[fields.find((field) => field.kind === kind)?.key ?? '']
  if (typeof value !== 'object' || Array.isArray(value)) return undefined
  return value.kind === kind ? (value as StructuredOf<Kind>) : undefined
}

function filesIn(value: FieldValue | undefined): FileRef[] {
  return Array.isArray(value) ? value.flatMap((entry) => (typeof entry === 'string' ? [] : [entry])) : []
}
