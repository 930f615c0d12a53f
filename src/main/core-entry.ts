import { openCore } from '../core/create-core.ts'
import { createClock, createTimers, createWire, fillRandom, openFileLog } from '../core/real-ports.ts'
import { ok } from '../shared/domain/result.ts'
import { serveCore } from './core-service.ts'

/** Entry of the core's process in the Electron shell. */

/** There is a store that has to be closed in good order. */
let isOpen = false

// Ctrl-C in a terminal, a terminal that is closed and the end of a session reach every process of the desk; the shell
// stops this one in good order. SIGTERM is also how it ends it, before there is anything to close and when that is done.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('SIGTERM', () => {
  if (!isOpen) process.exit(0)
})

serveCore(process.parentPort, async (settings, { secrets, network }) => {
  const { folder, introduction, suggestedHub } = settings
  const opened = await openCore({
    folder,
    sampleFolder: settings.sampleFolder,
    version: settings.version,
    ports: {
      clock: createClock(),
      timers: createTimers(),
      wire: createWire(async (url) => (await network.findProxy({ url })).proxy ?? undefined),
      fillRandom,
      log: openFileLog(folder),
      secrets: {
        get: async (key) => (await secrets.get({ key })).secret,
        set: async (key, secret) => void (await secrets.set({ key, secret })),
        remove: async (key) => void (await secrets.remove({ key })),
      },
    },
    ...(introduction === undefined ? {} : { introduction }),
    ...(suggestedHub === undefined ? {} : { suggestedHub }),
    // The shell starts a core that has ended again, and gives every window a new port.
    reopen: () => {
      if (opened.ok) void opened.value.stop().finally(() => process.exit(0))
    },
  })
  if (!opened.ok) return opened
  const core = opened.value
  isOpen = true
  return ok({
    ...core,
    stop: () =>
      core.stop().finally(() => {
        isOpen = false
      }),
  })
})
