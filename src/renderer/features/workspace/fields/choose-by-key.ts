import type { KeyboardEvent } from 'react'
import { digitOf } from '../../../ui/use-shortcuts.ts'

/**
 * Chooses a step of a scale by its digit, 0 being the tenth, and takes the focus there. Other keys are left alone.
 * @param event of the element around the scale's radio buttons
 * @param points of the scale, which begins at 1
 */
export function chooseByKey(event: KeyboardEvent<HTMLElement>, points: number, choose: (step: number) => void): void {
  const digit = digitOf(event)
  const step = digit === 0 ? 10 : digit
  if (step === undefined || step > points) return
  choose(step)
  event.currentTarget.querySelector<HTMLElement>(`input[value="${step}"]`)?.focus()
}
