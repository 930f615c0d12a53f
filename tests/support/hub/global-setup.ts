import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderVariable } from './postgres.ts'

/**
 * For vitest's `globalSetup`: names one folder for the Postgres of this run. The server starts when a test first asks
 * for it, so a run without such tests pays nothing.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-tests-'))
  process.env[folderVariable] = folder
  return () => rm(folder, { recursive: true, force: true })
}
