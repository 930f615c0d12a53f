import { eventually } from '../../support/eventually.ts'
import { EditorState, type TransactionSpec } from '@codemirror/state'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPaster, finishPastes } from '../../../src/renderer/editor/smart-paste.ts'
import { putQuotation } from '../../../src/renderer/features/workspace/use-quoting.ts'

/** A worker that answers when it is told to. */
class SlowWorker extends EventTarget {
  static all: SlowWorker[] = []

  constructor() {
    super()
    SlowWorker.all.push(this)
  }

  postMessage(): void {}

  answer(data: string): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }

  terminate(): void {}
}

/** As much of a view as pasting needs. */
function openText(doc: string) {
  const view = {
    state: EditorState.create({ doc, selection: { anchor: doc.length } }),
    dispatch: (spec: TransactionSpec): void => {
      const { state, docChanged, changes } = view.state.update(spec)
      view.state = state
      paster.update({ docChanged, changes })
    },
    focus: () => undefined,
  }
  const paster = createPaster(view, () => ({ kind: 'outside' }))
  const paste = (plain: string): void => {
    const html = `<p><b>${plain}</b></p>`
    const getData = (type: string): string => (type === 'text/html' ? html : plain)
    expect(paster.paste({ clipboardData: { types: ['text/html', 'text/plain'], getData } })).toBe(true)
  }
  return { view, paster, paste, text: () => view.state.doc.toString() }
}

describe('what is pasted and still being turned over', () => {
  beforeEach(() => {
    SlowWorker.all = []
    vi.stubGlobal('Worker', SlowWorker)
  })
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('comes in when it is ready, where it was pasted', async () => {
    const { view, paste, text } = openText('Lime ')
    paste('first')
    view.dispatch({ changes: { from: 0, insert: 'Dry ' } })
    SlowWorker.all[0]?.answer('**first**')
    await eventually(() => expect(text()).toBe('Dry Lime **first**'))
  })

  it('keeps the blanks at its ends, which part it from the words around it', async () => {
    const { view, paste, text } = openText('Lime,then rye.')
    view.dispatch({ selection: { anchor: 5 } })
    paste(' first ')
    SlowWorker.all[0]?.answer('**first**')
    await eventually(() => expect(text()).toBe('Lime, **first** then rye.'))
  })

  it('leaves the caret with who writes on meanwhile', async () => {
    const { view, paste, text } = openText('Lime')
    paste(' first')
    view.dispatch({ changes: { from: 4, insert: ', ry' }, selection: { anchor: 8 } })
    SlowWorker.all[0]?.answer(' **first**')
    await eventually(() => expect(text()).toBe('Lime **first**, ry'))
    expect(view.state.selection.main.head).toBe(text().length)
  })

  it.each([
    [0, 1],
    [1, 0],
  ])('stands in the order in which it was pasted, also where paste %i is ready before %i', async (first, second) => {
    const { view, paste, text } = openText('Lime ')
    paste('A')
    paste('B')
    for (const at of [first, second]) {
      SlowWorker.all[at]?.answer('AB'[at] ?? '')
      await eventually(() => expect(text()).toContain('AB'[at]))
    }
    expect(text()).toBe('Lime AB')
    expect(view.state.selection.main.head).toBe(7)
  })

  it('comes in as the words it has, once, when the text is left or sent before that', async () => {
    const { view, paste, text } = openText('Lime ')
    paste('first, ')
    view.dispatch({ changes: { from: 0, insert: 'Dry ' } })
    paste('then rye')
    expect(text()).toBe('Dry Lime ')
    finishPastes(view)
    expect(text()).toBe('Dry Lime first, then rye')
    for (const worker of SlowWorker.all) worker.answer('**late**')
    await new Promise((resolve) => setImmediate(resolve))
    finishPastes(view)
    expect(text()).toBe('Dry Lime first, then rye')
  })

  it('so does a quotation, where it was asked for, also when the text is left or sent before that', async () => {
    const { view, text } = openText('Lime.')
    const quote = (words: string): void =>
      putQuotation(view, 'markdown', 'Soil', {
        passage: { material: 'soil', offset: 0 },
        text: words,
        html: `<p>${words}</p>`,
        box: {} as DOMRect,
      })
    quote('pH 6')
    view.dispatch({ changes: { from: 5, insert: ' Then rye.' }, selection: { anchor: 15 } })
    SlowWorker.all[0]?.answer('pH **6**')
    const first = '> pH **6**\n\n— [Soil](#material:soil@0)'
    await eventually(() => expect(text()).toBe(`Lime.\n\n${first}\n\n Then rye.`))
    expect(view.state.selection.main.head).toBe(text().length)
    quote('low')
    finishPastes(view)
    SlowWorker.all[1]?.answer('**late**')
    await new Promise((resolve) => setImmediate(resolve))
    expect(text()).toBe(`Lime.\n\n${first}\n\n Then rye.\n\n> low\n\n— [Soil](#material:soil@0)\n\n`)
  })
})
