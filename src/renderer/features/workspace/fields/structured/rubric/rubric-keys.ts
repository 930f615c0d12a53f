import type { KeyboardEvent } from 'react'
import { isComposing } from '../../../../../ui/is-composing.ts'
import { keyName } from '../../../../../ui/use-shortcuts.ts'
import type { Place, RubricActions } from './rubric-actions.ts'

type Context = {
  readonly id: string
  readonly actions: RubricActions
  readonly neighbour: (id: string, step: 1 | -1) => string | undefined
  readonly onPlace: (place: Place) => void
  readonly onDetails: (id: string) => void
  readonly onRequired: (id: string) => void
}

/**
 * The keys of a criterion's line. Enter makes the next one, Shift+Enter a new line of text; Alt+Up and Alt+Down move,
 * Alt+Shift+Right and Left (or Mod+] and Mod+[) put in and out; arrows at the end of a text go to the neighbour.
 */
export function pressInRow(event: KeyboardEvent, context: Context): void {
  const { id, actions, neighbour, onPlace, onDetails, onRequired } = context
  const { target } = event
  if (isComposing(event.nativeEvent) || !(target instanceof HTMLElement)) return
  const part = target.dataset['part']
  if (part !== 'text' && part !== 'points') return
  const go = (step: 1 | -1, isSure: boolean): boolean => {
    const next = isSure ? neighbour(id, step) : undefined
    if (next === undefined) return false
    onPlace({ id: next, part, caret: step === 1 ? 'start' : 'end' })
    return true
  }
  const box = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement ? target : undefined
  const isAtStart = box?.selectionStart === 0 && box.selectionEnd === 0
  const isAtEnd = box !== undefined && box.selectionStart === box.value.length
  const isEmpty = part === 'text' && box?.value === ''
  const done = ((): boolean => {
    switch (`${event.shiftKey ? 'Shift+' : ''}${keyName(event.nativeEvent)}`) {
      case 'Enter':
        if (isEmpty) actions.move(id, 'out')
        else actions.add(id)
        return true
      case 'Alt+ArrowUp':
      case 'Shift+Alt+ArrowUp':
        actions.move(id, 'up')
        return true
      case 'Alt+ArrowDown':
      case 'Shift+Alt+ArrowDown':
        actions.move(id, 'down')
        return true
      case 'Shift+Alt+ArrowRight':
      case 'Mod+]':
        actions.move(id, 'in')
        return true
      case 'Shift+Alt+ArrowLeft':
      case 'Mod+[':
        actions.move(id, 'out')
        return true
      case 'Alt+Enter':
        onDetails(id)
        return true
      case 'Alt+G':
        onRequired(id)
        return true
      case 'Shift+Mod+Backspace':
        actions.remove(id)
        return true
      case 'Backspace':
        if (isEmpty) actions.remove(id)
        return isEmpty
      case 'Mod+ArrowUp':
        return go(-1, true)
      case 'Mod+ArrowDown':
        return go(1, true)
      case 'ArrowUp':
        return go(-1, part === 'points' || isAtStart)
      case 'ArrowDown':
        return go(1, part === 'points' || isAtEnd)
      default:
        return false
    }
  })()
  if (done) event.preventDefault()
}
