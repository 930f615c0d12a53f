import { expect, test } from 'vitest'
import { oneAtATime } from '../../../src/renderer/ui/one-at-a-time.ts'

test('what is pressed twice is done once, and can be done again when it has ended', async () => {
  const once = oneAtATime()
  const { promise, resolve } = Promise.withResolvers<void>()
  let done = 0
  const work = async (): Promise<void> => {
    done += 1
    await promise
  }
  const first = once(work)
  await once(work)
  expect(done).toBe(1)
  resolve()
  await first
  await once(work)
  expect(done).toBe(2)
})

test('what fails can be tried again', async () => {
  const once = oneAtATime()
  await expect(once(() => Promise.reject(new Error('no room')))).rejects.toThrow('no room')
  let done = 0
  await once(async () => void (done += 1))
  expect(done).toBe(1)
})
