/** Members whose strings name something; the rest is what a person wrote. */
const names = new Set(['kind', 'id', 'parent', 'role', 'fault', 'response', 'dimension', 'order', 'ranking', 'code'])

/**
 * Where in the text of a structured field (`structure-text.ts`) a person's words stand: the insides of its strings, but
 * for ids and the like.
 * @returns places in their order, each from and to in UTF-16 code units
 */
export function structureWords(text: string): [number, number][] {
  const places: [number, number][] = []
  const strings = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/gs
  let member = ''
  for (const match of text.matchAll(strings)) {
    const [whole, colon] = match
    const end = match.index + whole.length - (colon?.length ?? 0)
    if (colon !== undefined) member = text.slice(match.index + 1, end - 1)
    else if (!names.has(member) && end - match.index > 2) places.push([match.index + 1, end - 1])
  }
  return places
}
