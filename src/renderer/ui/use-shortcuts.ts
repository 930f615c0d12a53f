import { useEffect, useLayoutEffect, useRef } from 'react'
import { isComposing } from './is-composing.ts'
import { isMac } from './is-mac.ts'
import { isModalOpen } from './is-modal-open.ts'

/**
 * What to do by key: `/`, `?`, `t`, `Alt+1`, `Alt+Shift+1`, `Mod+Enter`, `Escape`. `Mod` is Ctrl, or ⌘ on a Mac. `Alt` is ⌃⌥
 * there, for ⌥ alone writes: @ and [ on a German keyboard, é and ñ on an American one, and with an arrow it goes by words.
 */
export type Shortcuts = Readonly<Record<string, () => void>>

/** Whether keys typed there are words. */
export function isTextPlace(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type)
}

/** The key of an event as `Shortcuts` names it. */
export function keyName(event: KeyboardEvent): string {
  const isAlt = event.altKey && (!isMac() || event.ctrlKey)
  const mod = event.metaKey || (event.ctrlKey && !(isAlt && isMac()))
  // With Alt many keyboards give another character (¡ for 1): what is meant is what stands on the key.
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  const cap = capOf(event)
  const key = isAlt ? (digit ?? cap ?? event.key) : isLatin(event.key) ? event.key : asTyped(cap, event)
  const shift = isAlt && event.shiftKey && digit !== undefined ? 'Shift+' : ''
  return `${mod ? 'Mod+' : ''}${isAlt ? 'Alt+' : ''}${shift}${key.length === 1 && (mod || isAlt) ? key.toUpperCase() : key}`
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'getModifierState'>

/**
 * The digit that a key without Ctrl, Alt or ⌘ stands for. French and Czech keyboards write their digits with Shift: there
 * the key's place tells (& is 1, é is 2 or 0), as no letter of ours is in that row.
 */
export function digitOf(event: KeyPress): number | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  if (/^\d$/.test(event.key)) return Number(event.key)
  const placed = /^Digit(\d)$/.exec(event.code)?.[1]
  return placed === undefined || event.shiftKey || event.getModifierState('AltGraph') ? undefined : Number(placed)
}

/** Signs that shortcuts name, by the codes that their keys have on every keyboard. */
const signs: Readonly<Record<number, string>> = { 188: ',', 190: '.' }

/**
 * The letter or sign that stands on a key, whatever it writes with what is held. Its place does not tell: Z lies on a German
 * keyboard where an American one has its Y, and A on a French one where that has its Q.
 */
function capOf({ keyCode, code }: KeyboardEvent): string | undefined {
  if (keyCode >= 65 && keyCode <= 90) return String.fromCodePoint(keyCode)
  return signs[keyCode] ?? /^Key([A-Z])$/.exec(code)?.[1]
}

/** Keyboards of other scripts (л, λ, ل) have no letter that a shortcut names: there the key's place tells. */
function asTyped(letter: string | undefined, event: KeyboardEvent): string {
  if (letter === undefined) return event.key
  return event.shiftKey ? letter : letter.toLowerCase()
}

function isLatin(key: string): boolean {
  return key.length > 1 || /[\p{Script=Latin}\p{Script=Common}]/u.test(key)
}

/**
 * Keys that work anywhere in the window while the component is shown. Keys without Mod or Alt do nothing while somebody
 * types, and over an open dialog only that which takes back does anything.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts)
  // With what is drawn: a key does what is to be seen, also at once.
  useLayoutEffect(() => {
    latest.current = shortcuts
  })
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const isBare = !event.ctrlKey && !event.metaKey && !event.altKey
      // Nearly every key is a letter: it is let go by at once.
      if (isBare && event.eventPhase === Event.CAPTURING_PHASE) return
      if (event.defaultPrevented || isComposing(event)) return
      const name = keyName(event)
      const run = latest.current[name]
      // Before any control hears of it: a radio button would take Ctrl+Enter for a press of its own.
      const isEarly = /^(Mod|Alt)\+/.test(name) && name !== 'Mod+Z'
      if (run === undefined || isEarly !== (event.eventPhase === Event.CAPTURING_PHASE)) return
      const isPlain = !/^(Mod|Alt)\+/.test(name) && !/^F\d/.test(name)
      const inText = isTextPlace(event.target)
      // Ctrl+Z in a text belongs to the text.
      if (inText && (isPlain || name === 'Mod+Z')) return
      // What was just done in a dialog is taken back from there.
      if (name !== 'Mod+Z' && isModalOpen()) return
      event.preventDefault()
      if (isEarly) event.stopPropagation()
      run()
    }
    document.addEventListener('keydown', press)
    document.addEventListener('keydown', press, true)
    return () => {
      document.removeEventListener('keydown', press)
      document.removeEventListener('keydown', press, true)
    }
  }, [])
}
