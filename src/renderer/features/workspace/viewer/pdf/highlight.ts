import { comparable, placesOf } from './pdf-search.ts'

/** Names of the marks in pdf.module.css (CSS Custom Highlight API). */
const FOUND = 'pdf-found'
const CURRENT = 'pdf-current'

/**
 * Marks in a text layer what is looked for, without changing anything in it.
 * @param current which of the places on this page one has gone to
 * @returns the place itself, to bring it into view, and what takes the marks away
 */
export function markWords(
  layer: HTMLElement,
  words: string,
  current: number | undefined,
): { readonly place: Range | undefined; readonly clear: () => void } {
  const wanted = comparable(words.trim())
  const ranges = wanted === '' ? [] : rangesIn(layer, wanted)
  const place = current === undefined ? undefined : ranges[current]
  const off = [add(FOUND, ranges), add(CURRENT, place === undefined ? [] : [place])]
  return {
    place,
    clear: () => {
      for (const one of off) one()
    },
  }
}

function rangesIn(layer: HTMLElement, wanted: string): Range[] {
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT)
  const nodes: { node: Node; start: number; length: number }[] = []
  let text = ''
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const piece = node.textContent ?? ''
    nodes.push({ node, start: text.length, length: piece.length })
    text += piece
  }
  const at = (offset: number): { node: Node; offset: number } | undefined => {
    const found = nodes.find(({ start, length }) => offset >= start && offset <= start + length)
    return found === undefined ? undefined : { node: found.node, offset: offset - found.start }
  }
  return placesOf(comparable(text), wanted).flatMap((place) => {
    const start = at(place)
    const end = at(place + wanted.length)
    if (start === undefined || end === undefined) return []
    const range = new Range()
    range.setStart(start.node, start.offset)
    range.setEnd(end.node, end.offset)
    return [range]
  })
}

/** Every page that is seen adds its own ranges to the one mark of the window. */
function add(name: string, ranges: readonly Range[]): () => void {
  // Browsers of before 2025 may not have it: there one is brought to the page and finds the word oneself.
  if (typeof Highlight === 'undefined') return () => undefined
  const highlight = CSS.highlights.get(name) ?? new Highlight()
  for (const range of ranges) highlight.add(range)
  CSS.highlights.set(name, highlight)
  return () => {
    for (const range of ranges) highlight.delete(range)
  }
}
