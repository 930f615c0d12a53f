import { type Content, element as elementOf, type Element, type Root, styleOf, wordsOf } from './pasted-nodes.ts'
import { boxOf } from './pasted-boxes.ts'
import { wordLists } from './word-lists.ts'

/**
 * Makes of what Word, Google Docs and spreadsheets write the HTML that they mean: lists out of indented paragraphs, bold
 * out of styles, nothing where there is nothing to see.
 */
export function tidyPasted(root: Root): Root {
  const children = root.children.filter((child) => child.type !== 'doctype')
  return { ...root, children: tidyAll(wordLists(withLines(children, false))) }
}

/** What stands between their parts is never shown. */
const HOLDERS: ReadonlySet<string> = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr', 'ul', 'ol'])
const WHITE_SPACE = /(?:^|;)\s*white-space(?:-collapse)?:\s*([\w-]+)/gi

/** Chats and mails show their lines by a style, as they were typed; in HTML a line break is else no more than a blank. */
function withLines(children: readonly Content[], isAsTyped: boolean): Content[] {
  return children.flatMap((child): Content[] => {
    if (child.type === 'text') return isAsTyped ? linesOf(child.value) : [child]
    if (child.type !== 'element' || child.tagName === 'pre') return [child]
    const way = [...styleOf(child).matchAll(WHITE_SPACE)].at(-1)?.[1]
    const isHere = way === undefined ? isAsTyped : /^(pre|break-spaces)/i.test(way)
    if (!HOLDERS.has(child.tagName)) return [{ ...child, children: withLines(child.children, isHere) }]
    const inner = child.children.flatMap((one) => (one.type === 'text' ? [one] : withLines([one], isHere)))
    return [{ ...child, children: inner }]
  })
}

function linesOf(text: string): Content[] {
  return text.split('\n').flatMap((value, at): Content[] => {
    const line: Content[] = value === '' ? [] : [{ type: 'text', value }]
    return at === 0 ? line : [elementOf('br', []), ...line]
  })
}

function tidyAll(children: readonly Content[]): Content[] {
  // Between blocks a line break is only distance.
  const isOfBlocks = children.some((child) => child.type === 'element' && BLOCKS.has(child.tagName))
  return children.flatMap((child) => {
    if (child.type === 'text') return [child]
    return child.type !== 'element' || (isOfBlocks && child.tagName === 'br') ? [] : tidy(child)
  })
}

const BLOCKS: ReadonlySet<string> = new Set([
  'p',
  'div',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'table',
  'blockquote',
  'pre',
])

/** Elements that say nothing that Markdown could say. */
const UNWRAPPED: ReadonlySet<string> = new Set(['u', 'font', 'sub', 'mark', 'small', 'big', 'center', 'o:p'])

function tidy(element: Element): Content[] {
  const { tagName } = element
  const style = styleOf(element)
  if (tagName === 'style' || tagName === 'script' || tagName === 'input') return []
  const children = tidyAll(wordLists(element.children))
  if (tagName === 'sup') return raised(children)
  if (UNWRAPPED.has(tagName)) return children
  switch (tagName) {
    case 'b':
    case 'strong':
      // Google Docs wraps everything in such a one.
      return /(^|;)\s*font-weight:\s*(normal|[1-4]00)/i.test(style) ? children : filled(element, children)
    case 'i':
    case 'em':
      return /(^|;)\s*font-style:\s*normal/i.test(style) ? children : filled(element, children)
    case 'span':
      return styled(children, style)
    case 'p':
      return paragraph(element, children)
    case 'a':
      return link(element, children)
    case 'ul':
    case 'ol':
      return [{ ...element, children: nested(children) }]
    case 'li':
      return [{ ...element, children: [...boxOf(element), ...(isOneParagraph(children) ? flat(children) : children)] }]
    case 'td':
    case 'th':
      return [{ ...element, children: inOneLine(children) }]
    case 'table':
      return table({ ...element, children })
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return filled(element, children)
    default:
      return [{ ...element, children }]
  }
}

