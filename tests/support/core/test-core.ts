import { randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { ContractRouterClient } from '@orpc/contract'
import { type Core, type CoreOptions, openCore } from '../../../src/core/create-core.ts'
import type { CorePorts, Secrets } from '../../../src/core/ports.ts'
import type { DeskContract } from '../../../src/shared/contract/desk.ts'
import { createFakeTime, type FakeTime } from './fake-time.ts'

export type DeskClient = ContractRouterClient<DeskContract>

export type TestCore = {
  readonly core: Core
  readonly desk: DeskClient
  readonly folder: string
  readonly time: FakeTime
  readonly secrets: Secrets
  /** What the core has logged. */
  readonly logged: { level: string; event: string }[]
  readonly stop: () => Promise<void>
}

export type TestCoreOptions = {
  readonly folder?: string
  readonly time?: FakeTime
  /** In place of those of `time`: real ones, where nobody turns the clock. */
  readonly timers?: CorePorts['timers']
  readonly wire?: CorePorts['wire']
  readonly secrets?: Secrets
  readonly introduction?: CoreOptions['introduction']
  readonly reopen?: CoreOptions['reopen']
  readonly version?: string
}

/** Secrets that last as long as the test. */
export function createMemorySecrets(): Secrets {
  const kept = new Map<string, string>()
  return {
    get: async (key) => kept.get(key) ?? null,
    set: async (key, secret) => void kept.set(key, secret),
    remove: async (key) => void kept.delete(key),
  }
}

const made: string[] = []

/** A folder of its own, removed by `removeTempFolders`. */
export function makeTempFolder(name = 'desk'): string {
  const folder = mkdtempSync(join(tmpdir(), `understudy-${name}-`))
  made.push(folder)
  return folder
}

export function removeTempFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export const sampleFolder = join(import.meta.dirname, '..', '..', '..', 'resources', 'sample')

/** A core as the shells open it, with time, wire and secrets in the test's hands. */
export async function openTestCore(options: TestCoreOptions = {}): Promise<TestCore> {
  const time = options.time ?? createFakeTime()
  const secrets = options.secrets ?? createMemorySecrets()
  const folder = options.folder ?? makeTempFolder()
  const logged: { level: string; event: string }[] = []
  const opened = await openCore({
    folder,
    sampleFolder,
    version: options.version ?? '0.0.0-test',
    ports: {
      clock: time.clock,
      timers: options.timers ?? time.timers,
      wire: options.wire ?? (async () => Promise.reject(new TypeError('no network in this test'))),
      secrets,
      fillRandom: (bytes) => void randomFillSync(bytes),
      log: (level, event) => void logged.push({ level, event }),
    },
    ...(options.introduction === undefined ? {} : { introduction: options.introduction }),
    ...(options.reopen === undefined ? {} : { reopen: options.reopen }),
  })
  if (!opened.ok) throw new Error(opened.error.text)
  const core = opened.value
  const desk: DeskClient = createRouterClient(core.router, { context: {} })
  return { core, desk, folder, time, secrets, logged, stop: () => core.stop() }
}
