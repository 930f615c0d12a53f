import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileRef } from '../../shared/domain/fields.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { SampleProgramme, SampleTask, sampleToContent } from '../../shared/domain/sample.ts'
import type { TaskContent } from '../../shared/domain/task.ts'
import type { HubContext, OperatorError } from '../context.ts'
import type { FileStore } from '../files/file-store.ts'
import { contentProblems } from '../import/check-content.ts'
import { createLocalFiles, type LocalFiles } from '../import/local-files.ts'
import { openBytes, readJsonLines } from '../import/read-lines.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'

export type SampleBatch = {
  readonly key: string
  readonly title: string
  readonly note: string
  /** By `external.sampleId`, in their order. */
  readonly tasks: ReadonlyMap<string, TaskContent>
}
export type Sample = {
  readonly programme: SampleProgramme['programme']
  readonly terms: string
  readonly guideline: string
  readonly batches: readonly SampleBatch[]
}

const mostFileBytes = 25_000_000

/** Reads a sample folder whole and takes its files into the hub. Every error is named with its file and line. */
export async function readSample(
  context: HubContext,
  store: FileStore,
  folder: string,
): Promise<Result<Sample, OperatorError>> {
  const problems: string[] = []
  const parsed = SampleProgramme.safeParse(await readJson(join(folder, 'programme.json')))
  if (!parsed.success) return bad(issuesToTexts(parsed.error).map((text) => `programme.json: ${text}`))
  const files = createLocalFiles(context, store, folder, mostFileBytes)
  const batches: SampleBatch[] = []
  for (const { key, title, note, tasks: name } of parsed.data.batches) {
    const tasks = new Map<string, TaskContent>()
    try {
      for await (const entry of readJsonLines(openBytes(join(folder, name)))) {
        const task = 'problem' in entry ? err([entry.problem]) : await valueToTask(entry.value, files)
        if (!task.ok) problems.push(...task.error.map((text) => `${name}, line ${entry.line}: ${text}`))
        else if (tasks.has(task.value.id)) problems.push(`${name}, line ${entry.line}: ${task.value.id} is there twice`)
        else tasks.set(task.value.id, task.value.content)
      }
    } catch {
      problems.push(`${name}: cannot be read`)
    }
    batches.push({ key, title, note, tasks })
  }
  const [terms, guideline] = await Promise.all([
    readText(folder, parsed.data.terms),
    readText(folder, parsed.data.guideline),
  ])
  if (terms === undefined) problems.push(`${parsed.data.terms}: cannot be read`)
  if (guideline === undefined) problems.push(`${parsed.data.guideline}: cannot be read`)
  if (problems.length > 0 || terms === undefined || guideline === undefined) return bad(problems)
  return ok({ programme: parsed.data.programme, terms, guideline, batches })
}

async function valueToTask(
  value: unknown,
  files: LocalFiles,
): Promise<Result<{ id: string; content: TaskContent }, string[]>> {
  const parsed = SampleTask.safeParse(value)
  if (!parsed.success) return err(issuesToTexts(parsed.error))
  const taken = new Map<string, FileRef>()
  const problems: string[] = []
  for (const material of parsed.data.materials) {
    if (!('path' in material)) continue
    const file = await files.take(material.path)
    if (file.ok) taken.set(material.path, file.value)
    else problems.push(file.error)
  }
  if (problems.length > 0) return err(problems)
  const content = sampleToContent(parsed.data, (path) => {
    const file = taken.get(path)
    if (file === undefined) throw new Error('every path was taken above')
    return file
  })
  problems.push(...contentProblems(content))
  return problems.length > 0 ? err(problems) : ok({ id: parsed.data.external.sampleId, content })
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}

function readText(folder: string, name: string): Promise<string | undefined> {
  return readFile(join(folder, name), 'utf8').catch(() => undefined)
}

function bad(details: readonly string[]): Result<never, OperatorError> {
  return err({ code: 'bad-sample', text: 'The sample folder has errors; nothing was changed.', details })
}