const RAISED: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('0123456789+-−ijknxy', (sign, at) => [sign, Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁱʲᵏⁿˣʸ')[at] ?? sign]),
)

/**
 * A raised number is another one than the same in the line: 10³ is not 103, and 10^1.5 not 101.5. Letters that stand for
 * no number, as in 1st, may stand there.
 */
function raised(children: Content[]): Content[] {
  const words = wordsOf(children).trim()
  if (/^[+−-]?\d+(?:[.,/–-]\d+)+$/.test(words)) return [{ type: 'text', value: `^${words}` }]
  if (!/^[+−-]?(?:\d{1,9}[ijknxy]?|[ijknxy])$/.test(words)) return children
  return [{ type: 'text', value: Array.from(words, (sign) => RAISED[sign] ?? sign).join('') }]
}

/** An element that emphasises nothing is left out; the spaces stay. */
function filled(element: Element, children: Content[]): Content[] {
  return wordsOf(children).trim() === '' ? children : [{ ...element, children }]
}

/** What Google Docs says by styles alone. */
function styled(children: Content[], style: string): Content[] {
  if (wordsOf(children).trim() === '') return children
  let inner = children
  const wrap = (tagName: string): void => {
    inner = [elementOf(tagName, inner)]
  }
  if (/text-decoration[^;]*line-through/i.test(style)) wrap('del')
  if (/(^|;)\s*font-style:\s*italic/i.test(style)) wrap('em')
  if (/(^|;)\s*font-weight:\s*(bold|[6-9]00)/i.test(style)) wrap('strong')
  return inner
}

const headings: Readonly<Record<string, string>> = { MsoTitle: 'h1', MsoSubtitle: 'h2' }

function paragraph(element: Element, children: Content[]): Content[] {
  if (wordsOf(children).trim() === '') return []
  const names = element.properties['className']
  const heading = Array.isArray(names) ? names.map((name) => headings[name]).find(Boolean) : undefined
  return [{ ...element, tagName: heading ?? 'p', children }]
}

function link(element: Element, children: Content[]): Content[] {
  const href = plainAddress(element.properties['href'] ?? '')
  if (!/^(https?:\/\/|mailto:)/i.test(href) || wordsOf(children).trim() === '') return children
  return [{ ...element, properties: { href }, children }]
}

/** Google leads the links in its documents over itself. */
function plainAddress(href: string): string {
  if (!href.startsWith('https://www.google.com/url?')) return href
  return URL.parse(href)?.searchParams.get('q') ?? href
}

/** A list that stands in a list belongs to the item above it. */
function nested(children: readonly Content[]): Content[] {
  const items: Content[] = []
  for (const child of children) {
    if (child.type !== 'element') continue
    const last = items.at(-1)
    const isList = child.tagName === 'ul' || child.tagName === 'ol'
    if (isList && last?.type === 'element') {
      items[items.length - 1] = { ...last, children: [...last.children, child] }
    } else {
      items.push(child)
    }
  }
  return items
}

function isOneParagraph(children: readonly Content[]): boolean {
  return children.filter((child) => child.type === 'element' && child.tagName === 'p').length === 1
}

function flat(children: readonly Content[]): Content[] {
  return children.flatMap((child) => (child.type === 'element' && child.tagName === 'p' ? child.children : [child]))
}

/** A cell of a Markdown table is one line. */
function inOneLine(children: readonly Content[]): Content[] {
  const space: Content = { type: 'text', value: ' ' }
  return children.flatMap((child): Content[] => {
    if (child.type !== 'element') return [child]
    if (child.tagName === 'br') return [space]
    const inner = inOneLine(child.children)
    const isInline = /^(a|b|strong|em|i|del|s|code|span)$/.test(child.tagName)
    return isInline ? [{ ...child, children: inner }] : [space, ...inner, space]
  })
}

/** A table of one cell is a frame around what is in it; the first row of the others is their head. */
function table(element: Element): Content[] {
  const cells = cellsOf(element)
  if (cells.length <= 1) return cells.flatMap((cell) => cell.children)
  const isCaption = (child: Content): boolean => child.type === 'element' && child.tagName === 'caption'
  const captions = element.children.filter(isCaption).flatMap((child) => ('children' in child ? child.children : []))
  const rows = { ...element, children: element.children.filter((child) => !isCaption(child)) }
  const width = Math.max(...rowsOf(rows).map((row) => cellsOf(row).length))
  const table = withinWidth(cells.some(({ tagName }) => tagName === 'th') ? rows : withHead(rows), width)
  return wordsOf(captions).trim() === '' ? [table] : [elementOf('p', captions), table]
}

function rowsOf(element: Element): Element[] {
  return element.children.flatMap((child) => {
    if (child.type !== 'element') return []
    return child.tagName === 'tr' ? [child] : rowsOf(child)
  })
}

/** A cell “over 99 columns”, which only means all, is as wide as the rows that have a cell in each column. */
function withinWidth(element: Element, width: number): Element {
  let free = width - element.children.filter(isCell).length
  return {
    ...element,
    children: element.children.map((child): Content => {
      if (child.type !== 'element') return child
      if (!isCell(child)) return withinWidth(child, width)
      const span = Number.parseInt(String(child.properties['colSpan'] ?? 1), 10) || 1
      const more = Math.max(0, Math.min(span - 1, free))
      free -= more
      return { ...child, properties: { ...child.properties, colSpan: String(1 + more) } }
    }),
  }
}

function isCell(child: Content): boolean {
  return child.type === 'element' && (child.tagName === 'td' || child.tagName === 'th')
}

function withHead(element: Element): Element {
  let isFirst = true
  const head = (parent: Element): Element => ({
    ...parent,
    children: parent.children.map((child) => {
      if (child.type !== 'element' || !isFirst) return child
      if (child.tagName !== 'tr') return head(child)
      isFirst = false
      return { ...child, children: child.children.map(toHead) }
    }),
  })
  return head(element)
}

function toHead(cell: Content): Content {
  return cell.type === 'element' && cell.tagName === 'td' ? { ...cell, tagName: 'th' } : cell
}

function cellsOf(element: Element): Element[] {
  return element.children.flatMap((child) => {
    if (child.type !== 'element') return []
    return child.tagName === 'td' || child.tagName === 'th' ? [child] : cellsOf(child)
  })
}
