import { tags } from '@lezer/highlight'
import type { MarkdownExtension } from '@lezer/markdown'
import { formulaEnd, isFormulaFence, LONGEST_FORMULA } from '../format/maths-marks.ts'

const DOLLAR = 36

/** Formulas in the syntax tree: `$…$` in a line, and lines between `$$`. What they say is set only in the preview. */
export const mathsSyntax: MarkdownExtension = {
  defineNodes: [
    { name: 'Formula', style: tags.special(tags.string) },
    { name: 'FormulaBlock', block: true },
    { name: 'FormulaMark', style: tags.processingInstruction },
  ],
  parseInline: [
    {
      name: 'Formula',
      before: 'Emphasis',
      parse: (context, next, at) => {
        if (next !== DOLLAR) return -1
        const rest = context.slice(at, Math.min(context.end, at + LONGEST_FORMULA))
        const width = rest.startsWith('$$') ? 2 : 1
        const end = width === 2 ? rest.indexOf('$$', 2) : formulaEnd(firstLine(rest), 0)
        if (end <= width - 1 || (width === 2 && end <= 2)) return -1
        return context.addElement(
          context.elt('Formula', at, at + end + width, [
            context.elt('FormulaMark', at, at + width),
            context.elt('FormulaMark', at + end, at + end + width),
          ]),
        )
      },
    },
  ],
  parseBlock: [
    {
      name: 'FormulaBlock',
      before: 'FencedCode',
      endLeaf: (_context, line) => isFormulaFence(line.text.slice(line.pos)),
      parse: (context, line) => {
        if (!isFormulaFence(line.text.slice(line.pos))) return false
        const from = context.lineStart + line.pos
        const marks = [context.elt('FormulaMark', from, from + 2)]
        let to = context.lineStart + line.text.length
        while (context.nextLine()) {
          to = context.lineStart + line.text.length
          if (!isFormulaFence(line.text.slice(line.pos))) continue
          const end = context.lineStart + line.pos
          marks.push(context.elt('FormulaMark', end, end + 2))
          context.nextLine()
          break
        }
        context.addElement(context.elt('FormulaBlock', from, to, marks))
        return true
      },
    },
  ],
}

function firstLine(text: string): string {
  const end = text.indexOf('\n')
  return end === -1 ? text : text.slice(0, end)
}
