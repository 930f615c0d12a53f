import { lettersOf, lettersOfMarkdown, nearestPlace, type Passage, type Quoted } from '../../../editor/quoting.ts'

export type Selected = {
  readonly passage: Passage
  readonly text: string
  readonly html: string
  readonly box: DOMRect
}

/** What is selected in one part of what there is to read; undefined where nothing is, or more than one part. */
export function selectedPassage(pane: HTMLElement | null, selection: Selection | null): Selected | undefined {
  if (pane === null || selection === null || selection.rangeCount === 0 || selection.isCollapsed) return undefined
  const range = selection.getRangeAt(0)
  const common = range.commonAncestorContainer
  const part = (common instanceof Element ? common : common.parentElement)?.closest<HTMLElement>('[data-section]')
  if (part === null || part === undefined || !pane.contains(part)) return undefined
  const text = selection.toString()
  if (text.trim() === '') return undefined
  const before = document.createRange()
  before.setStart(part, 0)
  before.setEnd(range.startContainer, range.startOffset)
  const holder = document.createElement('div')
  holder.append(range.cloneContents())
  const boxes = range.getClientRects()
  return {
    passage: { material: materialOf(part), offset: lettersOf(before.toString()).length },
    text,
    html: holder.innerHTML,
    box: boxes[boxes.length - 1] ?? range.getBoundingClientRect(),
  }
}

/** The material that an element shows a part of; undefined for the brief. */
function materialOf(part: HTMLElement): string | undefined {
  const section = part.dataset['section'] ?? ''
  return section.startsWith('material:') ? section.slice('material:'.length) : undefined
}

/** The element that shows what a passage is in. */
export function partOf(pane: HTMLElement, { material }: Passage): HTMLElement | undefined {
  const section = material === undefined ? 'brief' : `material:${material}`
  return [...pane.querySelectorAll<HTMLElement>('[data-section]')].find((part) => part.dataset['section'] === section)
}

/** The words of a quotation where they stand in the part of the page that they were taken from. */
export function findPassage(part: HTMLElement, { passage, words }: Quoted): Range | undefined {
  const places: { readonly node: Text; readonly offset: number }[] = []
  let letters = ''
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue
    let offset = 0
    for (const char of node.data) {
      const letter = lettersOf(char)
      for (let unit = 0; unit < letter.length; unit++) places.push({ node, offset })
      letters += letter
      offset += char.length
    }
  }
  const sought = lettersOfMarkdown(words)
  const at = nearestPlace(letters, sought, passage.offset ?? 0)
  const first = places[at]
  const last = places[at + sought.length - 1]
  if (first === undefined || last === undefined) return undefined
  const range = document.createRange()
  range.setStart(first.node, first.offset)
  range.setEnd(last.node, last.offset + String.fromCodePoint(last.node.data.codePointAt(last.offset) ?? 32).length)
  return range
}
