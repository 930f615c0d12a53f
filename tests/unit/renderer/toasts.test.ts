import { describe, expect, test } from 'vitest'
import { createToasts } from '../../../src/renderer/state/toasts.ts'
import { createToastQueue } from '../../../src/renderer/ui/toast-queue.ts'

function openToasts() {
  const queue = createToastQueue()
  const clock = { now: 0 }
  const undone: string[] = []
  const toasts = createToasts(queue, () => clock.now)
  return {
    toasts,
    clock,
    undone,
    offer: (text: string, about?: string) => toasts.offerUndo(text, () => undone.push(text), about),
    shown: () => queue.visibleToasts.map(({ content }) => content.text),
  }
}

describe('toasts', () => {
  test('show the newest offer alone, and take back the older ones in turn', () => {
    const { toasts, offer, undone, shown } = openToasts()
    offer('The criterion was deleted.')
    offer('The payment was taken out.')
    expect(shown()).toEqual(['The payment was taken out.'])
    expect([toasts.undoLast(), toasts.undoLast(), toasts.undoLast()]).toEqual([true, true, false])
    expect(undone).toEqual(['The payment was taken out.', 'The criterion was deleted.'])
  })

  test('drop an offer when there is a newer decision about the same task, and no other', () => {
    const { toasts, offer, undone } = openToasts()
    offer('The task is yours.', 'a')
    offer('Another task is yours.', 'b')
    offer('Finished.', 'a')
    expect([toasts.undoLast(), toasts.undoLast(), toasts.undoLast()]).toEqual([true, true, false])
    expect(undone).toEqual(['Finished.', 'Another task is yours.'])
  })

  test('take nothing back that the hub has, and tell so where it was offered', () => {
    const { toasts, offer, undone, shown } = openToasts()
    toasts.offerUndoSend('Finished.', () => undone.push('Finished.'), 'a')
    offer('You continue here.', 'b')
    toasts.arrived('a')
    toasts.arrived('b')
    expect(shown()).toEqual(['You continue here.'])
    toasts.offerUndoSend('Finished too.', () => undone.push('Finished too.'), 'b')
    toasts.arrived('b')
    expect(shown()).toEqual(['The hub has it.'])
    expect(toasts.undoLast()).toBe(false)
    expect(undone).toEqual([])
  })

  test('say what did not work once, however often it is tried', () => {
    const { toasts, shown } = openToasts()
    for (const text of ['The disk is full.', 'No hub answers.', 'The disk is full.']) toasts.complain(text)
    expect(shown()).toEqual(['The disk is full.', 'No hub answers.'])
  })

  test('take nothing back after its time', () => {
    const { toasts, offer, clock, undone } = openToasts()
    offer('The criterion was deleted.')
    toasts.say('Saved')
    clock.now = 60_000
    expect(toasts.undoLast()).toBe(false)
    expect(undone).toEqual([])
  })

  test('put away what was only told when there is something newer, and keep problems', () => {
    const { toasts, shown } = openToasts()
    toasts.say('Taken back')
    toasts.complain('The hub does not answer.')
    toasts.say('Saved')
    expect(shown()).toEqual(['Saved', 'The hub does not answer.'])
  })
})
