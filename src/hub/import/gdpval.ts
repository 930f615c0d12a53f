import { z } from 'zod'
import type { Field } from '../../shared/domain/fields.ts'
import { type Json, Json as JsonSchema } from '../../shared/domain/primitives.ts'
import { type Material, TaskContent } from '../../shared/domain/task.ts'
import { safeFileName } from '../../shared/rules/file-name.ts'
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

/**
 * GDPval rows as tasks. The whole row lies in `external.gdpval`, so nothing is lost on the way back
 * (`rowFromTask`). Reference files come from `files`; where none were given they are named in the brief.
 */
export async function* gdpvalToBatch(
  lines: AsyncIterable<JsonLine>,
  occupation: OccupationFinder,
  files: LocalFiles | undefined,
): AsyncGenerator<BatchLine> {
  for await (const entry of lines) {
    if ('problem' in entry) yield { line: entry.line, problems: [entry.problem] }
    else yield { line: entry.line, ...(await rowToTask(entry.value, occupation, files)) }
  }
}

async function rowToTask(
  value: unknown,
  findOccupation: OccupationFinder,
  files: LocalFiles | undefined,
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
  const rubric = rubricToText(original.data['rubric_json'])
  if (rubric !== undefined)
    materials.push({ kind: 'text', key: 'rubric', title: 'How it will be judged', text: rubric })
  if (problems.length > 0 || !occupation.ok) return { problems }
  const named = files === undefined && references.length > 0
  const content = TaskContent.safeParse({
    kind: 'answer',
    title: firstWords(row.prompt, row.task_id),
    occupation: occupation.value,
    persona: { occupation: occupation.value.title },
    brief: named ? `${row.prompt}\n\nReference files: ${references.map(safeFileName).join(', ')}` : row.prompt,
    materials,
    fields: fieldsFor(row.deliverable_files ?? []),
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

export type GdpvalAnswer = { readonly text: string | undefined; readonly files: readonly string[] }

/**
 * The row that a task came from, with the expert's answer in `deliverable_text` and `deliverable_files`. Without an
 * answer it is the row exactly as it was.
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
    ...(answer?.text === undefined ? {} : { deliverable_text: answer.text }),
    ...(answer === undefined || answer.files.length === 0 ? {} : { deliverable_files: [...answer.files] }),
  }
}
