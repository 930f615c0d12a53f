import { EditorView, type EditorViewConfig } from '@codemirror/view'

/**
 * A new editor. While it is made CodeMirror asks whether all fonts are there, and to answer that the browser lays out the
 * whole page, which is just being filled. Here it is answered after the next frame, when the page is laid out anyway.
 */
export function newView(config: EditorViewConfig): EditorView {
  const real = document.fonts as FontFaceSet | undefined
  if (real === undefined) return new EditorView(config)
  const ready = new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve))).then(() => real.ready)
  Object.defineProperty(document, 'fonts', { configurable: true, value: { ready } })
  try {
    return new EditorView(config)
  } finally {
    Reflect.deleteProperty(document, 'fonts')
  }
}
