import { defaultSchema, sanitize } from 'hast-util-sanitize'
import rehypeParse from 'rehype-parse'
import rehypeRemark from 'rehype-remark'
import remarkGfm from 'remark-gfm'
import remarkStringify from 'remark-stringify'
import { unified } from 'unified'
import { ADDRESS_PART, evenMarks } from './even-marks.ts'
import { tidyPasted } from './tidy-pasted.ts'

const schema: typeof defaultSchema = {
  ...defaultSchema,
  // Pictures would be fetched from outside.
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => name !== 'img' && name !== 'picture'),
  strip: ['script', 'style', 'title', 'head', 'template', 'svg', 'math', 'object', 'iframe', 'xml', 'noscript'],
  protocols: { href: ['http', 'https', 'mailto'] },
}

const handlers: Readonly<Record<string, (part: { value: string }) => string>> = {
  [ADDRESS_PART]: ({ value }) => value,
}

/**
 * What a word processor, a page or a spreadsheet puts on the clipboard, as Markdown (CommonMark with GFM's tables). Only
 * words and their shape are taken over: no pictures, no styles, no scripts, and of links those to the web and to mail.
 */
export function htmlToMarkdown(html: string): string {
  const pasted = tidyPasted(unified().use(rehypeParse, { fragment: true }).parse(html))
  const clean = sanitize(pasted, schema)
  if (clean.type !== 'root') return ''
  const written = unified().use(rehypeRemark).use(remarkGfm, { tablePipeAlign: false }).use(remarkStringify, {
    bullet: '-',
    emphasis: '*',
    rule: '-',
    listItemIndent: 'one',
    fences: true,
    handlers,
  })
  const tree = written.runSync(clean)
  closeUp(tree)
  evenMarks(tree)
  return written.stringify(tree).trim()
}

type Part = { type: string; spread?: boolean | null | undefined; children?: Part[] }

/** Lists stand line by line, unless an item is more than one paragraph. */
function closeUp(part: Part): void {
  const paragraphs = (part.children ?? []).filter(({ type }) => type === 'paragraph').length
  if (part.type === 'list' || (part.type === 'listItem' && paragraphs <= 1)) part.spread = false
  for (const child of part.children ?? []) closeUp(child)
}
