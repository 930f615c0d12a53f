import { type EditOrigin, EditSource } from '../../shared/contract/desk-drafts.ts'

/** Position in this list is what the log stores; new ones are added at the end. */
const origins: readonly EditOrigin[] = ['typed', 'pasted', 'dropped', 'deleted', 'undone', 'redone', 'restored', 'set']

export function originToNumber(origin: EditOrigin): number {
  return origins.indexOf(origin)
}

export function numberToOrigin(number: number): EditOrigin {
  return origins[number] ?? 'typed'
}

/** Where a paste had been copied, as the log has it. What cannot be read of it is unknown; the words matter more. */
export function textToSource(text: string | null): EditSource | undefined {
  if (text === null) return undefined
  try {
    return EditSource.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
