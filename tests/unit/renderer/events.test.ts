import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Connection } from '../../../src/renderer/client/connection.ts'
import type { Desk } from '../../../src/renderer/client/desk.ts'
import { createDeskEvents, type DeskEvents } from '../../../src/renderer/client/events.ts'

let events: DeskEvents
beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  events.stop()
  vi.useRealTimers()
})

it('a core that is about to end, and gives no more events, is not asked again and again', async () => {
  let asked = 0
  const watch = async () => {
    asked += 1
    // A core gives up here and there.
    if (asked > 1_000) throw new Error('asked again and again')
    return (async function* () {
      yield { topic: 'hello' }
    })()
  }
  const connection = { whenOpen: async () => {}, isOpen: () => true } as unknown as Connection
  events = createDeskEvents({ app: { watch } } as unknown as Desk, connection, 'this-window')
  let greetings = 0
  events.on(() => (greetings += 1))
  events.start()
  await vi.advanceTimersByTimeAsync(300)
  expect({ asked, greetings }).toEqual({ asked: 1, greetings: 1 })
  await vi.advanceTimersByTimeAsync(300)
  expect({ asked, greetings }).toEqual({ asked: 2, greetings: 2 })
})
