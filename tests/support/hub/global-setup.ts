import { mkdtemp, readFile, rm } from 'node:fs/promises'
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
  return async () => {
    await endLeftBehind(folder)
    await rm(folder, { recursive: true, force: true })
  }
}

/** A test file that was killed could not say goodbye to the server. */
async function endLeftBehind(folder: string): Promise<void> {
  const file = await readFile(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(file.split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 0) return
  try {
    process.kill(pid, 'SIGQUIT')
  } catch {
    // It is gone already.
  }
}
