import { syntaxTree } from '@codemirror/language'
import type { ChangeDesc, EditorState, Extension, TransactionSpec } from '@codemirror/state'
import { ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { EditSource } from '../../shared/contract/desk-drafts.ts'
import { keyName } from '../ui/use-shortcuts.ts'
import { askMarkdown, LONGEST_HTML } from './ask-markdown.ts'
import type { CopyMemory } from './copy-memory.ts'
import { isBlock, placeBlock } from './place-block.ts'
import { sheetToTable } from './sheet-text.ts'
import { editSource } from './text-edits.ts'

/** What makes a text more than its words. */
const SHAPED =
  /<(h[1-6]|ul|ol|li|table|strong|b|em|i|a|blockquote|pre|code|hr|s|del|strike)\b|mso-list|font-weight:\s*(bold|[6-9]00)|font-style:\s*italic|line-through/i

/** Spreadsheets, whose cells are exact in the plain text; other tables may have links and emphasis in them. */
const SHEET = /google-sheets-html-origin|office:excel|content="?Excel|LibreOffice/i

type Pending = { from: number; to: number; readonly no: number; readonly plain: string; readonly source: EditSource }

/**
 * Pastes what comes from word processors, pages and spreadsheets as Markdown. With Shift, in code, and where there is
 * nothing but words, the plain text is pasted as ever.
 */
export function smartPaste(sourceOf: CopyMemory['sourceOf']): Extension {
  return ViewPlugin.define((view) => createPaster(view, sourceOf), {
    eventHandlers: {
      keydown: function (event) {
        this.isPlain = event.shiftKey && keyName(event) === 'Mod+V'
        return false
      },
      paste: function (event) {
        return this.paste(event)
      },
    },
  })
}

/** As much of a view as is needed to paste. */
type Pasted = { readonly state: EditorState; dispatch(spec: TransactionSpec): void }

const pasters = new WeakMap<object, Paster>()

export function createPaster(view: Pasted, sourceOf: CopyMemory['sourceOf']): Paster {
  const paster = new Paster(view, sourceOf)
  pasters.set(view, paster)
  return paster
}

/**
 * Puts in as the words it has what is still being turned over: the text is about to be sent, or its view goes, and nobody
 * would wait for it.
 */
export function finishPastes(view: Pasted): void {
  pasters.get(view)?.finish()
}

export class Paster {
  isPlain = false
  private count = 0
  /** The number of what is just being put in. */
  private putting = Infinity
  private readonly view: Pasted
  private readonly sourceOf: CopyMemory['sourceOf']
  private readonly pending = new Set<Pending>()
  private readonly ending = new AbortController()

  constructor(view: Pasted, sourceOf: CopyMemory['sourceOf']) {
    this.view = view
    this.sourceOf = sourceOf
  }

  /** Meanwhile somebody may write on: what is to be pasted keeps its place. */
  update({ docChanged, changes }: Pick<ViewUpdate, 'docChanged' | 'changes'>): void {
    // What was pasted in one place stands there in the order in which it was pasted, whatever is ready first.
    if (docChanged) for (const one of this.pending) move(one, changes, one.no > this.putting ? 1 : -1)
  }

  paste(event: { readonly clipboardData: Pick<DataTransfer, 'getData' | 'types'> | null }): boolean {
    const { state } = this.view
    const isPlain = this.isPlain
    this.isPlain = false
    const data = event.clipboardData
    if (data === null || isPlain || state.readOnly || state.selection.ranges.length > 1 || isInCode(state)) return false
    const plain = data.getData('text/plain')
    const html = data.types.includes('vscode-editor-data') ? '' : data.getData('text/html')
    const { from, to } = state.selection.main
    const pending: Pending = { from, to, no: ++this.count, plain, source: this.sourceOf(plain) }
    const table = sheetToTable(plain)
    if (table !== undefined && (html === '' || SHEET.test(html))) {
      this.put(pending, table)
      return true
    }
    if (html.length > LONGEST_HTML || !SHAPED.test(html)) return false
    this.pending.add(pending)
    void this.convert(pending, html)
    return true
  }

  private async convert(pending: Pending, html: string): Promise<void> {
    const text = await askMarkdown(html, this.ending.signal)
    // Meanwhile the text may have been sent.
    if (this.pending.delete(pending) && !this.view.state.readOnly) {
      this.put(pending, text ? withBlanksOf(pending.plain, text) : pending.plain)
    }
  }

  finish(): void {
    for (const one of this.pending) {
      this.pending.delete(one)
      if (one.plain !== '' && !this.view.state.readOnly) this.put(one, one.plain)
    }
  }

  private put({ from, to, no, source }: Pending, text: string): void {
    const { state } = this.view
    const { main } = state.selection
    const clean = text.replaceAll(/\r\n?/g, '\n')
    const insert = state.toText(isBlock(clean) ? placeBlock(state.doc, from, to, clean) : clean)
    // Who has gone on elsewhere meanwhile, or has written on behind it, goes on there.
    const isThere = main.from === from && main.to === to
    this.putting = no
    this.view.dispatch({
      changes: { from, to, insert },
      ...(isThere ? { selection: { anchor: from + insert.length }, scrollIntoView: true } : {}),
      userEvent: 'input.paste',
      annotations: editSource.of(source),
    })
    this.putting = Infinity
  }

  destroy(): void {
    this.pending.clear()
    this.ending.abort()
  }
}

/** Between words the blanks at the ends of what was copied part it from them: word processors copy a word with its blank. */
function withBlanksOf(plain: string, text: string): string {
  if (isBlock(text) || text.includes('\n')) return text
  const isBefore = /^[ \u00a0]/.test(plain) && !text.startsWith(' ')
  const isBehind = /[ \u00a0]$/.test(plain) && !text.endsWith(' ')
  return `${isBefore ? ' ' : ''}${text}${isBehind ? ' ' : ''}`
}

function move(one: Pending, changes: ChangeDesc, side: -1 | 1): void {
  one.from = changes.mapPos(one.from, side)
  one.to = Math.max(one.from, changes.mapPos(one.to, -1))
}

function isInCode(state: EditorState): boolean {
  for (let node = syntaxTree(state).resolveInner(state.selection.main.from, -1); ; ) {
    if (/Code/.test(node.name)) return true
    if (node.parent === null) return false
    node = node.parent
  }
}
