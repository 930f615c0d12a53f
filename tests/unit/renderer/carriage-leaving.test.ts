import { expect, it, vi } from 'vitest'
import type { Desk } from '../../../src/renderer/client/desk.ts'
import { askWhileBusy, createCarriage } from '../../../src/renderer/state/carriage.ts'

it('asks before the window goes while a sealed file is read in', async () => {
  const { promise, resolve: answer } = Promise.withResolvers<never>()
  const desk = { carriage: { begin: vi.fn<() => Promise<never>>(() => promise) } } as unknown as Pick<Desk, 'carriage'>
  const page = new EventTarget() as Window & EventTarget
  const carriage = createCarriage(desk, () => undefined)
  askWhileBusy(page, carriage)
  const mayClose = () => page.dispatchEvent(new Event('beforeunload', { cancelable: true }))
  expect(mayClose()).toBe(true)
  const reading = carriage.read(new File(['sealed'], 'week.understudy'))
  expect(carriage.store.getState().busy).toBeDefined()
  expect(mayClose()).toBe(false)
  answer(undefined as never)
  await reading
  expect(mayClose()).toBe(true)
})
