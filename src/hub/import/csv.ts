import { parse } from 'csv-parse'
import { pipeline, Readable } from 'node:stream'
import type { Field } from '../../shared/domain/fields.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { type Material, TaskContent } from '../../shared/domain/task.ts'
import type { BatchLine } from '../operator/import-batch.ts'
import { issuesToTexts } from '../words/issues-to-text.ts'
import { contentProblems } from './check-content.ts'
import { firstWords } from './first-words.ts'
import type { OccupationFinder } from './occupation-finder.ts'
import { createTableReading } from './table-reading.ts'
import { NotUtf8, utf8Bytes } from './utf8-bytes.ts'

const targets = [
  'title',
  'brief',
  'occupation',
  'kind',
  'estimate',
  'tags',
  'id',
  'text',
  'response',
  'persona.occupation',
  'persona.experience',
  'persona.place',
  'persona.situation',
]
/** Target → columns; only `text` and `response` may have more than one. */
export type ColumnMap = ReadonlyMap<string, readonly string[]>

/** Reads `title=COL,brief=COL,…` as the command line gives it. */
export function parseColumnMap(texts: readonly string[]): Result<ColumnMap, string> {
  const map = new Map<string, string[]>()
  for (const part of texts.flatMap((text) => text.split(','))) {
    const [, target = '', column = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(part) ?? []
    if (!targets.includes(target) || column === '') {
      return err(`--map ${part.trim()}: write it as PART=COLUMN, where PART is one of ${targets.join(', ')}`)
    }
    const columns = map.get(target) ?? []
    if (columns.length > 0 && target !== 'text' && target !== 'response') return err(`--map names ${target} twice`)
    map.set(target, [...columns, column])
  }
  return map.has('brief') ? ok(map) : err('--map must at least say which column is the brief: --map brief=COLUMN')
}

export type CsvPlan = {
  readonly map: ColumnMap
  readonly fields: readonly Field[]
  readonly occupation: OccupationFinder
  readonly delimiter: ',' | ';' | '\t'
}

/** Rows of a table as tasks. Columns that the map does not name are kept under `external.csv`. */
export async function* csvToBatch(bytes: AsyncIterable<Buffer>, plan: CsvPlan): AsyncGenerator<BatchLine> {
  const reading = createTableReading(plan.delimiter)
  const parser = parse(reading.options)
  pipeline(Readable.from(utf8Bytes(bytes)), parser, () => undefined)
  let header: readonly string[] | undefined
  let lastLine = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      // A record may reach over several lines; it is named by its first.
      const line = lastLine + 1
      lastLine = info.lines
      if (header === undefined) {
        header = record.map((name) => name.trim())
        const missing = [...plan.map.values()].flat().filter((column) => !header?.includes(column))
        if (missing.length > 0) {
          yield { line, problems: [`has no column ${missing.join(', ')}; it has: ${header.join(', ').slice(0, 500)}`] }
          return
        }
        const twice = [...plan.map.values()]
          .flat()
          .filter((column) => header?.indexOf(column) !== header?.lastIndexOf(column))
        if (twice.length > 0) {
          yield { line, problems: [`has the column ${twice.join(', ')} more than once; which one is meant?`] }
          return
        }
        header = eachOnce(header)
      } else if (record.length !== header.length) {
        yield { line, problems: [`has ${record.length} cells instead of ${header.length}`] }
      } else {
        yield { line, ...recordToTask(header, record, plan) }
      }
    }
  } catch (error) {
    const { line, text } = reading.fault(error)
    yield error instanceof NotUtf8 ? { line: error.line, problems: [error.message] } : { line, problems: [text] }
  }
}

/** Columns of the same name, or of none, would overwrite each other where they are kept. */
function eachOnce(names: readonly string[]): string[] {
  const used = new Set(names)
  const seen = new Set<string>()
  return names.map((name) => {
    let free = name
    for (let n = 2; seen.has(free) || (free !== name && used.has(free)); n += 1) free = `${name} (${n})`
    seen.add(free)
    return free
  })
}

function recordToTask(
  header: readonly string[],
  record: readonly string[],
  { map, fields, occupation }: CsvPlan,
): { content: TaskContent; externalId?: string } | { problems: string[] } {
  const cell = (target: string): string => cells(target)[0] ?? ''
  const cells = (target: string): string[] =>
    (map.get(target) ?? []).map((column) => record[header.indexOf(column)] ?? '')
  const found = occupation(cell('occupation'))
  if (!found.ok) return { problems: [found.error] }
  const estimate = cell('estimate').trim()
  const minutes = Number(estimate)
  if (estimate !== '' && !(minutes >= 0)) return { problems: ['estimate: must be a number of minutes'] }
  const persona = Object.fromEntries(
    ['occupation', 'experience', 'place', 'situation']
      .map((part) => [part, cell(`persona.${part}`)])
      .filter(([, text]) => text !== ''),
  )
  const mapped = new Set([...map.values()].flat())
  const rest = header.flatMap((name, index) => (mapped.has(name) ? [] : [[name, record[index] ?? '']]))
  const id = cell('id')
  const content = TaskContent.safeParse({
    kind: cell('kind').trim() || 'answer',
    title: firstWords(cell('title') || cell('brief'), 'Task', 200),
    occupation: found.value,
    ...(Object.keys(persona).length === 0 ? {} : { persona }),
    brief: cell('brief'),
    materials: [
      ...cells('text').flatMap((text, index) => material('text', index, text, map.get('text')?.[index])),
      ...cells('response').flatMap((text, index) => material('response', index, text, map.get('response')?.[index])),
    ],
    fields,
    ...(estimate === '' ? {} : { estimateMs: Math.round(minutes * 60_000) }),
    tags: cell('tags')
      .split(';')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    external: { ...(id === '' ? {} : { id }), csv: Object.fromEntries(rest) },
  })
  if (!content.success) return { problems: issuesToTexts(content.error) }
  // An empty cell is no material, and a field that names it could not be filled in.
  const problems = contentProblems(content.data)
  if (problems.length > 0) return { problems }
  return { content: content.data, ...(id === '' || id.length > 200 ? {} : { externalId: id }) }
}

function material(kind: 'text' | 'response', index: number, text: string, column: string | undefined): Material[] {
  return text === '' ? [] : [{ kind, key: `${kind}-${index + 1}`, title: firstWords(column ?? kind, kind, 200), text }]
}
