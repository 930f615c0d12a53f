import { setTimeout } from 'node:timers/promises'
import { createTimers, fetchWire } from '../../src/core/real-ports.ts'
import { openTestCore, type TestCore } from '../support/core/test-core.ts'

/** Not an address of this machine, so that the desk packs what it sends and asks for packed answers. */
const DISTANT = 'https://hub.example/'

export type BenchDesk = TestCore & {
  /** Goes online and waits until the desk has everything. @returns how long that took, in milliseconds */
  readonly pullAll: (tasks: number) => Promise<number>
  /** Waits until all these tasks can be searched; each has the word. */
  readonly indexAll: (tasks: number, word: string) => Promise<void>
  /** Goes online and waits until the hub has everything. @returns how long that took, in milliseconds */
  readonly pushAll: () => Promise<number>
}

/**
 * A desk that is enrolled and works offline until it is asked to do something.
 * @param line address of a proxy that all calls after the enrolment take, as a bad line does; without it the desk and
 *   the hub are on one machine
 */
export async function openBenchDesk(hub: string, code: string, line?: string): Promise<BenchDesk> {
  let onRequest: ((request: Request) => void) | undefined
  let isEnrolled = false
  const core = await openTestCore({
    timers: createTimers(),
    wire: (request) => {
      onRequest?.(request)
      if (line === undefined) return fetchWire(request)
      return fetchWire(
        new Request(request.url.replace(DISTANT, isEnrolled ? line : `${hub.replace(/\/$/, '')}/`), request),
      )
    },
  })
  await core.desk.sync.setOffline({ offline: true })
  await core.desk.setup.enrol({ address: line === undefined ? hub : DISTANT, code })
  isEnrolled = true

  return {
    ...core,
    // A desk that has stored all there is asks for news.
    pullAll: async (tasks) => {
      const start = performance.now()
      const asksForNews = new Promise<void>((resolve) => {
        onRequest = (request) => (/[?&]waitMs=[1-9]/.test(request.url) ? resolve() : undefined)
      })
      await core.desk.sync.setOffline({ offline: false })
      await asksForNews
      const took = performance.now() - start
      const { total } = await core.desk.tasks.list({ limit: 1 })
      if (total !== tasks) throw new Error(`${total} of ${tasks} tasks came`)
      return took
    },
    indexAll: async (tasks, word) => {
      const found = async () => (await core.desk.tasks.list({ filter: { query: word }, limit: 1 })).total
      while ((await found()) < tasks) await setTimeout(100)
    },
    pushAll: async () => {
      const events = await core.desk.app.watch({})
      const start = performance.now()
      await core.desk.sync.setOffline({ offline: false })
      for await (const { topic } of events) {
        if (topic === 'sync' && (await core.desk.sync.overview({})).waiting.tasks === 0) break
      }
      return performance.now() - start
    },
  }
}
