import type { Context } from './context.ts'
import type { Implementer } from './implementer.ts'
import { bytesToBring } from './lane-files.ts'
import { laneReason } from './lane-reason.ts'
import { toHubView, toLaneView, toSubmissionView, toUnsentView } from './views.ts'

/** So long before its day, work that is not sent is brought to mind. */
const SOON_MS = 24 * 3_600_000

export function createSyncRoutes(os: Implementer, context: Context) {
  const { store, connections, events, ports } = context

  return {
    overview: os.sync.overview.handler(() => {
      const at = ports.clock.read().wall
      const open = store.outbox.open()
      const hubs = new Map(store.hubs.all().map((hub) => [hub.id, hub]))
      const going = open.filter((row) => row.state !== 'quarantined')
      return {
        workOffline: connections.isOffline(),
        waiting: {
          tasks: new Set(going.map((row) => row.taskNo)).size,
          bytes:
            going.reduce((sum, row) => sum + row.bytes, 0) +
            [...hubs.keys()].reduce((sum, hubId) => sum + bytesToBring(context, hubId), 0),
        },
        hubs: [...hubs.values()]
          .filter((hub) => hub.kind === 'hub')
          .map((hub) => toHubView(hub, connections.connection(hub.id))),
        lanes: open.map((row) =>
          toLaneView(row, at, laneReason(store, row, hubs.get(row.hubId), connections.connection(row.hubId), at)),
        ),
        unsent: store.taskList.unsent(at + SOON_MS).map((row) => toUnsentView(row, at)),
        files: store.files.missingTotal(),
        refusedChanges: store.feed.refusedCount(),
        receipts: store.submissions.receiptCount(),
      }
    }),

    setOffline: os.sync.setOffline.handler(({ input }) => {
      connections.setOffline(input.offline)
      return {}
    }),

    now: os.sync.now.handler(() => {
      for (const hub of store.hubs.all()) store.outbox.setAllDue(hub.id)
      store.files.setAllDue()
      connections.wakeAll()
      events.emit({ topic: 'sync' })
      return {}
    }),

    retry: os.sync.retry.handler(({ input, errors }) => {
      const head = store.tasks.head(input.taskId)
      if (head === undefined) throw errors.NOT_FOUND({ data: { text: 'This task is not on this computer.' } })
      for (const row of store.outbox.openOfTask(head.no)) store.outbox.setDue(row.id)
      connections.wake(head.hubId)
      events.emit({ topic: 'sync' })
      return {}
    }),

    retryAll: os.sync.retryAll.handler(() => {
      store.transaction(() => {
        store.outbox.releaseAll()
        for (const hub of store.hubs.all()) store.outbox.setAllDue(hub.id)
      })
      for (const hub of store.hubs.all()) connections.wake(hub.id)
      events.emit({ topic: 'sync' })
      return {}
    }),

    submissions: os.sync.submissions.handler(({ input }) => ({
      total: store.submissions.count(),
      rows: store.submissions.page(input.limit, input.offset).map(toSubmissionView),
    })),
  }
}
