import { BrowserWindow, requestClose, windowEvents } from './browser-window.ts'
import { debuggingAddress } from './host.ts'
import type { KeyPress } from './accelerators.ts'
import { itemPressed, Menu, type MenuItem, shownMenu } from './menu.ts'
import { isPrevented, plainEvent } from './preventable.ts'
import { layOutAnswer, onCall, type RecordedCall } from './recorded.ts'
import { interruptDownload } from './session.ts'
import { nativeTheme, powerMonitor } from './system.ts'
import { failFatally, runningProcesses } from './utility-process.ts'
import { pageOf } from './web-contents.ts'

/** What a test can do to the double, over Node's channel to the process that started it. */
export type Controls = {
  /** Where Playwright can connect, once Chromium is up. */
  address(): Promise<string>
  /** Waits until a window has loaded its page. @returns the address it shows */
  loaded(): Promise<string>
  windows(): WindowFacts[]
  processes(): { pid: number | undefined; name: string }[]
  /** V8 gives up in the core's process. */
  failFatally(): void
  /** The system says that something happened to its power or its screen lock. @returns whether it is asked to wait */
  power(event: string): boolean
  theme(dark: boolean): void
  /** @returns false where there is no such item */
  clickMenu(id: string): boolean
  /** In the context menu that was opened last. @returns false where there is no such item */
  clickContextMenu(id: string): boolean
  /** A key with Ctrl that the page leaves to the menu. @returns false where it is no shortcut */
  pressMenuKey(press: KeyPress): boolean
  menu(): MenuFacts[]
  answer(api: string, answer: unknown): void
  /** The user does something to the window, or Windows ends the session around it. */
  userWindow(act: 'close' | 'maximize' | 'unmaximize' | 'minimize' | 'crash' | 'session-end'): void
  userBounds(bounds: { x?: number; y?: number; width?: number; height?: number }): void
  userContextMenu(params: object): void
  /** A page asks for a `<webview>`. @returns whether the shell prevented it */
  attachWebview(src: string): boolean
  /** The next download breaks off. */
  interruptDownload(event: 'updated' | 'done'): void
  quit(): void
}
export type WindowFacts = { url: string; title: string; visible: boolean; focused: boolean } & {
  bounds: { x: number; y: number; width: number; height: number }
  maximized: boolean
  minimized: boolean
}
export type MenuFacts = { id: string; label: string; accelerator: string | undefined; items: MenuFacts[] }

export type ControlRequest = { id: number; control: keyof Controls; args: unknown[] }
export type ControlMessage =
  | { t: 'answer'; id: number; ok: boolean; value: unknown }
  | { t: 'call'; call: RecordedCall }

function window(): BrowserWindow {
  const found = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
  if (!found) throw new Error('double: there is no window')
  return found
}

function menuFacts(menu: Menu | null | undefined): MenuFacts[] {
  return (menu?.items ?? []).map(({ id, label, accelerator, submenu }) => {
    return { id, label, accelerator, items: menuFacts(submenu) }
  })
}

function click(item: MenuItem | null | undefined): boolean {
  item?.click()
  return item !== null && item !== undefined
}

function createControls(quit: () => void): Controls {
  return {
    address: debuggingAddress,
    loaded: async () => {
      if (BrowserWindow.getAllWindows().length === 0)
        await new Promise((resolve) => windowEvents.once('browser-window-created', resolve))
      const { webContents } = window()
      if (!webContents.getURL().includes('://'))
        await new Promise<void>((resolve) => webContents.once('did-finish-load', resolve))
      return webContents.getURL()
    },
    windows: () =>
      BrowserWindow.getAllWindows().map((each) => ({
        url: each.webContents.getURL(),
        title: each.getTitle(),
        visible: each.isVisible(),
        focused: each.isFocused(),
        bounds: each.getBounds(),
        maximized: each.isMaximized(),
        minimized: each.isMinimized(),
      })),
    processes: runningProcesses,
    failFatally,
    power: (event) => isPrevented(powerMonitor, event),
    theme: (dark) => {
      nativeTheme.shouldUseDarkColors = dark
      nativeTheme.emit('updated')
    },
    clickMenu: (id) => click(Menu.getApplicationMenu()?.getMenuItemById(id)),
    clickContextMenu: (id) => click(shownMenu()?.getMenuItemById(id)),
    pressMenuKey: (press) => click(itemPressed(Menu.getApplicationMenu(), press)),
    menu: () => menuFacts(Menu.getApplicationMenu()),
    answer: layOutAnswer,
    userWindow: (act) => {
      if (act === 'close') requestClose(window())
      else if (act === 'crash') void pageOf(window().webContents).crash()
      else if (act === 'session-end') window().emit('session-end', plainEvent())
      else window()[act]()
    },
    userBounds: (bounds) => window().setBounds(bounds),
    userContextMenu: (params) => void window().webContents.emit('context-menu', plainEvent(), params),
    attachWebview: (src) => isPrevented(window().webContents, 'will-attach-webview', {}, {}, { src }),
    interruptDownload,
    quit,
  }
}

/** Listens to the process that started this one, where it opened a channel; ends with it. */
export function startControl(quit: () => void, abandon: () => void): void {
  if (!process.send) return
  const post = (message: ControlMessage) => {
    if (process.connected) process.send?.(message, () => undefined)
  }
  const controls = createControls(quit)
  onCall((call) => post({ t: 'call', call }))
  process.on('message', ({ id, control, args }: ControlRequest) => {
    const run = async () => (controls[control] as (...given: unknown[]) => unknown)(...args)
    run().then(
      (value) => post({ t: 'answer', id, ok: true, value }),
      (error: unknown) => post({ t: 'answer', id, ok: false, value: String(error) }),
    )
  })
  process.on('disconnect', abandon)
  // Nobody reads any more what is written when the process that started this one was killed.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  // The channel alone keeps nothing alive that the shell wants to end.
  process.channel?.unref()
}
