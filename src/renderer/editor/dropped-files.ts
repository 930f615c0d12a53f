import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { decodeText } from './decode-text.ts'

/** CodeMirror takes every file for UTF-8; spreadsheets and editors under Windows write others, too. */
export function droppedFiles(): Extension {
  return EditorView.domEventHandlers({
    drop: (event, view) => {
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0 || view.state.readOnly) return false
      const { clientX: x, clientY: y } = event
      void textsOf(files).then((texts) => {
        // Meanwhile the text may have been sent.
        if (texts.length === 0 || !view.dom.isConnected || view.state.readOnly) return
        putIn(view, view.posAtCoords({ x, y }, false), texts.join('\n'))
      })
      return true
    },
  })
}

function putIn(view: EditorView, at: number, text: string): void {
  const insert = view.state.toText(text)
  view.focus()
  view.dispatch({
    changes: { from: at, insert },
    selection: { anchor: at, head: at + insert.length },
    userEvent: 'input.drop',
  })
}

/** Two of these in a row are in no text. */
const BINARY = /[^\P{Cc}\t\n\v\f\r\x7f-\x9f]{2}/u

/** @returns the texts of the files that can be read and are texts */
export async function textsOf(files: readonly Pick<File, 'arrayBuffer'>[]): Promise<string[]> {
  const read = files.map(async (file) => decodeText(new Uint8Array(await file.arrayBuffer()), true))
  const all = await Promise.allSettled(read)
  return all.flatMap((one) => (one.status === 'fulfilled' && !BINARY.test(one.value) ? [one.value] : []))
}
