import { mkdirSync, mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Cdp } from './cdp.ts'
import { PID_FILE } from './chromium.ts'

/** The one Chromium of this process and the folder in which the double keeps what it needs. */

/** Gone when the double ends. */
export const folder = process.env['UNDERSTUDY_DOUBLE_FOLDER'] ?? mkdtempSync(join(tmpdir(), 'understudy-double-'))
let cdp: Cdp | undefined
let ready = false

/** Whether the app is ready: what may be asked of Electron before and after that differs. */
export function isReady(): boolean {
  return ready
}

export function becomeReady(): void {
  ready = true
}

const SWITCHES = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-startup-window',
  // Nothing leaves this computer, whatever Chromium or a page would like to ask.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-pings',
  // A link that is followed again while the first time is still being refused is followed again.
  '--disable-features=IgnoreDuplicateNavs',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** @throws where there is no Chromium, or it does not start */
export async function startChromium(): Promise<Cdp> {
  const executable = process.env['UNDERSTUDY_CHROMIUM']
  if (executable === undefined) throw new Error('double: UNDERSTUDY_CHROMIUM names no Chromium; start with launch.ts')
  const profile = join(folder, 'chromium')
  mkdirSync(profile, { recursive: true })
  const args = [...SWITCHES, `--user-data-dir=${profile}`, '--remote-debugging-port=0']
  cdp = new Cdp(executable, args, process.env)
  // For whoever has to clean up after this process.
  if (cdp.pid !== undefined) writeFileSync(join(folder, PID_FILE), String(cdp.pid))
  await cdp.browser.send('Target.setDiscoverTargets', { discover: true })
  return cdp
}

export function chromium(): Cdp {
  if (!cdp) throw new Error('double: not before app is ready')
  return cdp
}

/** Where Playwright can connect. Chromium writes the port into a file soon after its start. */
export async function debuggingAddress(): Promise<string> {
  const profile = join(folder, 'chromium')
  const read = () => readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')
  const changes = watch(profile)
  try {
    for (;;) {
      const change = new Promise((resolve) => changes.once('change', resolve))
      const [port] = (await read()).split('\n')
      if (port !== undefined && port !== '') return `http://127.0.0.1:${port}`
      await change
    }
  } finally {
    changes.close()
  }
}

/** Ends Chromium and removes its folder. */
export async function stopChromium(): Promise<void> {
  if (cdp) {
    cdp.browser.tell('Browser.close')
    const patience = setTimeout(() => cdp?.kill(), 3_000)
    await cdp.ended
    clearTimeout(patience)
    cdp.kill()
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
