import { spawn } from 'node:child_process'

/**
 * Opens the user's browser at an address, where there is one. Nothing of the address is taken by a command line.
 */
export function openBrowser(address: string): void {
  const { platform } = process
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
