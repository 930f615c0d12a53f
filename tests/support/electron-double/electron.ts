/** Module `electron` as the shell sees it when it runs on the double. */
import { app } from './app.ts'
import { startControl } from './control.ts'

export { app }
export { BrowserWindow } from './browser-window.ts'
export { dialog, Notification, shell, Tray } from './desktop.ts'
export { ipcMain } from './ipc-main.ts'
export { Menu, MenuItem } from './menu.ts'
export { MessageChannelMain } from './ports.ts'
export { protocol } from './schemes.ts'
export { session } from './session.ts'
export { nativeTheme, powerMonitor, safeStorage, screen } from './system.ts'
export { utilityProcess } from './utility-process.ts'

Object.defineProperty(process.versions, 'electron', { value: 'double', enumerable: true })
startControl(
  () => app.quit(),
  () => app.exit(1),
)
