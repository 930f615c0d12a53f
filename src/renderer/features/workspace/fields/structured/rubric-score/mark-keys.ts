import type { KeyboardEvent } from 'react'
import { isComposing } from '../../../../../ui/is-composing.ts'
import { digitOf, isTextPlace, keyName } from '../../../../../ui/use-shortcuts.ts'
import type { MarkActions } from './mark-actions.ts'

type Context = {
  readonly id: string
  readonly actions: MarkActions
  /** Brings the focus to a part of the criterion so many further on that can be marked. */
  readonly go: (id: string, step: number, part: string) => void
}

/**
 * The keys while a criterion's marks have the focus: M or 1 is met, N or 0 is not, Backspace takes the mark away, arrows
 * go up and down and from one mark to the other, E goes to the evidence. In its texts Escape goes back to the marks, and
 * Ctrl with the arrows to the neighbours.
 */
export function pressInMarks(event: KeyboardEvent, { id, actions, go }: Context): void {
  const { target, nativeEvent } = event
  if (isComposing(nativeEvent) || !(target instanceof HTMLElement)) return
  const part = target.dataset['part'] ?? 'met'
  const name = keyName(nativeEvent)
  const done = ((): boolean => {
    if (isTextPlace(target)) {
      if (name === 'Escape') go(id, 0, 'met')
      else if (name === 'Mod+ArrowDown') go(id, 1, part)
      else if (name === 'Mod+ArrowUp') go(id, -1, part)
      else return false
      return true
    }
    const digit = digitOf(nativeEvent)
    switch (digit === undefined ? (name.length === 1 ? name.toLowerCase() : name) : String(digit)) {
      case 'm':
      case '1':
        actions.mark(id, true)
        return true
      case 'n':
      case '0':
        actions.mark(id, false)
        return true
      case 'Backspace':
      case 'Delete':
        actions.mark(id, undefined)
        return true
      case 'ArrowDown':
        go(id, 1, part)
        return true
      case 'ArrowUp':
        go(id, -1, part)
        return true
      case 'ArrowRight':
        go(id, 0, 'not-met')
        return true
      case 'ArrowLeft':
        go(id, 0, 'met')
        return true
      case 'Home':
        go(id, Number.NEGATIVE_INFINITY, part)
        return true
      case 'End':
        go(id, Number.POSITIVE_INFINITY, part)
        return true
      case 'e':
        go(id, 0, 'evidence')
        return true
      default:
        return false
    }
  })()
  if (!done) return
  event.preventDefault()
  event.stopPropagation()
}
