import { EditorView, type EditorViewConfig } from '@codemirror/view'

/** A document that is not shown, and so has no selection. */
let unseen: Document | undefined

/**
 * A new editor, put into the page when it is whole. While it is made CodeMirror sets attributes, reads the selection and
 * asks whether all fonts are there; in the page, or asked of it, each of them would have the browser lay out the whole
 * page, which is just being filled.
 * @param parent what it is put into
 */
export function newView(config: Omit<EditorViewConfig, 'root' | 'parent'>, parent: HTMLElement): EditorView {
  unseen ??= document.implementation.createHTMLDocument('')
  const root = unseen
  const view = askingForFontsLater(() => new EditorView({ ...config, root }))
  parent.append(view.dom)
  view.setRoot(document)
  return view
}

/** Whether the fonts are there is answered after the next frame, when the page is laid out anyway. */
function askingForFontsLater(make: () => EditorView): EditorView {
  const real = document.fonts as FontFaceSet | undefined
  if (real === undefined) return make()
  const ready = new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve))).then(() => real.ready)
  Object.defineProperty(document, 'fonts', { configurable: true, value: { ready } })
  try {
    return make()
  } finally {
    Reflect.deleteProperty(document, 'fonts')
  }
}
