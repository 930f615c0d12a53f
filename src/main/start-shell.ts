import { mkdirSync } from 'node:fs'
import { app, BrowserWindow, Menu, powerMonitor, protocol, session, shell, type WebContents } from 'electron'
import { CHANNELS, type WindowCommand } from '../shared/contract/window-port.ts'
import { parseDataFolder, parseIntroduction } from './arguments.ts'
import { createCoreProcess, type CoreProcess } from './core-process.ts'
import { openDeskWindow } from './desk-window.ts'
import { createLinkOpener } from './external-links.ts'
import { findProxy } from './find-proxy.ts'
import { guardSession, installGuards } from './guards.ts'
import { listenToPages } from './ipc.ts'
import { createLog, type Log } from './log.ts'
import { planContextMenu, planMenu } from './menu.ts'
import { planPaths, type Paths } from './paths.ts'
import { watchPower } from './power.ts'
import { DESK_SCHEME, serveScheme } from './scheme.ts'
import { createSecrets } from './secrets.ts'
import { isFirstInstance } from './single-instance.ts'
import { startAgain } from './start-again.ts'
import {
  askAfterCoreDeaths,
  askAfterWindowDeaths,
  askBeforeLosingWords,
  showCannotStart,
  tellNotOpened,
  tellNotSaved,
  tellNotShown,
} from './troubles.ts'
import { createVault } from './vault.ts'
import { createWebPreferences } from './web-preferences.ts'

export type ShellOptions = {
  /** Entry of the core's process. */
  readonly coreEntry: string
  readonly preload: string
  /** Folder of the built window. */
  readonly windowFolder: string
  /** Folder of what is shipped beside the program. */
  readonly resources: string
  readonly stopLimitMs?: number
}

/** Exit codes when the desk has said why it cannot open: `npm start` takes 1 for a crash, and would have it say so again. */
const SAID_WHY = 2
const HELD_BY_ANOTHER = 3

/** The Electron shell from its start to its end. Everything up to `whenReady` must happen before the app is ready. */
export async function startShell(options: ShellOptions): Promise<void> {
  const given = parseDataFolder(process.argv)
  if (!given.ok) {
    process.stderr.write(`${given.error}\n`)
    app.exit(SAID_WHY)
    return
  }
  const paths = planPaths(given.value, options.resources)
  try {
    mkdirSync(paths.shell, { recursive: true, mode: 0o700 })
    app.setPath('userData', paths.shell)
  } catch {
    // Before that no box is shown on Linux, and whoever has not started the desk from a terminal sees nothing at all.
    await app.whenReady()
    showCannotStart(`Understudy cannot write to its folder:\n${paths.data}`)
    app.exit(SAID_WHY)
    return
  }
  // A terminal that was closed must not end the desk with an error box.
  process.stderr.on('error', () => undefined)
  const log = createLog(paths.data, (line) => {
    if (!app.isPackaged) process.stderr.write(line)
  })
  const desk = { open: () => undefined as void }
  if (!isFirstInstance(app, () => desk.open())) {
    process.stderr.write(
      `Understudy is already running with this folder and comes to the front.\nFolder: ${paths.data}\n`,
    )
    app.exit(0)
    return
  }
  app.setAppUserModelId('app.understudy.desk')
  protocol.registerSchemesAsPrivileged([DESK_SCHEME])
  const onLink = createLinkOpener(() => BrowserWindow.getFocusedWindow() ?? undefined, tellNotOpened)
  installGuards(app, { log, onLink })
  await app.whenReady()
  run(options, paths, log, desk)
}

