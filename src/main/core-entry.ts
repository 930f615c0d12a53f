import { openCore } from '../core/create-core.ts'
import { createClock, createTimers, fetchWire, fillRandom, openFileLog } from '../core/real-ports.ts'
import { serveCore } from './core-service.ts'

/** Entry of the core's process in the Electron shell. */

// Ctrl-C in a terminal reaches every process of the desk; the shell stops this one in good order.
process.on('SIGINT', () => undefined)

serveCore(process.parentPort, async (settings, secrets) => {
  const { folder, introduction, suggestedHub } = settings
  const opened = await openCore({
    folder,
    sampleFolder: settings.sampleFolder,
    version: settings.version,
    ports: {
      clock: createClock(),
      timers: createTimers(),
      wire: fetchWire,
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
  return opened
})
