import { Client } from 'pg'
import { resolve } from 'node:path'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { serverAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import {
  checkVersion,
  dropHalfMade,
  freePort,
  killPostmaster,
  makeCluster,
  markedServer,
  readPassword,
  runningPostmaster,
  startPostmaster,
  stopPostmaster,
  SUPERUSER,
} from './cluster.ts'
import type { EmbeddedError } from './embedded-error.ts'
import { type InUse, keepInUse, takeIntoUse } from './in-use.ts'
import { type Place, preparePlace } from './place.ts'

export type EmbeddedPostgres = {
  readonly url: string
  /** Something the operator should know, in one line. */
  readonly note?: string
  /** Folder of the cluster and the server's log. */
  readonly home: string
  /** Says goodbye; the last one out ends the server. */
  release(): Promise<void>
}

export type EmbeddedOptions = {
  /** Server settings for a new cluster, on top of the usual ones. */
  readonly settings?: Readonly<Record<string, string>>
  readonly database?: string
  /** The server ended under us and could not be brought back. */
  readonly onLost?: (error: EmbeddedError) => void
  /** It takes up to 20 seconds to see whether another computer or container still uses the folder. */
  readonly onWaiting?: (other: string) => void
}

/** Advisory locks in the database `postgres`. Everyone who uses the server holds PRESENT; who leaves holds LEAVING. */
const PRESENT = 7_310_001
const LEAVING = 7_310_002
const deadlineMs = 90_000

/**
 * Opens the Postgres that lies in `dataFolder`: makes it the first time, uses it where it runs already (another command,
 * or a hub that was killed and left it behind), starts it otherwise. The server runs apart from this process, on
 * 127.0.0.1 with a password only this account can read; the last process that releases it ends it.
 */
export async function openEmbedded(
  dataFolder: string,
  options: EmbeddedOptions = {},
): Promise<Result<EmbeddedPostgres, EmbeddedError>> {
  const found = findBinaries()
  if (!found.ok) return found
  let place: Place
  try {
    place = await preparePlace(resolve(dataFolder), found.value, await serverAccount())
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason'
    return err({
      code: 'no-folder',
      text: `The folder ${dataFolder} cannot be used for the database: ${reason}. Choose another with --data, or give --database-url.`,
    })
  }
  // First of all: another computer that begins at this moment may be making the cluster, or its server.
  const other = await takeIntoUse(place.home, options.onWaiting)
  if (other !== undefined) return err(usedBy(other, dataFolder))
  const database = options.database ?? 'understudy'
  let supervised: Supervised | undefined
  const inUse = await keepInUse(place.home, {
    isServing: async () => supervised === undefined || supervised.isServing(),
    onTaken: () => void supervised?.abandon(),
  })
  const made = await madeCluster(place, options.settings ?? {})
  if (!made.ok) {
    await inUse.end(false)
    return made
  }
  const password = made.value
  const entered = await enter(place, password, database)
  if (!entered.ok) {
    await inUse.end(false)
    return entered
  }
  const onTaken = (): void => options.onLost?.(takenOver(dataFolder))
  supervised = supervise(place, password, database, entered.value, inUse, { onLost: options.onLost, onTaken })
  // By one that was started at the same moment, or while this one was asleep.
  if (!(await inUse.isTaken())) return ok(supervised)
  await supervised.release()
  return err(takenOver(dataFolder))
}

/** Makes the cluster where there is none. @returns its password */
async function madeCluster(
  place: Place,
  settings: Readonly<Record<string, string>>,
): Promise<Result<string, EmbeddedError>> {
  // It hinders nobody.
  await dropHalfMade(place).catch(() => undefined)
  const known = await readPassword(place)
  const problem = known === undefined ? await makeCluster(place, settings) : undefined
  const unfit = problem ?? (await checkVersion(place))
  return unfit === undefined ? ok(known ?? (await readPassword(place)) ?? '') : err(unfit)
}

function usedBy(other: string, dataFolder: string): EmbeddedError {
  return {
    code: 'elsewhere',
    text: `${other} uses the folder ${dataFolder} just now, a computer or container other than this one; one at a time may, or the database would be destroyed. Stop the hub there, or give each a folder of its own with --data.`,
  }
}

function takenOver(dataFolder: string): EmbeddedError {
  return {
    code: 'elsewhere',
    text: `Another computer or container has taken the folder ${dataFolder} over while this one gave no sign, such as asleep; what it has there counts. One at a time may use it: stop the hub there before you start it here, or give each a folder of its own with --data.`,
  }
}

type Presence = { readonly client: Client; readonly port: number; readonly pid: number }

/** Connects and takes the presence lock, starting the server where it does not run. */
async function enter(
  place: Place,
  password: string,
  database: string,
  wish?: number,
): Promise<Result<Presence, EmbeddedError>> {
  const until = Date.now() + deadlineMs
  let last: EmbeddedError = {
    code: 'failed',
    text: 'The built-in database did not answer in time. Give --database-url instead.',
  }
  for (let failures = 0; Date.now() < until && failures < 5; ) {
    const running = await runningPostmaster(place)
    if (running === undefined) {
      const started = await startPostmaster(place, wish ?? (await freePort()))
      if (started.ok) continue
      // Another process may have been quicker; a port may have been taken in between.
      if ((await runningPostmaster(place)) === undefined) failures += 1
      last = started.error
      continue
    }
    const client = running.port > 0 ? await present(password, running.port, database) : undefined
    if (client !== undefined) return ok({ client, port: running.port, pid: running.pid })
    await new Promise((done) => setTimeout(done, 40))
  }
  return err(last)
}

async function present(password: string, port: number, database: string): Promise<Client | undefined> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password,
    database: 'postgres',
    application_name: 'understudy presence',
  })
  // A server that stops while we are coming in ends this connection; `enter` tries again.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(`select pg_advisory_lock_shared(${PRESENT})`)
    const there = await client.query('select 1 from pg_database where datname = $1', [database])
    if (there.rows.length === 0) {
      await client.query(`create database "${database}"`).catch((error: { code?: string }) => {
        if (error.code !== '42P04' && error.code !== '23505') throw error
      })
    }
    return client
  } catch {
    await client.end().catch(() => undefined)
    return undefined
  }
}

