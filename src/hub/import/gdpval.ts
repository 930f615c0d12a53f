import { z } from 'zod'
import type { Field } from '../../shared/domain/fields.ts'
import { type Json, Json as JsonSchema } from '../../shared/domain/primitives.ts'
import { type Material, TaskContent } from '../../shared/domain/task.ts'
import type { Criterion } from '../../shared/domain/structured.ts'
import { safeFileName } from '../../shared/rules/file-name.ts'
import { rubricToCriteria } from '../../shared/rules/gdpval-row.ts'
import type { BatchLine } from '../operator/import-batch.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'
import type { LocalFiles } from './local-files.ts'
import type { OccupationFinder } from './occupation-finder.ts'
import type { JsonLine } from './read-lines.ts'
import { firstWords } from './first-words.ts'

const list = z.array(z.string()).nullish()
/** A row of GDPval (huggingface.co/datasets/openai/gdpval). Members that are not named here are kept as they are. */
const GdpvalRow = z.looseObject({
  task_id: z.string().min(1).max(200),
  sector: z.string().nullish(),
  occupation: z.string(),
  prompt: z.string().min(1).max(400_000),
  reference_files: list,
  deliverable_files: list,
  deliverable_text: z.string().max(2_000_000).nullish(),
  rubric_json: JsonSchema.optional(),
})
const RubricItem = z.looseObject({
  score: z.number(),
  criterion: z.string(),
  required: z.boolean().nullish(),
})

/** Whether a value looks like such a row. */
export function isGdpvalRow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'task_id' in value && 'prompt' in value && !('fields' in value)
}

/** What an expert is to do with a row: answer its prompt, or mark the answer that it has by its rubric. */
export const rowUses = ['answer', 'grade'] as const
export type RowUse = (typeof rowUses)[number]

/**
 * GDPval rows as tasks. The whole row lies in `external.gdpval`, so nothing is lost on the way back
 * (`rowFromTask`). Reference files come from `files`; where none were given they are named in the brief.
 */
export async function* gdpvalToBatch(
  lines: AsyncIterable<JsonLine>,
  occupation: OccupationFinder,
  files: LocalFiles | undefined,
  as: RowUse = 'answer',
): AsyncGenerator<BatchLine> {
  for await (const entry of lines) {
    if ('problem' in entry) yield { line: entry.line, problems: [entry.problem] }
    else yield { line: entry.line, ...(await rowToTask(entry.value, occupation, files, as)) }
  }
}

async function rowToTask(
  value: unknown,
  findOccupation: OccupationFinder,
  files: LocalFiles | undefined,
  as: RowUse,
): Promise<{ content: TaskContent; externalId: string } | { problems: string[] }> {
  const parsed = GdpvalRow.safeParse(value)
  const original = z.record(z.string(), JsonSchema).safeParse(value)
  if (!parsed.success) return { problems: issuesToTexts(parsed.error) }
  if (!original.success) return { problems: issuesToTexts(original.error) }
  const row = parsed.data
  const problems: string[] = []
  const occupation = findOccupation(row.occupation)
  if (!occupation.ok) problems.push(occupation.error)
  const materials: Material[] = []
  const references = row.reference_files ?? []
  if (files !== undefined) {
    for (const [index, path] of references.entries()) {
      const file = await files.take(path)
      if (file.ok)
        materials.push({ kind: 'file', key: `reference-${index + 1}`, title: file.value.name, file: file.value })
      else problems.push(file.error)
    }
  }
  const deliverables = row.deliverable_files ?? []
  const criteria = rubricToCriteria(original.data['rubric_json'])
  if (as === 'grade') {
    const given = await deliveredMaterials(deliverables, row.deliverable_text, files)
    materials.push(...given.materials)
    problems.push(...given.problems)
    if (criteria === undefined) problems.push('rubric_json: has no lines that the answer could be marked by')
  } else {
    const rubric = rubricToText(original.data['rubric_json'])
    if (rubric !== undefined)
      materials.push({ kind: 'text', key: 'rubric', title: 'How it will be judged', text: rubric })
  }
  if (problems.length > 0 || !occupation.ok) return { problems }
  const named = files === undefined && references.length > 0
  const content = TaskContent.safeParse({
    kind: as,
    title: firstWords(row.prompt, row.task_id),
    occupation: occupation.value,
    persona: { occupation: occupation.value.title },
    brief: named ? `${row.prompt}\n\nReference files: ${references.map(safeFileName).join(', ')}` : row.prompt,
    materials,
    fields: as === 'grade' ? gradeFields(criteria ?? []) : fieldsFor(deliverables),
    tags: row.sector ? [firstWords(row.sector, 'sector', 60)] : [],
    external: { gdpval: original.data },
  })
  if (!content.success) return { problems: issuesToTexts(content.error) }
  return { content: content.data, externalId: row.task_id }
}

