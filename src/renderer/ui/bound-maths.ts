import { LONGEST_FORMULA } from '../format/maths-marks.ts'

/** So many formulas of one text are set; each takes about a millisecond. */
const MOST_FORMULAS = 400

type Node = {
  type: string
  value?: string
  tagName?: string
  properties?: Record<string, unknown>
  data?: unknown
  children?: Node[]
}

/**
 * What defines a macro: KaTeX bounds how often one is used (`maxExpand`), not what it grows to, and a text of a few pages
 * filled the memory. Its own macros stay small.
 */
const DEFINES = /\\(?:[egx]?def|(?:new|renew|provide)command|(?:future)?let)(?![a-zA-Z])/

/** So many characters of formulas are set: a hundred tables of a thousand cells took half a minute. */
const MOST_SET = 30_000

/** Leaves formulas that would hold up the window as code. A plugin for remark, to come after `remark-math`. */
export function boundMaths(): (tree: Node) => void {
  return (tree) => {
    let formulas = 0
    let set = 0
    const waiting: Node[] = [tree]
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node.type === 'math' || node.type === 'inlineMath') {
        formulas += 1
        const { value = '' } = node
        const fits = value.length <= LONGEST_FORMULA && set + value.length <= MOST_SET
        if (formulas <= MOST_FORMULAS && fits && !DEFINES.test(value)) set += value.length
        else {
          node.type = node.type === 'math' ? 'code' : 'inlineCode'
          delete node.data
        }
      }
      // From the first to the last.
      waiting.push(...(node.children ?? []).toReversed())
    }
  }
}

/**
 * Names the letters of formulas, so that the page can set them italic in its own face: browsers put other characters in
 * their place, which few faces have. A plugin for rehype, to come after `rehype-katex`.
 */
export function nameLetters(): (tree: Node) => void {
  return (tree) => {
    const waiting: Node[] = [tree]
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const letter = node.tagName === 'mi' ? node.children?.[0]?.value : undefined
      if (letter !== undefined && /^.$/u.test(letter) && node.properties?.['mathvariant'] === undefined) {
        node.properties = { ...node.properties, className: ['letter'] }
      }
      waiting.push(...(node.children ?? []))
    }
  }
}
