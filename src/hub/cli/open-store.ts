import { randomFillSync } from 'node:crypto'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { codeOf } from '../../shared/rules/code-of.ts'
import { createContext, type HubContext, type Log, type OperatorError } from '../context.ts'
import { createFileStore, type FileStore } from '../files/file-store.ts'
import { prepareDatabase } from '../operator/prepare.ts'
import { type EmbeddedPostgres, openEmbedded } from '../postgres/embedded.ts'
import { openDb } from '../store/db.ts'
import { chooseFilesFolder } from './files-folder.ts'

export type StoreOptions = {
  readonly dataFolder: string | undefined
  readonly databaseUrl: string | undefined
  readonly filesFolder: string | undefined
  /** Whether a hub is to serve it. */
  readonly serves: boolean
  readonly log: Log
  /** The built-in database ended and did not come back. */
  readonly onLost?: (error: OperatorError) => void
}

export type HubStore = {
  readonly context: HubContext
  readonly files: FileStore
  readonly dataFolder: string
  /** Undefined where the operator gave a database of their own. */
  readonly embedded: EmbeddedPostgres | undefined
  close(): Promise<void>
}

/** The hub's folder where none was named. */
export function usualDataFolder(): string {
  const home = homedir()
  if (process.platform === 'win32')
    return join(process.env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'understudy-hub')
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'understudy-hub')
  const xdg = process.env['XDG_DATA_HOME']
  // Empty or relative it is to be ignored (XDG Base Directory Specification), or each folder had a hub of its own.
  return join(xdg?.startsWith('/') === true ? xdg : join(home, '.local', 'share'), 'understudy-hub')
}

/** Opens the hub's database and folder, making them the first time and bringing the schema up to date. */
export async function openHubStore(options: StoreOptions): Promise<Result<HubStore, OperatorError>> {
  const dataFolder = resolve(options.dataFolder ?? usualDataFolder())
  const { onLost } = options
  const given = options.databaseUrl
  if (given !== undefined && !/^postgres(ql)?:\/\/./.test(given)) {
    return err({
      code: 'bad-url',
      text: '--database-url must be an address such as postgres://user:password@host:5432/name.',
    })
  }
  const onWaiting = (usedBy: string): void => options.log('warn', 'waits-whether-folder-is-used', { usedBy })
  const embedded =
    given === undefined
      ? await openEmbedded(dataFolder, { onWaiting, ...(onLost === undefined ? {} : { onLost }) })
      : undefined
  if (embedded?.ok === false) return embedded
  const postgres = embedded?.value
  const db = openDb(given ?? postgres?.url ?? '', {
    onError: () => options.log('warn', 'database-connection-lost'),
  })
  const fillRandom = (bytes: Uint8Array) => void randomFillSync(bytes)
  const clock = { now: () => Date.now() }
  const contextWith = (filesFolder: string) => createContext({ db, filesFolder, clock, fillRandom, log: options.log })
  const close = async () => {
    await db.close()
    await postgres?.release()
  }
  const { filesFolder: named, serves } = options
  const choice = { given: named, dataFolder, isShared: given !== undefined, serves }
  const filesFolder = await prepareDatabase(contextWith(''))
    .then((prepared) => (prepared.ok ? chooseFilesFolder(db, choice) : prepared))
    .catch((error: unknown) => err(connectionError(error)))
  if (!filesFolder.ok) {
    await close()
    return filesFolder
  }
  const context = contextWith(filesFolder.value)
  const files = createFileStore(filesFolder.value, context.newId)
  return ok({ context, files, dataFolder, embedded: postgres, close })
}

function connectionError(error: unknown): OperatorError {
  const code = codeOf(error)
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'Nothing answers at the address of the database.',
    ERR_INVALID_URL:
      'The address of the database cannot be read. In a password @ is written as %40, # as %23, / as %2F, ? as %3F and % as %25.',
    ENOTFOUND: 'There is no computer of the name in the address of the database.',
    '28P01': 'The database does not accept the user or the password.',
    '28000': 'The database does not accept the user or the password.',
    '3D000': 'There is no database of this name; make it with CREATE DATABASE.',
    '53100': 'The disk of the database is full. Make room on it.',
    '42501': 'The user may not make tables in this database.',
  }
  const reason =
    reasons[code] ??
    `The database cannot be used (${code || (error instanceof Error ? error.message : 'no reason given')}).`
  return { code: 'no-database', text: `${reason} Nothing was changed.` }
}
