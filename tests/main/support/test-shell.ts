import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, onTestFinished } from 'vitest'
import { launchOnDouble } from '../../support/electron-double/launch.ts'
import { startDouble } from '../../support/electron-double/start.ts'
import type { TestPage } from '../fixtures/page.ts'

declare global {
  // The page's, for functions that run there.
  var test: TestPage
}

const fixtures = join(import.meta.dirname, '..', 'fixtures')
export const SHELL = join(fixtures, 'shell.ts')
let built: Promise<string> | undefined

/** Bundles the preload and the trivial window, once for each test file. */
export function buildFixtures(): Promise<string> {
  built ??= bundleAll()
  return built
}

async function bundleAll(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-fixtures-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
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

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

type Env = Readonly<Record<string, string>>

/** The shell with its window. It is ended after the test, however the test ends. */
export async function launchTestShell(dataFolder: string, env: Env = {}) {
  const options = { entry: SHELL, dataFolder, env: { TEST_BUILT: await buildFixtures(), ...env } }
  const shell = await launchOnDouble(options)
  onTestFinished(() => shell.double.abandon())
  await shell.page.waitForFunction(() => 'test' in globalThis)
  return shell
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
