import type { TaskContent } from '../../shared/domain/task.ts'

/** What the schema cannot say about a task: keys name one thing each. */
export function contentProblems(content: TaskContent): string[] {
  return [...twice('fields', content.fields), ...twice('materials', content.materials)]
}

function twice(list: string, things: readonly { readonly key: string }[]): string[] {
  const seen = new Set<string>()
  const problems: string[] = []
  for (const { key } of things) {
    if (seen.has(key)) problems.push(`${list}: the key ${key} is there twice`)
    seen.add(key)
  }
  return problems
}
