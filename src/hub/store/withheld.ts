import type { Json } from '../../shared/domain/primitives.ts'
import type { TaskContent } from '../../shared/domain/task.ts'

export type Told = Pick<TaskContent, 'kind' | 'external'>

/**
 * Parts what a desk is told of a task from what stays at the hub: `external` may hold the very answer that an expert is asked
 * for, and whatever a desk has its expert can read. A desk uses none of it, but for the names that stand in the row which an
 * authored task becomes (`rules/gdpval-row.ts`).
 * @returns the content for desks, and the whole `external` as JSON where the desks do not have all of it
 */
export function withhold<T extends Told>(content: T): { readonly told: T; readonly withheld: string | null } {
  if (content.external === undefined) return { told: content, withheld: null }
  const { external, ...rest } = content
  const kept = content.kind === 'author' ? rowNames(external) : {}
  if (JSON.stringify(kept) === JSON.stringify(external)) return { told: content, withheld: null }
  const told = (Object.keys(kept).length === 0 ? rest : { ...content, external: kept }) as T
  return { told, withheld: JSON.stringify(external) }
}

/** The JSON of a task as the operator gave it. */
export function wholeContent(content: string, withheld: string | null): string {
  if (withheld === null) return content
  return JSON.stringify({ ...(JSON.parse(content) as object), external: JSON.parse(withheld) as Json })
}

function rowNames(external: Record<string, Json>): Record<string, Json> {
  const row = external['gdpval']
  const names = typeof row === 'object' && row !== null && !Array.isArray(row) ? texts(row, ['task_id', 'sector']) : {}
  return { ...texts(external, ['sector']), ...(Object.keys(names).length === 0 ? {} : { gdpval: names }) }
}

function texts(from: Readonly<Record<string, Json>>, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(names.flatMap((name) => (typeof from[name] === 'string' ? [[name, from[name]]] : [])))
}