function fieldsFor(deliverables: readonly string[]): Field[] {
  const names = deliverables.map(safeFileName).join(', ').slice(0, 3000)
  return [
    {
      kind: 'files',
      key: 'deliverables',
      label: 'Deliverable files',
      required: deliverables.length > 0,
      ...(names === '' ? {} : { help: `Such as: ${names}` }),
      minFiles: 0,
      maxFiles: 50,
      accept: [],
    },
    { kind: 'markdown', key: 'answer', label: 'Your answer', required: deliverables.length === 0 },
  ]
}

/** What there is to be marked: the files of the answer from the folder, and its text. */
async function deliveredMaterials(
  paths: readonly string[],
  text: string | null | undefined,
  files: LocalFiles | undefined,
): Promise<{ materials: Material[]; problems: string[] }> {
  const materials: Material[] = []
  const problems: string[] = []
  if (text) materials.push({ kind: 'response', key: 'answer', title: 'The answer', text })
  for (const [index, path] of (files === undefined ? [] : paths).entries()) {
    const file = await files?.take(path)
    if (file?.ok === true)
      materials.push({ kind: 'file', key: `deliverable-${index + 1}`, title: file.value.name, file: file.value })
    else if (file !== undefined) problems.push(file.error)
  }
  if (materials.length === 0 && problems.length === 0) {
    problems.push('deliverable_files: there is no answer to mark; name the folder of its files with --files-dir')
  }
  return { materials, problems }
}

/** The rubric's lines as criteria of their own, and room for the reasons. */
function gradeFields(criteria: readonly Criterion[]): z.input<typeof Field>[] {
  return [
    { kind: 'rubric-score', key: 'marks', label: 'The answer, marked by the rubric', criteria: [...criteria] },
    { kind: 'markdown', key: 'reasons', label: 'What the marks do not say', required: false },
  ]
}

/** `rubric_json` is a list, or a text that holds one; anything else is only carried along. */
function rubricToText(rubric: Json | undefined): string | undefined {
  let value: unknown = rubric
  if (typeof rubric === 'string') {
    try {
      value = JSON.parse(rubric)
    } catch {
      return undefined
    }
  }
  const items = z.array(RubricItem).min(1).safeParse(value)
  if (!items.success) return undefined
  return items.data
    .map(
      ({ score, criterion, required }) =>
        `- ${score >= 0 ? '+' : ''}${score} ${criterion}${required === true ? ' (required)' : ''}`,
    )
    .join('\n')
}

/** What the expert gave; undefined where the task does not ask for it, as where the row's own answer is marked. */
export type GdpvalAnswer = { readonly text: string | undefined; readonly files: readonly string[] | undefined }

/** Whether a member of the row stays as it is: nothing was asked for, or nothing was given and there was nothing. */
function isLeft(given: string | readonly string[] | undefined, before: Json | undefined): boolean {
  return given === undefined || (given.length === 0 && before === undefined)
}

/**
 * The row that a task came from, with the expert's answer in `deliverable_text` and `deliverable_files`; an answer that
 * the row had before never stands beside it. Without an answer it is the row exactly as it was.
 * @returns undefined for a task that is no GDPval row
 */
export function rowFromTask(
  external: Record<string, Json> | undefined,
  answer?: GdpvalAnswer,
): Record<string, Json> | undefined {
  const row = z.record(z.string(), JsonSchema).safeParse(external?.['gdpval'])
  if (!row.success) return undefined
  return {
    ...row.data,
    ...(isLeft(answer?.text, row.data['deliverable_text']) ? {} : { deliverable_text: answer?.text || null }),
    ...(isLeft(answer?.files, row.data['deliverable_files']) ? {} : { deliverable_files: [...(answer?.files ?? [])] }),
  }
}
