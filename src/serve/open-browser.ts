import { spawn } from 'node:child_process'

/**
 * Opens the user's browser at an address, where there is one.
 * @param args how each system does it; nothing of the address is taken by a command line
 */
export function openBrowser(address: string, platform: NodeJS.Platform = process.platform): void {
  const [command, args] =
    platform === 'darwin'
      ? ['open', [address]]
      : platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', address]]
        : ['xdg-open', [address]]
  if (platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  // Without such a command the printed address is enough.
  child.once('error', () => {})
  child.unref()
}
