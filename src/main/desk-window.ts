import { BrowserWindow, nativeTheme, screen, type WebPreferences } from 'electron'
import { nameOf } from '../shared/rules/code-of.ts'
import { DESK_URL } from './desk-url.ts'
import type { Log } from './log.ts'
import { planRestart } from './restart-plan.ts'
import { planBounds, readWindowState, SMALLEST, writeWindowState, type WindowState } from './window-state.ts'
import { unsafePreferences } from './web-preferences.ts'

export type DeskWindowOptions = {
  readonly preferences: WebPreferences
  readonly icon: string
  /** The file in which the window's place is kept. */
  readonly stateFile: string
  readonly log: Log
  /** The page died too often. @returns whether to load it once more */
  readonly onGivingUp: () => Promise<boolean>
  /** The page holds words that are not saved. @returns whether to close it all the same */
  readonly onUnsaved: (window: BrowserWindow) => boolean
}

/** Shown before the page has drawn, so that nothing flashes. */
const PAPER = { light: '#f6f3ec', dark: '#1e1b17' } as const
const SAVE_AFTER_MS = 400

/**
 * Opens the desk's window and loads the desk into it.
 * @throws before anything is loaded, when the preferences would let a page out of its sandbox
 */
export function openDeskWindow({
  preferences,
  icon,
  stateFile,
  log,
  onGivingUp,
  onUnsaved,
}: DeskWindowOptions): BrowserWindow {
  const unsafe = unsafePreferences(preferences)
  if (unsafe.length > 0) throw new Error(`The window is not safe: ${unsafe.join(', ')}`)
  const state = readWindowState(stateFile)
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  const areas = [primary, ...others].map(({ workArea }) => workArea)
  const window = new BrowserWindow({
    ...planBounds(state?.bounds, areas),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Understudy',
    icon,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? PAPER.dark : PAPER.light,
    webPreferences: preferences,
  })
  if (state?.maximized === true) window.maximize()
  if (state?.fullScreen === true) window.setFullScreen(true)
  keepState(window, stateFile)
  bringBackAfterCrash(window, log, onGivingUp)
  // Preventing here means: close although the page would stay.
  window.webContents.on('will-prevent-unload', (event) => {
    if (onUnsaved(window)) event.preventDefault()
  })
  showWhenReady(window, log)
  return window
}

/**
 * Loads the desk, and shows the window once it is drawn; when the loading is over at the latest. On Wayland a hidden window
 * draws nothing, and is never ready to be shown (github.com/electron/electron/issues/48859).
 */
function showWhenReady(window: BrowserWindow, log: Log): void {
  const drawn = new Promise<void>((resolve) => window.once('ready-to-show', resolve))
  const loaded = window.loadURL(DESK_URL).catch((error: unknown) => {
    log('error', 'window.not-loaded', { name: nameOf(error) })
  })
  void Promise.race([drawn, loaded]).then(() => {
    if (!window.isDestroyed()) window.show()
  })
}

function keepState(window: BrowserWindow, stateFile: string): void {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    timer = undefined
    if (window.isDestroyed()) return
    const { x, y, width, height } = window.getNormalBounds()
    const state: WindowState = {
      bounds: { x, y, width, height },
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    }
    writeWindowState(stateFile, state)
  }
  const saveSoon = () => {
    timer ??= setTimeout(save, SAVE_AFTER_MS)
  }
  window.on('resize', saveSoon)
  window.on('move', saveSoon)
  window.on('maximize', saveSoon)
  window.on('unmaximize', saveSoon)
  window.on('close', save)
}

/** Nothing is lost with the page: what it showed as saved is in the core. */
function bringBackAfterCrash(window: BrowserWindow, log: Log, onGivingUp: () => Promise<boolean>): void {
  const deaths: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    log('error', 'window.died', { reason, exitCode })
    const now = performance.now()
    deaths.push(now)
    const reload = () => {
      if (!window.isDestroyed()) window.webContents.reload()
    }
    const plan = planRestart(deaths, now)
    if (plan !== 'give-up') {
      setTimeout(reload, plan.waitMs)
      return
    }
    deaths.length = 0
    void onGivingUp().then((again) => {
      if (again) reload()
    })
  })
}
