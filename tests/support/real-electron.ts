import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication } from '@playwright/test'
import type { LaunchedShell, LaunchOptions } from './electron-double/launch.ts'
import type { RecordedCall } from './electron-double/recorded.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Electron's Linux binary needs a display; a machine without one can lend a virtual one (`xvfb-run`). */
const needsDisplay = process.platform === 'linux'

export type FoundElectron = { readonly path: string } | { readonly missing: string }

/** Looks for a real Electron without fetching one. @returns its path, or in one sentence why there is none */
export function findElectron(): FoundElectron {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : usualName()
  const path = join(override ?? join(folder, 'dist'), name)
  if (!existsSync(path)) {
    const place = override === undefined ? 'node_modules/electron/dist' : 'ELECTRON_OVERRIDE_DIST_PATH'
    return { missing: `There is no Electron binary in ${place} (it is fetched on first use, where the net allows it).` }
  }
  if (needsDisplay && (process.env['DISPLAY'] ?? '') === '' && (process.env['WAYLAND_DISPLAY'] ?? '') === '')
    return { missing: 'There is an Electron binary, but no display for its window.' }
  return { path }
}

function usualName(): string {
  if (process.platform === 'win32') return 'electron.exe'
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'
}

const POWER = {
  suspend: 'suspend',
  resume: 'resume',
  lock: 'lock-screen',
  unlock: 'unlock-screen',
  shutdown: 'shutdown',
}

/** Starts the built shell in real Electron. @throws where there is none; ask `findElectron` first */
export async function launchRealElectron(options: LaunchOptions): Promise<LaunchedShell> {
  const found = findElectron()
  if ('missing' in found) throw new Error(found.missing)
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
