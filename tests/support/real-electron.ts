import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication } from '@playwright/test'
import { findElectronForWindow } from '../../scripts/lib/electron.mjs'
import type { LaunchedShell, LaunchOptions } from './electron-double/launch.ts'
import type { RecordedCall } from './electron-double/recorded.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const POWER = {
  suspend: 'suspend',
  resume: 'resume',
  lock: 'lock-screen',
  unlock: 'unlock-screen',
  shutdown: 'shutdown',
}

/** Starts the built shell in real Electron. @throws where there is none; ask `findElectronForWindow` first */
export async function launchRealElectron(options: LaunchOptions): Promise<LaunchedShell> {
  const found = findElectronForWindow()
  if (found.path === undefined) throw new Error(found.missing)
  const env: Record<string, string> = {}
  for (const [key, value] of Object.entries({ ...process.env, ...options.env }))
    if (value !== undefined) env[key] = value
  // Chromium's sandbox refuses to start as root; the pages keep theirs by preference, which the shell asserts.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({
    executablePath: found.path,
    args: [...asRoot, ROOT, '--data', options.dataFolder, ...(options.args ?? [])],
    cwd: ROOT,
    env,
  })
  const calls = await recordDialogs(app)
  const page = await app.firstWindow()
  return {
    page,
    pid: app.process().pid ?? -1,
    calls: () => calls,
    corePid: async () => {
      const pid = await app.evaluate(
        ({ app: electron }) => electron.getAppMetrics().find(({ name }) => name === 'Understudy core')?.pid,
      )
      if (pid === undefined) throw new Error('The core does not run')
      return pid
    },
    firePower: (event) =>
      app.evaluate(({ powerMonitor }, name) => {
        powerMonitor.emit(name)
      }, POWER[event]),
    clickMenu: (id) =>
      app.evaluate(({ Menu }, wanted) => {
        const item = Menu.getApplicationMenu()?.getMenuItemById(wanted)
        if (!item) throw new Error(`The menu has no item ${wanted}`)
        item.click()
      }, id),
    quit: async () => {
      const ended = new Promise<number>((resolve) => app.process().once('exit', (code) => resolve(code ?? -1)))
      await app.evaluate(({ app: electron }) => electron.quit()).catch(() => undefined)
      return ended
    },
  }
}

/** In the tests nobody is there to click a real dialog away, so each is recorded and dismissed. */
async function recordDialogs(app: ElectronApplication): Promise<RecordedCall[]> {
  const calls: RecordedCall[] = []
  app.on('console', (message) => {
    const [, text] = /^understudy-call (.*)$/.exec(message.text()) ?? []
    if (text !== undefined) calls.push(JSON.parse(text) as RecordedCall)
  })
  await app.evaluate(({ dialog, shell }) => {
    const tell = (api: string, args: unknown[]) => console.log(`understudy-call ${JSON.stringify({ api, args })}`)
    dialog.showMessageBox = (...args: unknown[]) => {
      const options = args.at(-1) as { cancelId?: number }
      tell('dialog.showMessageBox', [options])
      return Promise.resolve({ response: options.cancelId ?? 0, checkboxChecked: false })
    }
    dialog.showErrorBox = (...args) => tell('dialog.showErrorBox', args)
    shell.openExternal = (url) => Promise.resolve(tell('shell.openExternal', [url]))
    shell.openPath = (path) => {
      tell('shell.openPath', [path])
      return Promise.resolve('')
    }
  })
  return calls
}