function run(options: ShellOptions, paths: Paths, log: Log, desk: { open: () => void }): void {
  serveScheme(protocol, options.windowFolder)
  guardSession(session.defaultSession, log, tellNotSaved)
  const core = startCore(options, paths, log)

  desk.open = () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window) {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
      return
    }
    const opened = openDeskWindow({
      preferences: createWebPreferences(options.preload),
      icon: paths.icon,
      stateFile: paths.windowState,
      log,
      onGivingUp: askAfterWindowDeaths,
      onUnsaved: askBeforeLosingWords,
    })
    // Windows ends a session without asking the application: what time there is goes to the clock and the store.
    opened.on('session-end', () => void core.stop())
    opened.webContents.on('context-menu', (_event, at) => {
      const items = planContextMenu(at, process.platform, { takeBack })
      if (items.length > 0) Menu.buildFromTemplate(items).popup({ window: opened })
    })
  }
  /** Pages that hear commands, and what was chosen while there was none: on a Mac the menu outlives the window. */
  const hearing = new WeakSet<WebContents>()
  let waiting: WindowCommand | undefined
  const command = (name: WindowCommand) => {
    desk.open()
    const page = BrowserWindow.getAllWindows()[0]?.webContents
    if (page && hearing.has(page)) page.send(CHANNELS.command, name)
    else waiting = name
  }
  const takeBack = (name: 'undo' | 'redo') => {
    const page = BrowserWindow.getAllWindows()[0]?.webContents
    if (page && hearing.has(page)) page.send(CHANNELS.command, name)
  }
  const showDataFolder = () =>
    void shell.openPath(paths.data).then((problem) => {
      if (problem !== '') tellNotShown(paths.data)
    })
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(planMenu(process.platform, !app.isPackaged, { command, takeBack, showDataFolder })),
  )

  listenToPages(CHANNELS.portPlease, log, (page) => core.connect(page))
  listenToPages(CHANNELS.commandsPlease, log, (page) => {
    hearing.add(page)
    if (waiting !== undefined) page.send(CHANNELS.command, waiting)
    waiting = undefined
  })
  listenToPages(CHANNELS.network, log, (_page, online) => core.network(online === true))
  watchPower(
    powerMonitor,
    (event) => {
      log('info', 'power', { event })
      core.power(event)
    },
    () => app.quit(),
  )
  endInGoodOrder(core, desk)
  app.on('activate', () => desk.open())
  app.on('window-all-closed', () => {
    // On macOS an application outlives its windows, and so does the clock of a running task.
    if (process.platform !== 'darwin') app.quit()
  })
  desk.open()
}

function startCore(options: ShellOptions, paths: Paths, log: Log): CoreProcess {
  const introduction = parseIntroduction(process.env['UNDERSTUDY_INTRODUCTION'])
  // It holds a code: no other process needs it.
  delete process.env['UNDERSTUDY_INTRODUCTION']
  const suggestedHub = process.env['UNDERSTUDY_HUB'] ?? ''
  if (!introduction.ok) log('warn', 'introduction.unreadable')
  const core = createCoreProcess({
    entry: options.coreEntry,
    settings: {
      folder: paths.data,
      sampleFolder: paths.sample,
      version: app.getVersion(),
      ...(introduction.ok && introduction.value ? { introduction: introduction.value } : {}),
      ...(suggestedHub === '' ? {} : { suggestedHub }),
    },
    offers: {
      secrets: createSecrets(paths.secrets, createVault(process.platform), log),
      findProxy: (url) => findProxy(session.defaultSession, url),
    },
    log,
    ...(options.stopLimitMs === undefined ? {} : { stopLimitMs: options.stopLimitMs }),
    onRefused: ({ code, text }) => {
      showCannotStart(text)
      app.exit(code === 'locked' ? HELD_BY_ANOTHER : SAID_WHY)
    },
    onGivingUp: askAfterCoreDeaths,
  })
  core.start()
  return core
}

/** The last window is gone; the core still has to stop the clock and close the store. */
function endInGoodOrder(core: CoreProcess, desk: { open: () => void }): void {
  let isStopped = false
  let isWantedAgain = false
  app.on('will-quit', (event) => {
    if (isStopped) return
    event.preventDefault()
    // Started anew before this one has ended: a window would go again in a moment, and the other start leaves it to us.
    desk.open = () => {
      isWantedAgain = true
    }
    void core.stop().finally(() => {
      isStopped = true
      if (isWantedAgain) startAgain(app, process.env)
      app.quit()
    })
  })
}
