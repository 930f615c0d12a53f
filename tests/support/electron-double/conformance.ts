import type * as Electron from 'electron'
import type { App } from './app.ts'
import type { BrowserWindow } from './browser-window.ts'
import type { dialog, Notification, Tray } from './desktop.ts'
import type { IpcMain } from './ipc-main.ts'
import type { Menu, MenuItem } from './menu.ts'
import type { MessageChannelMain, MessagePortMain } from './ports.ts'
import type { DownloadItem, Session } from './session.ts'
import type { nativeTheme, screen } from './system.ts'
import type { utilityProcess, UtilityProcess } from './utility-process.ts'
import type { WebContents } from './web-contents.ts'

/**
 * The double must not offer what Electron does not: every public name of it is one of electron.d.ts, or this file does
 * not compile. (`shell`, `protocol` and `safeStorage` are held to the types of their members too, where they are made.)
 */
type Invented<Double, Real> = Exclude<keyof Double, keyof Real>
type None<Names extends never> = Names

export type Conformance = [
  None<Invented<App, Electron.App>>,
  None<Invented<BrowserWindow, Electron.BrowserWindow>>,
  None<Invented<typeof BrowserWindow, typeof Electron.BrowserWindow>>,
  None<Invented<typeof dialog, Electron.Dialog>>,
  None<Invented<DownloadItem, Electron.DownloadItem>>,
  None<Invented<IpcMain, Electron.IpcMain>>,
  None<Invented<Menu, Electron.Menu>>,
  None<Invented<typeof Menu, typeof Electron.Menu>>,
  None<Invented<MenuItem, Electron.MenuItem>>,
  None<Invented<MessageChannelMain, Electron.MessageChannelMain>>,
  None<Invented<MessagePortMain, Electron.MessagePortMain>>,
  None<Invented<typeof nativeTheme, Electron.NativeTheme>>,
  None<Invented<Notification, Electron.Notification>>,
  None<Invented<typeof screen, Electron.Screen>>,
  None<Invented<Session, Electron.Session>>,
  None<Invented<Tray, Electron.Tray>>,
  None<Invented<UtilityProcess, Electron.UtilityProcess>>,
  None<Invented<typeof utilityProcess, typeof Electron.utilityProcess>>,
  None<Invented<WebContents, Electron.WebContents>>,
]

/** The check finds an invention, and only that. */
type Found = Invented<{ quit(): void; quitNicely(): void }, Electron.App>
type Is<Expected, Actual extends Expected> = Actual
export type Proof = [Is<'quitNicely', Found>, Is<Found, 'quitNicely'>]
