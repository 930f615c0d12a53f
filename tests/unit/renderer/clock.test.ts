import { expect, it } from 'vitest'
import type { Desk } from '../../../src/renderer/client/desk.ts'
import { createClock } from '../../../src/renderer/state/clock.ts'
import { createToasts } from '../../../src/renderer/state/toasts.ts'
import { createToastQueue } from '../../../src/renderer/ui/toast-queue.ts'

it('says what to do where the clock is to be started and no task is open', async () => {
  const queue = createToastQueue()
  const desk = { time: { state: async () => ({ marks: [] }) } } as unknown as Desk
  const clock = createClock(desk, createToasts(queue), () => 0)
  await clock.toggle(undefined)
  expect(queue.visibleToasts.map(({ content }) => content.text)).toEqual([
    'Open the task that you work on, then start the clock.',
  ])
})
