import { spawn } from 'node:child_process'
import type { App } from 'electron'

/** Waits until process $1 has ended, ten seconds at the most, and becomes the program in $2. */
const AFTERWARDS =
  'old=$1; shift; n=0; while kill -0 "$old" 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done; exec "$@"'

/**
 * Has the desk come again when this one has ended. `app.relaunch` starts the program that runs: that of an AppImage lies in
 * a file system which goes with it (github.com/electron-userland/electron-builder/issues/1727), so the image is started.
 */
export function startAgain(app: App, env: NodeJS.ProcessEnv): void {
  const { APPIMAGE: image, APPDIR: mount } = env
  // A terminal that is an AppImage itself hands these on to what is started in it.
  if (image === undefined || mount === undefined || !process.execPath.startsWith(`${mount}/`)) {
    app.relaunch()
    return
  }
  const args = ['-c', AFTERWARDS, 'sh', String(process.pid), image, ...process.argv.slice(1)]
  const child = spawn('/bin/sh', args, { detached: true, stdio: 'ignore', cwd: '/' })
  // The desk ends all the same; it can be started by hand.
  child.once('error', () => undefined)
  child.unref()
}
