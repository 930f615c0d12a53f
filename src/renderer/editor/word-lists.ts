import { type Content, element, type Element, styleOf, wordsOf } from './pasted-nodes.ts'

type Item = {
  readonly level: number
  readonly isOrdered: boolean
  /** Its number, where it has one; of `2.3.` the last. */
  readonly number: string | undefined
  readonly children: Content[]
}

/**
 * Word has no lists on the clipboard: an item is a paragraph whose style says `mso-list: l0 level2 lfo1`, with its mark
 * in a span of the style `mso-list: Ignore`. Neighbours become one list.
 */
export function wordLists(children: readonly Content[]): Content[] {
  const made: Content[] = []
  let items: Item[] = []
  const end = (): void => {
    if (items.length > 0) made.push(...toLists(items))
    items = []
  }
  for (const child of children) {
    const item = child.type === 'element' ? itemOf(child) : undefined
    if (item !== undefined) {
      items.push(item)
    } else if (items.length === 0 || child.type === 'element' || (child.type === 'text' && child.value.trim() !== '')) {
      end()
      made.push(child)
    }
  }
  end()
  return made
}

function itemOf(paragraph: Element): Item | undefined {
  const level = /mso-list:[^;]*level(\d)/i.exec(styleOf(paragraph))?.[1]
  if (level === undefined) return undefined
  const marks: string[] = []
  const children = withoutMarks(paragraph.children, marks)
  const mark = marks.join('').trim()
  return {
    level: Number(level),
    isOrdered: /^\(?(\d+|[a-z]{1,4})[.)]/i.test(mark),
    number: /(\d{1,9})[.)]*$/.exec(mark)?.[1],
    children,
  }
}

function withoutMarks(children: readonly Content[], marks: string[]): Content[] {
  return children.flatMap((child): Content[] => {
    if (child.type !== 'element') return [child]
    if (/mso-list:\s*Ignore/i.test(styleOf(child))) {
      marks.push(wordsOf(child.children))
      return []
    }
    return [{ ...child, children: withoutMarks(child.children, marks) }]
  })
}

/** Items of the first one's level, each with what lies deeper below it; another kind of mark begins another list. */
function toLists(items: readonly Item[]): Element[] {
  const lists: Element[] = []
  const [first] = items
  if (first === undefined) return lists
  for (let at = 0; at < items.length; ) {
    const item = items[at]
    if (item === undefined) break
    let end = at + 1
    while (end < items.length && (items[end]?.level ?? 0) > first.level) end += 1
    const entry = element('li', [...item.children, ...toLists(items.slice(at + 1, end))])
    const tagName = item.isOrdered ? 'ol' : 'ul'
    const last = lists.at(-1)
    if (last?.tagName === tagName) last.children.push(entry)
    else lists.push(listFrom(item, element(tagName, [entry])))
    at = end
  }
  return lists
}

/** What goes on after a paragraph, or was copied from the middle, keeps its numbers: others may speak of them. */
function listFrom({ isOrdered, number }: Item, list: Element): Element {
  if (!isOrdered || number === undefined || number === '1') return list
  return { ...list, properties: { start: Number(number) } }
}
