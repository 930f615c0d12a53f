import { isMac } from './is-mac.ts'

/**
 * Undoes or redoes what the key for it would, pressed where the focus is: each editor and each field of parts has a history of
 * its own, of which the browser's undo knows nothing. A plain box has the browser's.
 */
export function takeBackInFocus(command: 'undo' | 'redo'): void {
  const place = document.activeElement ?? document.body
  // On a Mac redo is ⇧⌘Z; elsewhere every editor knows Ctrl+Y.
  const isShifted = command === 'redo' && isMac()
  const letter = command === 'undo' || isShifted ? 'Z' : 'Y'
  const press = new KeyboardEvent('keydown', {
    key: isShifted ? letter : letter.toLowerCase(),
    code: `Key${letter}`,
    // By it CodeMirror tells ⇧⌘Z from ⌘Z.
    keyCode: letter.charCodeAt(0),
    ctrlKey: !isMac(),
    metaKey: isMac(),
    shiftKey: isShifted,
    bubbles: true,
    cancelable: true,
  })
  const isLeft = place.dispatchEvent(press)
  // A key that a script presses does nothing by itself.
  if (isLeft && (place instanceof HTMLInputElement || place instanceof HTMLTextAreaElement))
    document.execCommand(command)
}
