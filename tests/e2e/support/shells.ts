import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { z } from 'zod'
import type { PowerEvent } from '../../../src/shared/contract/shell.ts'
import { openChromium } from '../../support/electron-double/chromium.ts'
import { launchOnDouble } from '../../support/electron-double/launch.ts'
import { launchRealElectron } from '../../support/real-electron.ts'
import { beOlder } from './older-browser.ts'

export type ShellName = 'browser' | 'double' | 'electron'

/** A desk as a person has it before them. */
export type OpenDesk = {
  readonly page: Page
  /** kill -9 of the process that holds the store, and its restart as the shell or `npm start` would do it. */
  killCore(): Promise<void>
  /** What the system tells of power and lock, where the shell hears of it. */
  readonly power?: (event: PowerEvent) => Promise<void>
  /** Ends as a person would end it. */
  quit(): Promise<void>
}

type Options = {
  readonly dataFolder: string
  readonly env?: Readonly<Record<string, string>>
  /** A browser that others use as well; without it one is started for this desk alone. */
  readonly openBrowser?: () => Promise<Browser>
}

export function openDesk(shell: ShellName, options: Options): Promise<OpenDesk> {
  return shell === 'browser' ? openInBrowser(options) : openInElectron(shell, options)
}

const serveEntry = join(import.meta.dirname, '..', '..', '..', 'src', 'serve', 'index.ts')
const Ready = z.object({ type: z.literal('ready'), address: z.string() })

export async function launchBrowser(type = chromium): Promise<Browser> {
  const { executable, env } = await openChromium()
  return type.launch({
    executablePath: executable,
    args: ['--no-sandbox', '--disable-gpu'],
    env: { ...definedEnv(), ...env },
  })
}

async function openInBrowser({ dataFolder, env = {}, openBrowser }: Options): Promise<OpenDesk> {
  let { child, address } = await startServe(dataFolder, 0, env)
  const browser = await (openBrowser ?? (() => launchBrowser()))()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true })
  await beOlder(context)
  const page = await context.newPage()
  await page.goto(address)
  return {
    page,
    killCore: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
      ;({ child, address } = await startServe(dataFolder, Number(new URL(address).port), env))
    },
    quit: async () => {
      await (openBrowser === undefined ? browser : context).close()
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

async function startServe(
  dataFolder: string,
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<{ child: ChildProcess; address: string }> {
  const args = ['--data', dataFolder, '--port', String(port), '--no-open']
  const child = fork(serveEntry, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...process.env, ...env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data.toString()))
  const { address } = await new Promise<z.infer<typeof Ready>>((resolve, reject) => {
    child.on('message', (message) => resolve(Ready.parse(message)))
    child.once('exit', (code) => reject(new Error(`the desk ended with code ${code}:\n${output}`)))
  })
  return { child, address }
}

async function openInElectron(shell: 'double' | 'electron', { dataFolder, env = {} }: Options): Promise<OpenDesk> {
  const launched = await (shell === 'double' ? launchOnDouble : launchRealElectron)({ dataFolder, env })
  return {
    page: launched.page,
    killCore: async () => process.kill(await launched.corePid(), 'SIGKILL') && undefined,
    power: (event) => launched.firePower(event),
    quit: async () => void (await launched.quit()),
  }
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
