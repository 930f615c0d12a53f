import type { StructuredValue } from '../domain/structured.ts'

/**
 * Whether the text of a document is what edits of two windows came to together, or an undo under which the other one had
 * moved something: `"text"` stands twice in one criterion, or one criterion twice in its rubric. JSON reads that without a
 * word, and leaves out what another part said.
 * @param value what was read of it
 */
export function isMixed(text: string, value: StructuredValue | null): boolean {
  return value !== null && (hasTwins(value) || colonsIn(text) !== membersOf(JSON.parse(text)))
}

function hasTwins(value: StructuredValue): boolean {
  const parts = partsOf(value)
  return new Set(parts.map(({ id }) => id)).size < parts.length
}

/** The parts whose names are drawn where they are made, so that none can be there twice. */
function partsOf(value: StructuredValue): readonly { readonly id: string }[] {
  switch (value.kind) {
    case 'rubric':
      return value.items
    case 'spans':
      return value.spans
    case 'conversation':
      return value.turns
    case 'citations':
      return value.citations
    default:
      return []
  }
}

/** Outside of its strings JSON has one for each member that is written. */
function colonsIn(json: string): number {
  let colons = 0
  let isInString = false
  for (let at = 0; at < json.length; at++) {
    const sign = json[at]
    if (sign === '"') isInString = !isInString
    else if (isInString && sign === '\\') at += 1
    else if (!isInString && sign === ':') colons += 1
  }
  return colons
}

/** Members that were read; of those of one name in one part the last. */
function membersOf(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 0
  const inner = Object.values(json).reduce<number>((sum, one) => sum + membersOf(one), 0)
  return Array.isArray(json) ? inner : inner + Object.keys(json).length
}
