import { describe, expect, test } from 'vitest'
import { createToasts } from '../../../src/renderer/state/toasts.ts'
import { createToastQueue } from '../../../src/renderer/ui/toast-queue.ts'

function openToasts() {
  const queue = createToastQueue()
  return { toasts: createToasts(queue), shown: () => queue.visibleToasts.map(({ content }) => content.text) }
}

describe('toasts', () => {
  test('put an offer away when there is a newer decision about the same task, and no other', () => {
    const { toasts, shown } = openToasts()
    const undone: string[] = []
    toasts.offerUndo('The payment was taken out.', () => undone.push('payment'))
    toasts.offerUndo('The task is yours.', () => undone.push('take'), 'a')
    toasts.offerUndo('Another task is yours.', () => undone.push('other take'), 'b')
    toasts.offerUndo('Finished.', () => undone.push('send'), 'a')
    expect(shown()).toEqual(['Finished.', 'Another task is yours.', 'The payment was taken out.'])
    while (toasts.undoLast()) expect(undone.length).toBeLessThan(9)
    expect(undone).toEqual(['send', 'other take', 'payment'])
  })

  test('put away what was only told when there is something newer, and keep problems', () => {
    const { toasts, shown } = openToasts()
    toasts.say('Taken back')
    toasts.complain('The hub does not answer.')
    toasts.say('Saved')
    expect(shown()).toEqual(['Saved', 'The hub does not answer.'])
  })
})
