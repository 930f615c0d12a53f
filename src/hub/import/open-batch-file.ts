import { z } from 'zod'
import { Field } from '../../shared/domain/fields.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { HubContext, OperatorError } from '../context.ts'
import type { FileStore } from '../files/file-store.ts'
import type { BatchLine } from '../operator/import-batch.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'
import { type ColumnMap, csvToBatch, parseColumnMap } from './csv.ts'
import { gdpvalToBatch, isGdpvalRow, type RowUse } from './gdpval.ts'
import { jsonlToBatch } from './jsonl.ts'
import { createLocalFiles } from './local-files.ts'
import { createOccupationFinder } from './occupation-finder.ts'
import { openBytes, readJsonLines } from './read-lines.ts'
import { readTextFile } from './read-text.ts'

export const formats = ['auto', 'jsonl', 'gdpval', 'csv'] as const
export type BatchFile = {
  readonly path: string
  readonly format?: (typeof formats)[number]
  readonly filesFolder?: string
  /** Code or title for rows whose occupation is not known. */
  readonly occupation?: string
  /** For GDPval rows: what the expert is to do with them. */
  readonly as?: RowUse
  readonly map?: readonly string[]
  /** JSON file with the list of fields for a table. */
  readonly fieldsPath?: string
  readonly fileBytes: number
}

/** Opens a batch file of any of the formats as lines for `importBatch`. */
export async function openBatchFile(
  context: HubContext,
  store: FileStore,
  file: BatchFile,
): Promise<Result<AsyncIterable<BatchLine>, OperatorError>> {
  const name = file.path.toLowerCase().replace(/\.gz$/, '')
  const asked = file.format ?? 'auto'
  const format = asked === 'auto' ? (/\.(csv|tsv)$/.test(name) ? 'csv' : await guess(file.path)) : asked
  const idle = idleOptions(file, format)
  if (idle.length > 0) {
    const text = `${idle.join(' and ')} would do nothing: the file is taken for ${formatNames[format]}. Leave it out, or say with --format what the file holds.`
    return err({ code: 'bad-option', text })
  }
  const finder = await createOccupationFinder(context.db, file.occupation)
  if (!finder.ok) return err({ code: 'unknown-occupation', text: finder.error })
  const files = createLocalFiles(context, store, file.filesFolder, file.fileBytes)
  switch (format) {
    case 'jsonl':
      return ok(jsonlToBatch(readJsonLines(openBytes(file.path)), files))
    case 'gdpval':
      return ok(
        gdpvalToBatch(
          readJsonLines(openBytes(file.path)),
          finder.value,
          file.filesFolder === undefined ? undefined : files,
          file.as,
        ),
      )
    case 'csv': {
      const plan = await readPlan(file)
      if (!plan.ok) return plan
      return ok(
        csvToBatch(openBytes(file.path), {
          ...plan.value,
          occupation: finder.value,
          delimiter: name.endsWith('.tsv') ? '\t' : await commaOrSemicolon(file.path),
        }),
      )
    }
  }
}

const formatNames = { jsonl: 'tasks, one a line', gdpval: 'GDPval rows', csv: 'a table' } as const

/** What was asked for and goes with another format: the tasks would go out as if it had not been said. */
function idleOptions(file: BatchFile, format: keyof typeof formatNames): string[] {
  const { as, map = [], fieldsPath, filesFolder, occupation } = file
  return [
    ...(as !== undefined && format !== 'gdpval' ? ['--as'] : []),
    ...(map.length > 0 && format !== 'csv' ? ['--map'] : []),
    ...(fieldsPath !== undefined && format !== 'csv' ? ['--fields'] : []),
    ...(occupation !== undefined && format === 'jsonl' ? ['--occupation'] : []),
    ...(filesFolder !== undefined && format === 'csv' ? ['--files-dir'] : []),
  ]
}

/** By the first line that is JSON. */
async function guess(path: string): Promise<'jsonl' | 'gdpval'> {
  for await (const entry of readJsonLines(openBytes(path))) {
    if ('value' in entry) return isGdpvalRow(entry.value) ? 'gdpval' : 'jsonl'
  }
  return 'jsonl'
}

/** Excel parts columns by semicolons where a comma stands in numbers; the line of headings tells. */
export async function commaOrSemicolon(path: string): Promise<',' | ';'> {
  for await (const chunk of openBytes(path)) {
    // The letters that matter are the same in UTF-8 and, but for its NULs, in UTF-16.
    const [headings = ''] = chunk
      .toString('latin1')
      .replaceAll('\0', '')
      .split(/[\r\n]/)
    const bare = headings.replaceAll(/"[^"]*"/g, '')
    return bare.includes(';') && !bare.includes(',') ? ';' : ','
  }
  return ','
}

const usualFields: readonly Field[] = [{ kind: 'markdown', key: 'answer', label: 'Your answer', required: true }]

async function readPlan(file: BatchFile): Promise<Result<{ map: ColumnMap; fields: readonly Field[] }, OperatorError>> {
  const map = parseColumnMap(file.map ?? [])
  if (!map.ok) return err({ code: 'bad-map', text: map.error })
  if (file.fieldsPath === undefined) return ok({ map: map.value, fields: usualFields })
  const text = await readTextFile(file.fieldsPath)
  if (!text.ok) return text
  let value: unknown
  try {
    value = JSON.parse(text.value)
  } catch {
    return err({ code: 'bad-fields', text: `The file ${file.fieldsPath} cannot be read as JSON.` })
  }
  const fields = z.array(Field).min(1).max(200).safeParse(value)
  if (fields.success) return ok({ map: map.value, fields: fields.data })
  return err({
    code: 'bad-fields',
    text: `The file ${file.fieldsPath} is no list of fields.`,
    details: issuesToTexts(fields.error),
  })
}
