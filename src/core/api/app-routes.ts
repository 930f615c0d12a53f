import { type Context, readSettings, saveSettings } from './context.ts'
import type { Implementer } from './implementer.ts'

export function createAppRoutes(os: Implementer, context: Context) {
  const { store, events, ports, version, suggestedHub } = context

  return {
    status: os.app.status.handler(() => ({
      version,
      ready: store.hubs.all().length > 0,
      ...(suggestedHub === undefined ? {} : { suggestedHub }),
      store: {
        folder: store.folder,
        bytes: store.bytes(),
        generation: store.generation,
      },
      settings: readSettings(store),
      notices: store.meta.notices(),
      noticesInAll: store.meta.noticeCount(),
      zone: ports.clock.read().zone,
    })),

    countEdits: os.app.countEdits.handler(() => ({ edits: store.drafts.editCount() })),

    watch: os.app.watch.handler(({ input, signal }) => events.subscribe(signal, input.session)),

    saveSettings: os.app.saveSettings.handler(({ input }) => {
      saveSettings(store, input)
      events.emit({ topic: 'settings' })
      return readSettings(store)
    }),

    dismissNotice: os.app.dismissNotice.handler(({ input }) => {
      store.meta.dismissNotice(input.id)
      events.emit({ topic: 'settings' })
      return {}
    }),

    dismissNotices: os.app.dismissNotices.handler(({ input }) => {
      store.meta.dismissNotices(input.upTo)
      events.emit({ topic: 'settings' })
      return {}
    }),
  }
}
