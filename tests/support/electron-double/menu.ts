import type * as Electron from 'electron'
import { isPressed, ROLE_ACCELERATORS, type KeyPress } from './accelerators.ts'
import { BrowserWindow } from './browser-window.ts'
import { plainEvent } from './preventable.ts'
import { recordCall } from './recorded.ts'
import { pageOf } from './web-contents.ts'

type Template = Electron.MenuItemConstructorOptions
/** What the roles do that a test can see; the others are recorded only. */
const ROLES: Partial<Record<NonNullable<Template['role']>, (window: BrowserWindow | null) => void>> = {
  close: (window) => window?.close(),
  reload: (window) => window?.webContents.reload(),
  minimize: (window) => window?.minimize(),
  // Chromium's own editing commands, on its own history (Electron's roles.ts: `webContents.undo()` and its kin).
  undo: (window) => edit(window, 'undo'),
  redo: (window) => edit(window, 'redo'),
  togglefullscreen: (window) => window?.setFullScreen(!window.isFullScreen()),
}

function edit(window: BrowserWindow | null, command: string): void {
  if (window) pageOf(window.webContents).edit(command)
}

/** The app adds what only it can do. */
export function onQuitRole(quit: () => void): void {
  ROLES.quit = quit
}

export class MenuItem {
  readonly id: string
  readonly label: string
  readonly role: string | undefined
  readonly type: string
  readonly accelerator: string | undefined
  readonly submenu: Menu | undefined
  enabled: boolean
  visible: boolean
  checked: boolean
  click: () => void

  constructor(options: Template) {
    this.id = options.id ?? ''
    this.label = options.label ?? options.role ?? ''
    this.role = options.role
    this.type = options.type ?? (options.submenu ? 'submenu' : 'normal')
    this.accelerator = options.accelerator ?? (options.role && ROLE_ACCELERATORS[options.role])
    this.submenu = Array.isArray(options.submenu) ? Menu.buildFromTemplate(options.submenu) : undefined
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    this.click = () => {
      const window = BrowserWindow.getFocusedWindow()
      recordCall('menu', [this.label])
      if (options.role) ROLES[options.role]?.(window)
      // The listener gets the double's window, which is typed apart from Electron's.
      else options.click?.(this as never, (window ?? undefined) as never, plainEvent() as never)
    }
  }
}

let applicationMenu: Menu | null = null
let shown: Menu | undefined
const show = (menu: Menu) => {
  shown = menu
}

/** The context menu that was opened last. */
export function shownMenu(): Menu | undefined {
  return shown
}

export class Menu {
  readonly items: MenuItem[] = []

  static buildFromTemplate(template: readonly Template[]): Menu {
    const menu = new Menu()
    for (const options of template) menu.append(new MenuItem(options))
    return menu
  }

  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu
  }

  static getApplicationMenu(): Menu | null {
    return applicationMenu
  }

  append(item: MenuItem): void {
    this.items.push(item)
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }

  popup(): void {
    show(this)
    recordCall('Menu.popup', [this.items.map(({ label, role, type }) => role ?? (label || type))])
  }
}

/** The first item with that shortcut; one that is hidden has it as well. */
export function itemPressed(menu: Menu | null | undefined, press: KeyPress): MenuItem | undefined {
  for (const item of menu?.items ?? []) {
    const isItem = item.accelerator !== undefined && isPressed(item.accelerator, press)
    const found = isItem ? item : itemPressed(item.submenu, press)
    if (found) return found
  }
  return undefined
}
