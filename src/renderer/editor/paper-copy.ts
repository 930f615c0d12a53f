import type { EditorView } from '@codemirror/view'

/**
 * Has a copy of the text stand on paper. Before printing CodeMirror draws all of it, as the window shows it; then it measures
 * that anew for the paper, where lines are wider, takes the end for what is out of sight, and leaves it out.
 * @param view that listens already: it is to be told first
 * @returns ends it
 */
export function printsCopy(view: EditorView): () => void {
  let copy: HTMLElement | undefined
  const take = (): void => {
    copy?.remove()
    copy = undefined
  }
  const put = (): void => {
    take()
    const { scrollDOM, contentDOM, viewport, state } = view
    copy = scrollDOM.cloneNode() as HTMLElement
    const content = contentDOM.cloneNode(true) as HTMLElement
    content.removeAttribute('contenteditable')
    // As high as the lines of the window are together: on paper, where they are wider, the rest would be blank pages.
    content.style.removeProperty('height')
    // Plainly, should not all of it be drawn after all.
    if (viewport.from > 0 || viewport.to < state.doc.length) content.textContent = state.doc.toString()
    copy.append(content)
    copy.classList.add('cm-paper')
    scrollDOM.after(copy)
  }
  window.addEventListener('beforeprint', put)
  window.addEventListener('afterprint', take)
  return () => {
    take()
    window.removeEventListener('beforeprint', put)
    window.removeEventListener('afterprint', take)
  }
}
