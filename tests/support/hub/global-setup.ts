import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { quickFolder } from '../quick-folder.ts'
import { folderVariable } from './postgres.ts'

/**
 * For vitest's `globalSetup`: names one folder for the Postgres of this run, which starts when a test first asks for it,
 * so a run without such tests pays nothing; and for the compiled code of the programs that tests start, which halves each
 * start after the first.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(quickFolder(), 'understudy-tests-'))
  process.env[folderVariable] = folder
  process.env['NODE_COMPILE_CACHE'] ??= join(folder, 'compile-cache')
  return async () => {
    await endPostgres(folder)
    // Processes that have just ended may still write there.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** On the spot: nobody needs what is in it. */
async function endPostgres(folder: string): Promise<void> {
  const file = await readFile(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(file.split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 0) return
  try {
    process.kill(pid, 'SIGQUIT')
    for (let looks = 0; looks < 100; looks++) {
      await pause(50)
      process.kill(pid, 0)
    }
  } catch {
    // It is gone.
  }
}
