import { deleteMarkupBackward, insertNewlineContinueMarkupCommand } from '@codemirror/lang-markdown'
import { syntaxTree } from '@codemirror/language'
import { ChangeSet, type EditorState, type Extension, Prec, type StateCommand } from '@codemirror/state'
import { type Command, type EditorView, keymap, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { BARE, nestItems, unnestItems } from './nest-items.ts'

/**
 * Keys in lists and quotations. Enter goes on with them, and ends a list at an item without words; Tab and Shift+Tab nest.
 * Nobody is caught in a list: where an item cannot go farther the keys lead out of the text as ever, and who comes through
 * the form by Tab, and has done nothing in the text, goes on by Tab.
 */
export function listKeys(): Extension {
  return [
    passing,
    Prec.high(
      keymap.of([
        { key: 'Enter', run: continueOrEnd },
        { key: 'Backspace', run: deleteMarkupBackward },
        { key: 'Mod-]', run: nestItems },
        { key: 'Mod-[', run: unnestItems },
      ]),
    ),
    // After texts of one's own, which are put in by their name, also in a list.
    Prec.low(keymap.of([{ key: 'Tab', run: unlessPassing(nestItems), shift: unlessPassing(unnestItems) }])),
  ]
}

const continueMarkup = insertNewlineContinueMarkupCommand({ nonTightLists: false })

/** Words right below a list would belong to its last item, so an empty line parts what follows from it. */
export const continueOrEnd: StateCommand = ({ state, dispatch }) =>
  (isBareBelow(state) && unnestItems({ state, dispatch })) ||
  continueMarkup({
    state,
    dispatch: (transaction) => {
      const { newDoc, newSelection } = transaction
      const line = newDoc.lineAt(newSelection.main.head)
      const hasEnded = newDoc.lines === state.doc.lines && newSelection.ranges.length === 1 && isBlank(line.text)
      if (!hasEnded || line.number === 1 || isBlank(newDoc.line(line.number - 1).text)) return dispatch(transaction)
      const insert = `${line.text.trimEnd()}\n`
      const changes = transaction.changes.compose(ChangeSet.of({ from: line.from, insert }, newDoc.length))
      dispatch(
        state.update({
          changes,
          selection: { anchor: newSelection.main.head + insert.length },
          scrollIntoView: true,
          userEvent: 'input',
        }),
      )
    },
  })

/** Whether the caret is behind a mark alone that stands in an item, and is not read as one of its own yet. */
function isBareBelow(state: EditorState): boolean {
  const { head, empty } = state.selection.main
  const line = state.doc.lineAt(head)
  if (!empty || !BARE.test(line.text)) return false
  let node: ReturnType<typeof syntaxTree>['topNode'] | null = syntaxTree(state).resolveInner(line.to, -1)
  while (node !== null && node.name !== 'ListItem') node = node.parent
  return node !== null && node.from < line.from
}

function isBlank(line: string): boolean {
  return /^[\s>]*$/.test(line)
}

/** Whether nothing was done in the text since it has the focus. */
class Passing {
  is = true

  update({ docChanged, selectionSet }: ViewUpdate): void {
    if (docChanged || selectionSet) this.is = false
  }
}

const passing = ViewPlugin.fromClass(Passing, {
  eventHandlers: {
    focus: function () {
      this.is = true
    },
    mouseup: function () {
      this.is = false
    },
    keydown: function ({ key }) {
      if (key !== 'Tab' && key !== 'Shift') this.is = false
    },
  },
})

function unlessPassing(command: Command & StateCommand): Command {
  return (view: EditorView) => view.plugin(passing)?.is !== true && command(view)
}
