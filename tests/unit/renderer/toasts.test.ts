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

  test('take back as many as were made one after the other, whatever was told between them', () => {
    const { toasts, offer, undone } = openToasts()
    for (const text of ['First.', 'Second.', 'Third.']) {
      offer(text)
      toasts.say('Saved')
    }
    toasts.say('Saved once more')
    expect(Array.from({ length: 4 }, () => toasts.undoLast())).toEqual([true, true, true, false])
    expect(undone).toEqual(['Third.', 'Second.', 'First.'])
  })

  test('go by themselves after a while, but for a problem, which stays until it is closed', () => {
    const told: [string, number | undefined][] = []
    const place = {
      visibleToasts: [],
      add: ({ text }: { text: string }, { timeout }: { timeout?: number }) => `${told.push([text, timeout])}`,
      close: () => {},
    }
    const toasts = createToasts(place, () => 0)
    toasts.say('Saved')
    toasts.offerUndo('The task is yours.', () => {})
    toasts.offerUndoSend('Finished.', () => {}, 'a')
    toasts.complain('The disk is full.')
    expect(told).toEqual([
      ['Saved', 8_000],
      ['The task is yours.', 8_000],
      ['Finished.', 8_000],
      ['The disk is full.', undefined],
    ])
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

  test('go on offering what is about other tasks when the hub has the work of one', () => {
    const { toasts, offer, undone } = openToasts()
    offer('The task is yours.', 'c')
    toasts.offerUndoSend('Finished too.', () => undone.push('Finished too.'), 'd')
    toasts.offerUndoSend('Finished.', () => undone.push('Finished.'), 'a')
    offer('You continue here.', 'b')
    toasts.arrived('a')
    expect(Array.from({ length: 4 }, () => toasts.undoLast())).toEqual([true, true, true, false])
    expect(undone).toEqual(['You continue here.', 'Finished too.', 'The task is yours.'])
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
