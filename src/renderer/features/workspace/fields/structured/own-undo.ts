import { type KeyboardEvent, type RefObject, useEffect } from 'react'
import { isComposing } from '../../../../ui/is-composing.ts'
import { keyName } from '../../../../ui/use-shortcuts.ts'

/** What can be taken back and done again; whether there was anything is not asked here. */
type History = { undo(): unknown; redo(): unknown }

/**
 * Ctrl+Z and Ctrl+Shift+Z or Ctrl+Y (⌘ on a Mac) in all of a structured field: one history, whichever of its boxes has
 * the focus. The boxes' own would know nothing of what was moved or deleted. What happens in a dialog that was opened
 * from here, of which React tells too, is left to the dialog.
 * @returns whether the key was one of them
 */
export function undoByKey(event: KeyboardEvent, history: History): boolean {
  const isInside = event.target instanceof Node && event.currentTarget.contains(event.target)
  if (!isInside || isComposing(event.nativeEvent)) return false
  const name = `${event.shiftKey ? 'Shift+' : ''}${keyName(event.nativeEvent)}`
  if (name === 'Mod+Z') history.undo()
  else if (name === 'Shift+Mod+Z' || name === 'Mod+Y') history.redo()
  else return false
  event.preventDefault()
  event.stopPropagation()
  return true
}

/** The same, also where it is chosen in the browser's own menus. */
export function useOwnUndo(
  ref: RefObject<HTMLElement | null>,
  history: History,
): (event: KeyboardEvent<HTMLElement>) => void {
  useEffect(() => {
    const place = ref.current
    const before = (event: InputEvent): void => {
      if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return
      event.preventDefault()
      if (event.inputType === 'historyUndo') history.undo()
      else history.redo()
    }
    place?.addEventListener('beforeinput', before)
    return () => place?.removeEventListener('beforeinput', before)
  }, [ref, history])
  return (event) => void undoByKey(event, history)
}
