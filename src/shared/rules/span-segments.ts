/** A mark in a text: from and to in UTF-16 code units, `to` not included. */
export type Mark = { readonly id: string; readonly from: number; readonly to: number }

/** A stretch of a text that the same marks cover. */
export type MarkedSegment = { readonly from: number; readonly to: number; readonly ids: readonly string[] }

/**
 * The stretches of a text that are marked, cut wherever a mark begins or ends, in their order. Where marks overlap, a
 * stretch names all of them, the longest first, so that a shorter one lies on top. What reaches beyond the text is cut.
 * @param length of the text in UTF-16 code units
 */
export function markedSegments(length: number, marks: readonly Mark[]): MarkedSegment[] {
  const inside = marks
    .map(({ id, from, to }) => ({ id, from: Math.max(0, from), to: Math.min(length, to) }))
    .filter(({ from, to }) => from < to)
  const borders = [...new Set(inside.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
  const starting = inside.toSorted((a, b) => a.from - b.from)
  let open: Mark[] = []
  let next = 0
  return borders.flatMap((from, at) => {
    const to = borders[at + 1]
    open = open.filter((mark) => mark.to > from)
    for (let mark = starting[next]; mark !== undefined && mark.from <= from; mark = starting[++next]) open.push(mark)
    if (to === undefined || open.length === 0) return []
    const ids = open.toSorted((a, b) => b.to - b.from - (a.to - a.from)).map(({ id }) => id)
    return [{ from, to, ids }]
  })
}
