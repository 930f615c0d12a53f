import { z } from 'zod'
import { type Material, TaskContent } from '../../shared/domain/task.ts'
import type { BatchLine } from '../operator/import-batch.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'
import { contentProblems } from './check-content.ts'
import { ImportMaterial, type LocalFiles } from './local-files.ts'
import type { JsonLine } from './read-lines.ts'

/**
 * Own format: one `TaskContent` a line. Unlike the schema it does not pass over members it does not know: a misspelt
 * one would be lost without a word. What is the operator's own goes under `external`.
 */
const ImportTask = TaskContent.strict().extend({ materials: z.array(ImportMaterial).max(200).default([]) })

export async function* jsonlToBatch(lines: AsyncIterable<JsonLine>, files: LocalFiles): AsyncGenerator<BatchLine> {
  for await (const entry of lines) {
    if ('problem' in entry) {
      yield { line: entry.line, problems: [entry.problem] }
      continue
    }
    yield { line: entry.line, ...(await valueToTask(entry.value, files)) }
  }
}

type Converted = { content: TaskContent; externalId?: string } | { problems: string[] }

async function valueToTask(value: unknown, files: LocalFiles): Promise<Converted> {
  const parsed = ImportTask.safeParse(value)
  if (!parsed.success) return { problems: issuesToTexts(parsed.error) }
  const problems: string[] = []
  const materials: Material[] = []
  for (const material of parsed.data.materials) {
    if (material.kind !== 'file') {
      materials.push(material)
      continue
    }
    const found = 'path' in material ? await files.take(material.path) : await files.ensure(material.file)
    if (found.ok) materials.push({ kind: 'file', key: material.key, title: material.title, file: found.value })
    else problems.push(found.error)
  }
  const content = { ...parsed.data, materials }
  problems.push(...contentProblems(content))
  if (problems.length > 0) return { problems }
  const id = content.external?.['id']
  return { content, ...(typeof id === 'string' && id.length <= 200 ? { externalId: id } : {}) }
}
