import { chromium, type Browser, type Page } from '@playwright/test'
import type { PowerEvent } from '../../../src/shared/contract/shell.ts'
import type { RecordedCall } from './recorded.ts'
import { startDouble, type Double, type StartOptions } from './start.ts'

export type LaunchOptions = StartOptions & { readonly dataFolder: string }

/** The desk in the Electron shell, as an end-to-end test handles it; the same on the double and on real Electron. */
export type LaunchedShell = {
  readonly page: Page
  readonly pid: number
  /** Process id of the core, once it runs. */
  readonly corePid: () => Promise<number>
  readonly firePower: (event: PowerEvent | 'shutdown') => Promise<void>
  /** @param id as in src/main/menu.ts */
  readonly clickMenu: (id: string) => Promise<void>
  /** What the shell asked of the desktop: dialogs, links, and so on. */
  readonly calls: () => readonly RecordedCall[]
  /** @returns the exit code */
  readonly quit: () => Promise<number>
}

const POWER = {
  suspend: 'suspend',
  resume: 'resume',
  lock: 'lock-screen',
  unlock: 'unlock-screen',
  shutdown: 'shutdown',
}

/** Starts the shell on the double and waits for its window. Call `quit` at the end of the test, whatever its outcome. */
export async function launchOnDouble(options: LaunchOptions): Promise<LaunchedShell & { readonly double: Double }> {
  const args = ['--data', options.dataFolder, ...(options.args ?? [])]
  const double = await startDouble({ ...options, args })
  try {
    const { browser, page } = await connect(double)
    return {
      page,
      double,
      pid: double.pid,
      corePid: () => corePid(double),
      firePower: async (event) => void (await double.control('power', POWER[event])),
      clickMenu: async (id) => {
        if (!(await double.control('clickMenu', id))) throw new Error(`The menu has no item ${id}`)
      },
      calls: () => double.calls,
      quit: async () => {
        await browser.close()
        const code = await double.quit()
        return code
      },
    }
  } catch (error) {
    await double.abandon()
    throw error
  }
}

/** Playwright on the window of a running double. */
export async function connect(double: Double): Promise<{ browser: Browser; page: Page }> {
  const address = await Promise.race([double.control('address'), ended(double)])
  await Promise.race([double.control('loaded'), ended(double)])
  const browser = await chromium.connectOverCDP(address)
  const pages = browser.contexts().flatMap((context) => context.pages())
  const page = pages.find((each) => each.url().includes('.localhost'))
  if (!page) {
    await browser.close()
    throw new Error(`No window has loaded the desk.\n${double.output}`)
  }
  return { browser, page }
}

async function ended(double: Double): Promise<never> {
  const code = await double.exited()
  throw new Error(`The shell ended with code ${code} before its window was there.\n${double.output}`)
}

async function corePid(double: Double): Promise<number> {
  const [core] = await double.control('processes')
  if (core?.pid === undefined) throw new Error('The core does not run')
  return core.pid
}
