import type { MenuItemConstructorOptions } from 'electron'
import type { WindowCommand } from '../shared/contract/window-port.ts'

export type MenuActions = {
  command(command: WindowCommand): void
  /** In the window that is there, if there is one. */
  takeBack(command: 'undo' | 'redo'): void
  showDataFolder(): void
}

type Item = MenuItemConstructorOptions
const LINE: Item = { type: 'separator' }
/**
 * By itself `zoomIn` wants Shift, as + is written in America: it never hears of the + of a German or Nordic keyboard, nor of Ctrl
 * and =; and neither role hears of the number block (github.com/electron/electron/issues/29996).
 */
const MORE_ZOOM_KEYS: readonly Item[] = [
  { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false },
  { role: 'zoomIn', accelerator: 'CmdOrCtrl+numadd', visible: false },
  { role: 'zoomOut', accelerator: 'CmdOrCtrl+numsub', visible: false },
]
/** Where it is no Mac; by itself the role brings Zoom along, which nothing but a Mac does. */
const WINDOW_ELSEWHERE: Item[] = [{ role: 'minimize' }, { role: 'close' }]
const CLIPBOARD: readonly Item[] = [
  { role: 'cut' },
  { role: 'copy' },
  { role: 'paste' },
  { role: 'pasteAndMatchStyle' },
]
const SPEECH: Item = { label: 'Speech', submenu: [{ role: 'startSpeaking' }, { role: 'stopSpeaking' }] }

/**
 * Not by the roles: those ask Chromium's own history, which knows nothing of an editor's. It has nothing to redo there, and
 * after an opening nothing to undo (github.com/laurent22/joplin/issues/14216).
 */
function takeBackItems(platform: string, { takeBack }: Pick<MenuActions, 'takeBack'>): Item[] {
  const redo = platform === 'darwin' ? 'Shift+Cmd+Z' : 'Ctrl+Y'
  return [
    { id: 'undo', label: 'Undo', accelerator: 'CmdOrCtrl+Z', click: () => takeBack('undo') },
    { id: 'redo', label: 'Redo', accelerator: redo, click: () => takeBack('redo') },
  ]
}

/**
 * The application's menu. The ids of the items of our own are the names of their commands.
 * @param platform as `process.platform`: macOS has an application menu of its own
 * @param isDeveloper adds the developer tools
 */
export function planMenu(platform: string, isDeveloper: boolean, actions: MenuActions): Item[] {
  const isMac = platform === 'darwin'
  const go = (label: string, command: WindowCommand, accelerator?: string): Item => {
    return { id: command, label, ...(accelerator ? { accelerator } : {}), click: () => actions.command(command) }
  }
  const settings = go('Settings…', 'go-settings', 'CmdOrCtrl+,')
  const quit: Item = { role: 'quit', ...(platform === 'win32' ? { label: 'Exit' } : {}) }
  const appMenu: Item = {
    role: 'appMenu',
    label: 'Understudy',
    submenu: [
      { role: 'about' },
      LINE,
      settings,
      LINE,
      { role: 'services' },
      LINE,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      LINE,
      quit,
    ],
  }
  const file: Item[] = [
    go('Export timesheet…', 'export-timesheet', 'CmdOrCtrl+Shift+E'),
    LINE,
    ...(isMac ? [] : [settings, LINE]),
    isMac ? { role: 'close' } : quit,
  ]
  const edit: Item[] = [
    ...takeBackItems(platform, actions),
    LINE,
    ...CLIPBOARD,
    { role: 'delete' },
    LINE,
    { role: 'selectAll' },
    ...(isMac ? [LINE, SPEECH] : []),
  ]
  const themes: Item[] = [
    go('System', 'theme-system'),
    go('Light', 'theme-light'),
    go('Dark', 'theme-dark'),
    go('Night', 'theme-night'),
    go('Sunlight', 'theme-sunlight'),
  ]
  const view: Item[] = [
    go('All actions…', 'show-palette', 'CmdOrCtrl+K'),
    { label: 'Theme', submenu: themes },
    LINE,
    { role: 'reload' },
    ...(isDeveloper ? [{ role: 'toggleDevTools' } satisfies Item] : []),
    LINE,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    ...MORE_ZOOM_KEYS,
    LINE,
    { role: 'togglefullscreen' },
  ]
  const places: Item[] = [
    go('Inbox', 'go-inbox', 'CmdOrCtrl+1'),
    go('Sync', 'go-sync', 'CmdOrCtrl+2'),
    go('Time', 'go-time', 'CmdOrCtrl+3'),
    go('Earnings', 'go-earnings', 'CmdOrCtrl+4'),
  ]
  return [
    ...(isMac ? [appMenu] : []),
    { label: '&File', submenu: file },
    { label: '&Edit', role: 'editMenu', submenu: edit },
    { label: '&View', submenu: view },
    { label: '&Go', submenu: places },
    { label: '&Window', role: 'windowMenu', ...(isMac ? {} : { submenu: WINDOW_ELSEWHERE }) },
    {
      label: '&Help',
      role: 'help',
      submenu: [
        go('Keyboard', 'show-keys', 'F1'),
        { id: 'show-data-folder', label: 'Show the data folder', click: () => actions.showDataFolder() },
      ],
    },
  ]
}

/** What a right click offers: only what can be done there. */
export function planContextMenu(
  at: { isEditable: boolean; selectionText: string },
  platform: string,
  actions: Pick<MenuActions, 'takeBack'>,
): Item[] {
  if (at.isEditable) return [...takeBackItems(platform, actions), LINE, ...CLIPBOARD, LINE, { role: 'selectAll' }]
  return at.selectionText.trim() === '' ? [] : [{ role: 'copy' }, LINE, { role: 'selectAll' }]
}
