import { contextBridge, ipcRenderer } from 'electron'
import {
  CHANNELS,
  isCommandsPlease,
  isPortPlease,
  isWindowCommand,
  PORT_GONE,
  PORT_HERE,
  WINDOW_COMMAND,
  type PortGone,
  type PortHere,
  type UnderstudyBridge,
  type WindowCommandMessage,
} from '../shared/contract/window-port.ts'

/** All that stands between a page and the shell: the port to the core, the menu's commands, and three facts. */

const bridge: UnderstudyBridge = {
  shell: 'electron',
  platform: process.platform,
  versions: { electron: process.versions.electron, chrome: process.versions.chrome },
}

/** The page has the same origin as this script; a custom scheme's is written in full or is `null`, by version. */
const origin = location.origin === 'null' ? '*' : location.origin

function start(): void {
  contextBridge.exposeInMainWorld('understudy', bridge)

  window.addEventListener('message', (event) => {
    if (event.source !== window) return
    if (isPortPlease(event.data)) ipcRenderer.send(CHANNELS.portPlease)
    if (isCommandsPlease(event.data)) ipcRenderer.send(CHANNELS.commandsPlease)
  })
  ipcRenderer.on(CHANNELS.port, (event) => {
    const message: PortHere = { type: PORT_HERE }
    window.postMessage(message, origin, event.ports)
  })
  ipcRenderer.on(CHANNELS.portGone, () => {
    const message: PortGone = { type: PORT_GONE }
    window.postMessage(message, origin)
  })
  ipcRenderer.on(CHANNELS.command, (_event, command: unknown) => {
    if (!isWindowCommand(command)) return
    const message: WindowCommandMessage = { type: WINDOW_COMMAND, command }
    window.postMessage(message, origin)
  })
  for (const change of ['online', 'offline'] as const)
    window.addEventListener(change, () => ipcRenderer.send(CHANNELS.network, navigator.onLine))
}

// The second lock on the same door: the shell has asked for a sandbox, and here one can see whether it got one.
if (process.sandboxed && process.contextIsolated) start()
