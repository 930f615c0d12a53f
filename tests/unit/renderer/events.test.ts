import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import type { Connection } from '../../../src/renderer/client/connection.ts'
import type { Desk } from '../../../src/renderer/client/desk.ts'
import { createDeskEvents, type DeskEvents } from '../../../src/renderer/client/events.ts'

let events: DeskEvents
afterEach(() => events.stop())

it('a core that is about to end, and gives no more events, is not asked again and again', async () => {
  let asked = 0
  const watch = async () => {
    asked += 1
    await turn()
    return (async function* () {
      yield { topic: 'hello' }
    })()
  }
  const connection = { whenOpen: async () => {}, isOpen: () => true } as unknown as Connection
  events = createDeskEvents({ app: { watch } } as unknown as Desk, connection, 'this-window')
  let greetings = 0
  events.on(() => (greetings += 1))
  events.start()
  await wait(300)
  expect({ asked, greetings }).toEqual({ asked: 1, greetings: 1 })
})
