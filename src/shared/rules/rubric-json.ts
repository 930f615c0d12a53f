import { Criterion, PartId } from '../domain/structured.ts'
import { type ImportedLine, MOST_CRITERIA, type RubricImport, shown } from './rubric-imported.ts'

/** Deeper trees are hostile, not rubrics. */
const DEEPEST = 50
const textNames = ['criterion', 'text', 'requirements', 'requirement', 'description', 'title', 'name'] as const
const pointNames = ['score', 'points', 'point', 'max_score'] as const
const idNames = ['rubric_item_id', 'id'] as const
const listNames = ['rubric_json', 'rubric', 'rubrics', 'items', 'criteria', 'rubric_items'] as const
const belowNames = ['sub_tasks', 'children', 'sub_criteria'] as const

type Fields = { readonly [name: string]: unknown }

/**
 * Reads criteria out of JSON: a list of items `{score, criterion, required, rubric_item_id, tags}` as in GDPval, alone or
 * inside a task's row (there also as a text), or a tree `{requirements, weight, sub_tasks}` as in PaperBench.
 */
export function readRubricJson(json: unknown, newId: () => string, taken: ReadonlySet<string>): RubricImport {
  const criteria: Criterion[] = []
  const lines: ImportedLine[] = []
  const used = new Set(taken)
  /** Ids as they stood there → as they are here. */
  const names = new Map<string, string>()

  function leaveOut(source: string, why: string): void {
    lines.push({ line: lines.length + 1, source: shown(source), kind: 'left-out', why })
  }

  function add(item: unknown, parent: string | undefined, depth: number): void {
    if (typeof item === 'string') return add({ criterion: item }, parent, depth)
    if (!isFields(item)) return leaveOut(shortJson(item), 'This is no criterion.')
    const text = firstOf(item, textNames, isText)
    const below = firstOf(item, belowNames, Array.isArray) as readonly unknown[] | undefined
    const source = text ?? shortJson(item)
    if (text === undefined || text.trim() === '') return leaveOut(source, 'It has no text (`criterion`).')
    if (criteria.length >= MOST_CRITERIA) return leaveOut(source, `A rubric has at most ${MOST_CRITERIA} criteria.`)
    if (depth > DEEPEST) return leaveOut(source, 'It is nested too deep.')
    const isGroup = below !== undefined && below.length > 0
    const points = firstOf(item, pointNames, isNumeric)
    const given = firstOf(item, idNames, isText)
    const above = parent ?? (isText(item['parent']) ? names.get(item['parent']) : undefined)
    const tags = tagsOf(item)
    const made = Criterion.safeParse({
      id: nameFor(given),
      text,
      points: points === undefined ? (isGroup ? 0 : 1) : Number(points),
      ...(item['required'] === true ? { required: true } : {}),
      ...(tags.length > 0 ? { tags } : {}),
      ...(isText(item['source']) && item['source'] !== '' ? { source: item['source'] } : {}),
      ...(above === undefined ? {} : { parent: above }),
      ...(isNumeric(item['weight']) && Number(item['weight']) >= 0 ? { weight: Number(item['weight']) } : {}),
    })
    if (!made.success) return leaveOut(source, whyNot(made.error.issues[0]?.path[0]))
    const { id } = made.data
    used.add(id)
    if (given !== undefined) names.set(given, id)
    criteria.push(made.data)
    const note = points === undefined ? { note: isGroup ? 'Group' : 'No points given: counts as 1.' } : {}
    lines.push({ line: lines.length + 1, source: shown(text), kind: 'criterion', id, ...note })
    for (const one of below ?? []) add(one, id, depth + 1)
  }

  function nameFor(given: string | undefined): string {
    return given !== undefined && PartId.safeParse(given).success && !used.has(given) ? given : newId()
  }

  const found = itemsOf(json)
  if (found === undefined) leaveOut(shortJson(json), 'There is no list of criteria in this JSON.')
  else for (const one of found) add(one, undefined, 0)
  return { criteria, lines, leftOut: lines.filter(({ kind }) => kind === 'left-out').length }
}

/** The list of items, wherever it stands. */
function itemsOf(json: unknown): readonly unknown[] | undefined {
  if (Array.isArray(json)) return json.length === 1 && isFields(json[0]) ? (listIn(json[0]) ?? json) : json
  if (!isFields(json)) return undefined
  return listIn(json) ?? (firstOf(json, textNames, isText) === undefined ? undefined : [json])
}

function listIn(fields: Fields): readonly unknown[] | undefined {
  for (const name of listNames) {
    const value = fields[name]
    if (Array.isArray(value)) return value
    if (isFields(value)) return itemsOf(value)
    if (typeof value !== 'string') continue
    try {
      const inner: unknown = JSON.parse(value)
      if (Array.isArray(inner)) return inner
    } catch {
      // A text that is no JSON is no list.
    }
  }
  return undefined
}

function tagsOf(item: Fields): string[] {
  const given = Array.isArray(item['tags']) ? item['tags'] : [item['task_category']]
  return [...new Set(given.filter((tag): tag is string => isText(tag) && tag !== '' && tag.length <= 60))].slice(0, 20)
}

function whyNot(part: PropertyKey | undefined): string {
  if (part === 'text') return 'It is longer than the 8,000 characters of a criterion.'
  if (part === 'points') return 'Its points are no number from -1,000,000 to 1,000,000.'
  return `What it says as “${String(part)}” does not fit.`
}

function firstOf<T>(fields: Fields, names: readonly string[], is: (value: unknown) => value is T): T | undefined {
  for (const name of names) {
    const value = fields[name]
    if (is(value)) return value
  }
  return undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isNumeric(value: unknown): value is number | string {
  return typeof value === 'number' || (typeof value === 'string' && /^\s*[-+]?\d+(\.\d+)?\s*$/.test(value))
}

function shortJson(value: unknown): string {
  return shown((JSON.stringify(value) ?? '').slice(0, 300))
}