type Supervised = EmbeddedPostgres & {
  /** Whether the folder names this server. */
  isServing(): Promise<boolean>
  /** Ends the server on the spot: the folder is another computer's or container's by now. */
  abandon(): Promise<void>
}

function supervise(
  place: Place,
  password: string,
  database: string,
  first: Presence,
  inUse: InUse,
  { onLost, onTaken }: { readonly onLost: EmbeddedOptions['onLost']; readonly onTaken: () => void },
): Supervised {
  let presence = first
  let released = false
  let abandoned = false
  const watch = () => {
    presence.client.once('end', () => {
      if (!released) void comeBack()
    })
  }
  const comeBack = async () => {
    // What stands in the folder of a server is that of the other one.
    if (await inUse.isTaken()) return abandon()
    // The pool knows one port, so the server has to come back on it.
    const again = await enter(place, password, database, presence.port)
    if (!again.ok) {
      onLost?.(again.error)
      return
    }
    presence = again.value
    if (released) await goOut()
    else watch()
  }
  const goOut = async () => {
    if (!(await inUse.isTaken())) {
      await inUse.end(await leave(place, presence.client))
      return
    }
    await killPostmaster(place, presence.pid)
    await presence.client.end().catch(() => undefined)
    await inUse.end(false)
  }
  const abandon = async () => {
    if (released || abandoned) return
    abandoned = true
    await killPostmaster(place, presence.pid)
    onTaken()
  }
  watch()
  return {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${first.port}/${database}`,
    home: place.home,
    ...(place.note === undefined ? {} : { note: place.note }),
    isServing: async () => (await markedServer(place)).pid === presence.pid,
    abandon,
    async release() {
      if (released) return
      released = true
      await goOut()
    },
  }
}

/**
 * Goes out one at a time. Who holds PRESENT alone is the last and ends the server; someone who comes in just then waits
 * for PRESENT, is cut off by the stop, and starts the server anew.
 * @returns whether it was the last
 */
async function leave(place: Place, client: Client): Promise<boolean> {
  let isLast = false
  try {
    await client.query(`select pg_advisory_lock(${LEAVING})`)
    const alone = await client.query<{ alone: boolean }>(`select pg_try_advisory_lock(${PRESENT}) as alone`)
    isLast = alone.rows[0]?.alone === true
    if (isLast) await stopPostmaster(place)
    else await client.query(`select pg_advisory_unlock_shared(${PRESENT})`)
  } catch {
    // The server is gone already.
  }
  await client.end().catch(() => undefined)
  return isLast
}
