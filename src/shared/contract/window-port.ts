/**
 * How a window in the Electron shell gets its port to the core, and the commands that the menu gives it. These travel
 * by `window.postMessage` between the preload and the page, and between the preload and the shell by the channels
 * below. Plain guards and no schema library, because the preload is loaded before every page and should stay small.
 */

/** The page asks for a port. It may ask at any time and gets a fresh one each time; the old one is its own to close. */
export const PORT_PLEASE = 'desk-port-please'
/**
 * The page gets a port, as `event.ports[0]`: after asking, and unasked when the core has come back from a crash. The
 * port before it, if there was one, is dead then.
 */
export const PORT_HERE = 'desk-port'
/**
 * The core has ended by accident: what was asked of it over the old port is never answered, and a new port follows.
 * Needed because a port of the DOM does not say that its other end is gone.
 */
export const PORT_GONE = 'desk-port-gone'
/** The menu wants something of the page. */
export const WINDOW_COMMAND = 'window-command'

/** The page hears commands from now on: one that was chosen before, in a window that it had to open, is given to it then. */
export const COMMANDS_PLEASE = 'window-commands-please'

/** Channels between the preload and the shell. */
export const CHANNELS = {
  portPlease: 'desk:port-please',
  port: 'desk:port',
  portGone: 'desk:port-gone',
  command: 'desk:command',
  commandsPlease: 'desk:commands-please',
  network: 'desk:network',
} as const

export const WINDOW_COMMANDS = [
  'go-inbox',
  'go-sync',
  'go-time',
  'go-earnings',
  'go-settings',
  'export-timesheet',
  'undo',
  'redo',
  'show-palette',
  'show-keys',
  'theme-system',
  'theme-light',
  'theme-dark',
  'theme-night',
  'theme-sunlight',
] as const
export type WindowCommand = (typeof WINDOW_COMMANDS)[number]

export type PortPlease = { readonly type: typeof PORT_PLEASE }
export type PortHere = { readonly type: typeof PORT_HERE }
export type PortGone = { readonly type: typeof PORT_GONE }
export type CommandsPlease = { readonly type: typeof COMMANDS_PLEASE }
export type WindowCommandMessage = { readonly type: typeof WINDOW_COMMAND; readonly command: WindowCommand }

/** What the preload adds to `window`; missing in the browser shell. */
export type UnderstudyBridge = {
  readonly shell: 'electron'
  readonly platform: string
  readonly versions: { readonly electron: string; readonly chrome: string }
}

function hasType(message: unknown, type: string): message is { type: string } {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === type
}

export function isPortPlease(message: unknown): message is PortPlease {
  return hasType(message, PORT_PLEASE)
}

export function isPortHere(message: unknown): message is PortHere {
  return hasType(message, PORT_HERE)
}

export function isPortGone(message: unknown): message is PortGone {
  return hasType(message, PORT_GONE)
}

export function isCommandsPlease(message: unknown): message is CommandsPlease {
  return hasType(message, COMMANDS_PLEASE)
}

export function isWindowCommand(command: unknown): command is WindowCommand {
  return WINDOW_COMMANDS.some((known) => known === command)
}

export function isWindowCommandMessage(message: unknown): message is WindowCommandMessage {
  return hasType(message, WINDOW_COMMAND) && 'command' in message && isWindowCommand(message.command)
}
