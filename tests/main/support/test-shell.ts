import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { launchOnDouble } from '../../support/electron-double/launch.ts'
import { startDouble } from '../../support/electron-double/start.ts'
import type { TestPage } from '../fixtures/page.ts'

declare global {
  // The page's, for functions that run there.
  var test: TestPage
}

const fixtures = join(import.meta.dirname, '..', 'fixtures')
const SHELL = join(fixtures, 'shell.ts')
let built: Promise<string> | undefined

afterAll(async () => {
  if (built) rmSync(await built, { recursive: true, force: true })
})

/** Bundles the preload and the trivial window, once for each test file. */
function buildFixtures(): Promise<string> {
  built ??= bundleAll()
  return built
}

async function bundleAll(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-fixtures-'))
  cpSync(join(fixtures, 'window'), join(folder, 'window'), { recursive: true })
  const preload = join(import.meta.dirname, '..', '..', '..', 'src', 'main', 'preload.ts')
  await bundle(preload, folder, 'preload.cjs', 'cjs')
  await bundle(join(fixtures, 'page.ts'), join(folder, 'window'), 'page.js', 'iife')
  return folder
}

async function bundle(input: string, outDir: string, entryFileNames: string, format: 'cjs' | 'iife'): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { input, external: ['electron'], output: { format, entryFileNames } },
    },
  })
}

const makeFolder = () => mkdtempSync(join(tmpdir(), 'understudy-data-'))
const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })

export function temporaryFolder(): string {
  const folder = makeFolder()
  onTestFinished(() => removeFolder(folder))
  return folder
}

type Env = Readonly<Record<string, string>>

async function launch(dataFolder: string, env: Env = {}) {
  const options = { entry: SHELL, dataFolder, env: { TEST_BUILT: await buildFixtures(), ...env } }
  const shell = await launchOnDouble(options)
  await shell.page.waitForFunction(() => 'test' in globalThis)
  return shell
}

/** The shell with its window. It is ended after the test, however the test ends. */
export async function launchTestShell(dataFolder: string, env: Env = {}) {
  const shell = await launch(dataFolder, env)
  onTestFinished(() => shell.double.abandon())
  return shell
}

/** One shell for all tests of a `describe` that leave it as they found it. */
export function shareTestShell() {
  const folder = makeFolder()
  let shell: Awaited<ReturnType<typeof launch>> | undefined
  beforeAll(async () => {
    shell = await launch(folder)
  })
  afterAll(async () => {
    await shell?.double.abandon()
    removeFolder(folder)
  })
  return () => {
    if (!shell) throw new Error('The shell is not there before the first test')
    return { ...shell, folder }
  }
}

/** A shell that may not come as far as a window, or another main module. */
export async function startTestShell(dataFolder: string, options: { entry?: string; env?: Env } = {}) {
  const env = { TEST_BUILT: await buildFixtures(), ...options.env }
  const double = await startDouble({ entry: options.entry ?? SHELL, args: ['--data', dataFolder], env })
  onTestFinished(() => double.abandon())
  return double
}

/** For `expect.poll`: what another process does in its own time. */
export const PATIENCE = { timeout: 15_000, interval: 25 }

/** The log's events, of all starts. */
export function logged(output: string): Record<string, unknown>[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{'))
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}
