import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'

/**
 * In the browser: an editor alone on its page, `?CodeMirror` or `?textarea`, with the text of `/text` and the caret at
 * `&caret=`; `showText` of the window shows the text in a new CodeMirror. Nothing is kept, nothing is sent. It has the
 * width, the height and the face of the desk's page, so that all lay out and paint the same number of letters.
 */

const settings = new URLSearchParams(location.search)
const caret = Number(settings.get('caret'))
const text = await (await fetch('text')).text()
const place = document.body
if (settings.has('textarea')) {
  const area = document.createElement('textarea')
  area.value = text
  place.append(area)
  area.focus()
  area.setSelectionRange(caret, caret)
} else {
  let view: EditorView | undefined
  const showText = (): void => {
    view?.destroy()
    view = new EditorView({
      parent: place,
      state: EditorState.create({
        doc: text,
        selection: { anchor: caret },
        extensions: [
          history(),
          EditorView.lineWrapping,
          markdown({ base: markdownLanguage, completeHTMLTags: false }),
          keymap.of([...historyKeymap, ...defaultKeymap]),
        ],
      }),
    })
    view.focus()
    view.dispatch({ effects: EditorView.scrollIntoView(caret, { y: 'center' }) })
  }
  Object.assign(window, { showText })
  showText()
}
document.title = 'ready'
