import { type KeyboardEvent, type RefObject, useEffect } from 'react'
import { keyName } from '../../../../../ui/use-shortcuts.ts'

type History = { undo(): void; redo(): void }

/**
 * Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y) in all of a field: one history, whichever of its boxes has the focus. The boxes'
 * own histories would know nothing of what was moved or deleted, so they are not used.
 */
export function useOwnUndo(
  ref: RefObject<HTMLElement | null>,
  history: History,
): (event: KeyboardEvent<HTMLElement>) => void {
  // The same from the browser's menus.
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

  function onKey(event: KeyboardEvent<HTMLElement>): void {
    // React also tells of what happens in dialogs that were opened from here.
    const isInside = event.target instanceof Node && event.currentTarget.contains(event.target)
    if (!isInside || event.nativeEvent.isComposing) return
    const name = `${event.shiftKey ? 'Shift+' : ''}${keyName(event.nativeEvent)}`
    if (name === 'Mod+Z') history.undo()
    else if (name === 'Shift+Mod+Z' || name === 'Mod+Y') history.redo()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return onKey
}
