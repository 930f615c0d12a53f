import { type KeyboardEvent, type RefObject, useEffect } from 'react'
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
  if (!isInside || event.nativeEvent.isComposing) return false
  const name = `${event.shiftKey ? 'Shift+' : ''}${keyName(event.nativeEvent)}`
  const { currentTarget } = event
  if (name === 'Mod+Z') keepFocus(currentTarget, () => history.undo())
  else if (name === 'Shift+Mod+Z' || name === 'Mod+Y') keepFocus(currentTarget, () => history.redo())
  else return false
  event.preventDefault()
  event.stopPropagation()
  return true
}

const TEXTS = 'textarea, input:not([type="radio"], [type="checkbox"], [type="file"]), [contenteditable="true"]'
const CONTROLS = `${TEXTS}, button, input:checked, [tabindex="0"]`

/**
 * What has the focus may go with what is taken back: then the text before it has it, or what there is to press. Left to
 * nothing, the next Ctrl+Z would not reach this field and take back something else, such as a decision about the task.
 */
function keepFocus(place: Element, run: () => void): void {
  const all = [...place.querySelectorAll<HTMLElement>(CONTROLS)]
  const at = all.findIndex((one) => one === document.activeElement)
  run()
  const look = (): void => {
    if (at < 0 || !place.isConnected || document.activeElement !== document.body) return
    const isThere = (one: HTMLElement): boolean => one.isConnected && !one.matches(':disabled')
    const before = all.slice(0, at).filter(isThere)
    const near = before.findLast((one) => one.matches(TEXTS)) ?? before.at(-1) ?? all.slice(at).find(isThere)
    const found = near ?? place.querySelector<HTMLElement>(CONTROLS)
    found?.focus()
  }
  // When it has been drawn, and what wants the focus itself has taken it.
  queueMicrotask(look)
  requestAnimationFrame(look)
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
      if (place !== null) keepFocus(place, () => (event.inputType === 'historyUndo' ? history.undo() : history.redo()))
    }
    place?.addEventListener('beforeinput', before)
    return () => place?.removeEventListener('beforeinput', before)
  }, [ref, history])
  return (event) => void undoByKey(event, history)
}
