import { syntaxTree } from '@codemirror/language'
import type { ChangeDesc, EditorState, Extension, Text, TransactionSpec } from '@codemirror/state'
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

const ADDRESS = /^(?:https?:\/\/|mailto:|www\.)\S+$/i

/** How what is turned over is put in. */
export type Ending = {
  /**
   * The text for its place.
   * @param markdown what it was turned into; undefined where that could not be done, or nobody would wait for it
   */
  readonly write: (markdown: string | undefined, doc: Text, from: number, to: number) => string
  readonly userEvent: string
  readonly source: EditSource
}

type Pending = Ending & { from: number; to: number; readonly no: number }

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
export type Pasted = { readonly state: EditorState; dispatch(spec: TransactionSpec): void }

const pasters = new WeakMap<object, Paster>()

export function createPaster(view: Pasted, sourceOf: CopyMemory['sourceOf']): Paster {
  const paster = new Paster(view, sourceOf)
  pasters.set(view, paster)
  return paster
}

/** Puts in what is turned over, at the caret of now, wherever the caret is when that is done. */
export function putTurnedOver(view: Pasted, html: string, ending: Ending): void {
  pasters.get(view)?.turnOver(html, ending)
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
    if (this.link(plain.trim(), this.sourceOf(plain))) return true
    const html = data.types.includes('vscode-editor-data') ? '' : data.getData('text/html')
    const ending = pasted(plain, this.sourceOf(plain))
    const table = sheetToTable(plain)
    if (table !== undefined && (html === '' || SHEET.test(html))) {
      this.put(this.here(ending), table)
      return true
    }
    if (html.length > LONGEST_HTML || !SHAPED.test(html)) return false
    this.turnOver(html, ending)
    return true
  }

  /** Makes a link of the words that are selected, where what comes is one address. */
  private link(address: string, source: EditSource): boolean {
    const { state } = this.view
    const { from, to, empty } = state.selection.main
    if (empty || !ADDRESS.test(address) || !isWords(state, from, to)) return false
    const target = address
      .replace(/^www\./i, 'https://$&')
      .replaceAll('<', '%3C')
      .replaceAll('>', '%3E')
    // A bracket that closes would end it (CommonMark 6.3).
    const behind = `](${/[()]/.test(target) ? `<${target}>` : target})`
    this.view.dispatch({
      changes: [
        { from, insert: '[' },
        { from: to, insert: behind },
      ],
      selection: { anchor: to + 1 + behind.length },
      scrollIntoView: true,
      userEvent: 'input.paste',
      annotations: editSource.of(source),
    })
    return true
  }

  turnOver(html: string, ending: Ending): void {
    const pending = this.here(ending)
    this.pending.add(pending)
    void this.convert(pending, html)
  }

  private here(ending: Ending): Pending {
    const { from, to } = this.view.state.selection.main
    return { ...ending, from, to, no: ++this.count }
  }

  private async convert(pending: Pending, html: string): Promise<void> {
    const text = await askMarkdown(html, this.ending.signal)
    // Meanwhile the text may have been sent.
    if (this.pending.delete(pending)) this.put(pending, text)
  }

  finish(): void {
    for (const one of this.pending) {
      this.pending.delete(one)
      this.put(one, undefined)
    }
  }

  private put({ from, to, no, write, userEvent, source }: Pending, markdown: string | undefined): void {
    const { state } = this.view
    if (state.readOnly) return
    const { main } = state.selection
    const insert = state.toText(write(markdown, state.doc, from, to))
    if (insert.length === 0) return
    // Who has gone on elsewhere meanwhile, or has written on behind it, goes on there.
    const isThere = main.from === from && main.to === to
    this.putting = no
    this.view.dispatch({
      changes: { from, to, insert },
      ...(isThere ? { selection: { anchor: from + insert.length }, scrollIntoView: true } : {}),
      userEvent,
      annotations: editSource.of(source),
    })
    this.putting = Infinity
  }

  destroy(): void {
    this.pending.clear()
    this.ending.abort()
  }
}

function pasted(plain: string, source: EditSource): Ending {
  return {
    write: (markdown, doc, from, to) => {
      const text = (markdown ? withBlanksOf(plain, markdown) : plain).replaceAll(/\r\n?/g, '\n')
      return isBlock(text) ? placeBlock(doc, from, to, text) : text
    },
    userEvent: 'input.paste',
    source,
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

/** Whether these are words in one line, and no part of what is marked up begins or ends among them, nor can hold no link. */
function isWords(state: EditorState, from: number, to: number): boolean {
  if (/^\s*$|\n/.test(state.sliceDoc(from, to))) return false
  let isPlain = true
  syntaxTree(state).iterate({
    from,
    to,
    enter: (node) => {
      const isCut = node.from < from ? node.to > from && node.to < to : node.from < to && node.to > to
      if (isCut || NO_LINK.test(node.name)) isPlain = false
    },
  })
  return isPlain
}

const NO_LINK = /Code|HTML|Link|Image|URL|Comment|Formula/

function isInCode(state: EditorState): boolean {
  for (let node = syntaxTree(state).resolveInner(state.selection.main.from, -1); ; ) {
    if (/Code/.test(node.name)) return true
    if (node.parent === null) return false
    node = node.parent
  }
}
