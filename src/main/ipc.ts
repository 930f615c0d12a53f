import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import type { CHANNELS } from '../shared/contract/window-port.ts'
import { isDeskPage } from './desk-url.ts'
import type { Log } from './log.ts'

type Channel = (typeof CHANNELS)[keyof typeof CHANNELS]
type Listener = (sender: WebContents, payload: unknown) => void

/**
 * The only way by which the shell hears pages. Whatever is not the top frame of a desk page is not heard; no other
 * module may touch `ipcMain`.
 */
export function listenToPages(channel: Channel, log: Log, listener: Listener): void {
  ipcMain.on(channel, (event: IpcMainEvent, payload: unknown) => {
    if (isTrusted(event)) listener(event.sender, payload)
    else log('warn', 'ipc.refused', { channel })
  })
}

function isTrusted({ senderFrame }: IpcMainEvent): boolean {
  // No frame: the page has gone since it spoke.
  return senderFrame !== null && senderFrame.parent === null && isDeskPage(senderFrame.url)
}
