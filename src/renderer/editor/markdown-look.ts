import { markdownLanguage } from '@codemirror/lang-markdown'
import { Language, syntaxHighlighting, syntaxTree } from '@codemirror/language'
import { type EditorState, type Extension, type Range, RangeSet } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { tagHighlighter, tags } from '@lezer/highlight'
import type { MarkdownParser } from '@lezer/markdown'
import { listKeys } from './list-keys.ts'
import { mathsSyntax } from './markdown-maths.ts'
import { clickableBoxes, taskBoxAt } from './task-boxes.ts'
import styles from './text-editor.module.css'

/**
 * Without what `markdown()` of the package brings along for HTML. It closes tags by itself and indents what follows, and a
 * line that begins with `<Patient name>` is one to it; three languages of programs are left out with it.
 */
const language = new Language(
  markdownLanguage.data,
  (markdownLanguage.parser as MarkdownParser).configure(mathsSyntax),
  [],
  'markdown',
)

/** Quiet styling while one writes: what is marked up looks like it, and the marks themselves step back. */
export function markdownLook(): Extension {
  return [
    language,
    listKeys(),
    syntaxHighlighting(inline),
    clickableBoxes(name('taskBox')),
    ViewPlugin.define((view) => new LineLook(view), { decorations: (look) => look.decorations }),
  ]
}

const name = (key: string): string => styles[key] ?? key

const inline = tagHighlighter([
  { tag: tags.emphasis, class: name('emphasis') },
  { tag: tags.strong, class: name('strong') },
  { tag: tags.strikethrough, class: name('struck') },
  { tag: tags.monospace, class: name('code') },
  { tag: tags.special(tags.string), class: name('maths') },
  { tag: tags.atom, class: name('taskBox') },
  { tag: [tags.link, tags.url], class: name('address') },
  { tag: [tags.processingInstruction, tags.contentSeparator, tags.labelName], class: name('mark') },
])

const headings: ReadonlyMap<string, Decoration> = new Map(
  [1, 2, 3, 4, 5, 6].flatMap((level) => {
    const look = Decoration.line({ class: name(level > 3 ? 'heading4' : `heading${level}`) })
    return [
      [`ATXHeading${level}`, look],
      [`SetextHeading${level}`, look],
    ] as const
  }),
)
const blocks: ReadonlyMap<string, Decoration> = new Map([
  ['Blockquote', Decoration.line({ class: name('quote') })],
  ['FencedCode', Decoration.line({ class: name('codeBlock') })],
  ['CodeBlock', Decoration.line({ class: name('codeBlock') })],
  ['Table', Decoration.line({ class: name('table') })],
  ['TableHeader', Decoration.line({ class: name('tableHead') })],
  ['FormulaBlock', Decoration.line({ class: name('mathsBlock') })],
])
const doneTask = Decoration.line({ class: name('doneTask') })
const passage = Decoration.mark({ class: name('passage') })
const hangings = new Map<string, Decoration>()

/**
 * Hangs the lines of an item under its first word. How wide its mark is in the reading face is estimated, in em: that
 * spares measuring every line.
 */
function hangingFor(line: string): Decoration {
  const [, indent = '', mark = '', box = ''] = /^(\s*)([-*+]|\d+[.)])?\s*(\[[ xX]\]\s)?/.exec(line) ?? []
  const bullet = mark.length > 1 ? mark.length * 0.52 : 0.33
  const em = (indent.length * 0.25 + bullet + 0.25 + (box === '' ? 0 : 1)).toFixed(2)
  let look = hangings.get(em)
  if (look === undefined) {
    look = Decoration.line({ class: name('item'), attributes: { style: `--hang: ${em}em` } })
    hangings.set(em, look)
  }
  return look
}

/** Looks of whole lines, found in the syntax tree for what is on the screen only. */
class LineLook {
  decorations: DecorationSet
  private tree: ReturnType<typeof syntaxTree>

  constructor(view: EditorView) {
    this.tree = syntaxTree(view.state)
    this.decorations = lineLooks(view)
  }

  update(update: ViewUpdate): void {
    const tree = syntaxTree(update.state)
    if (!update.docChanged && !update.viewportChanged && tree === this.tree) return
    this.tree = tree
    this.decorations = lineLooks(update.view)
  }
}

function lineLooks(view: EditorView): DecorationSet {
  const looks: Range<Decoration>[] = []
  const { state } = view
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(state).iterate({
      from,
      to,
      enter: (node) => {
        const heading = headings.get(node.name)
        const block = heading ?? blocks.get(node.name)
        if (block !== undefined) addLines(looks, state, block, Math.max(from, node.from), Math.min(to, node.to))
        if (node.name === 'Link') addPassage(looks, state, node.from, node.to)
        if (node.name === 'ListItem') {
          const line = state.doc.lineAt(node.from)
          if (line.from < from) return
          looks.push(hangingFor(line.text).range(line.from))
          const box = taskBoxAt(line)
          if (box !== undefined && line.text[box - line.from] !== ' ') looks.push(doneTask.range(line.from))
        }
      },
    })
  }
  return RangeSet.of(looks, true)
}

/** The title of a quotation's source leads to the passage. */
function addPassage(looks: Range<Decoration>[], state: EditorState, from: number, to: number): void {
  const title = /^\[(.*)\]\(#(?:brief|material:)/.exec(state.sliceDoc(from, Math.min(to, from + 600)))?.[1]
  if (title !== undefined && title !== '') looks.push(passage.range(from + 1, from + 1 + title.length))
}

function addLines(looks: Range<Decoration>[], state: EditorState, look: Decoration, from: number, to: number): void {
  for (let at = from; at <= to; ) {
    const line = state.doc.lineAt(at)
    looks.push(look.range(line.from))
    at = line.to + 1
  }
}
