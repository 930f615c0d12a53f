import { markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { syntaxHighlighting, syntaxTree } from '@codemirror/language'
import { type EditorState, type Extension, type Range, RangeSet } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { tagHighlighter, tags } from '@lezer/highlight'
import styles from './text-editor.module.css'

/** Quiet styling while one writes: what is marked up looks like it, and the marks themselves step back. */
export function markdownLook(): Extension {
  return [
    markdown({ base: markdownLanguage, completeHTMLTags: false }),
    syntaxHighlighting(inline),
    ViewPlugin.define((view) => new LineLook(view), { decorations: (look) => look.decorations }),
  ]
}

const name = (key: string): string => styles[key] ?? key

const inline = tagHighlighter([
  { tag: tags.emphasis, class: name('emphasis') },
  { tag: tags.strong, class: name('strong') },
  { tag: tags.strikethrough, class: name('struck') },
  { tag: tags.monospace, class: name('code') },
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
])
const hanging = [1, 2, 3, 4].map((depth) => Decoration.line({ class: `${name('item')} ${name(`item${depth}`)}` }))

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
    let depth = 0
    syntaxTree(state).iterate({
      from,
      to,
      enter: (node) => {
        if (node.name === 'BulletList' || node.name === 'OrderedList') depth += 1
        const heading = headings.get(node.name)
        const block = heading ?? blocks.get(node.name)
        if (block !== undefined) addLines(looks, state, block, Math.max(from, node.from), Math.min(to, node.to))
        if (node.name === 'ListItem') {
          const line = state.doc.lineAt(node.from)
          const look = hanging[Math.min(depth, hanging.length) - 1]
          if (look !== undefined && line.from >= from) looks.push(look.range(line.from))
        }
      },
      leave: (node) => {
        if (node.name === 'BulletList' || node.name === 'OrderedList') depth -= 1
      },
    })
  }
  return RangeSet.of(looks, true)
}

function addLines(looks: Range<Decoration>[], state: EditorState, look: Decoration, from: number, to: number): void {
  for (let at = from; at <= to; ) {
    const line = state.doc.lineAt(at)
    looks.push(look.range(line.from))
    at = line.to + 1
  }
}
