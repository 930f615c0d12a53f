import type { Result } from '../../shared/domain/result.ts'
import { codeOf } from '../../shared/rules/code-of.ts'
import { Client, type ClientBase, Pool, type PoolClient, type QueryArrayConfig, types } from 'pg'
import { createSeats } from './seats.ts'

/** What a table module needs: the pool, or one transaction of it. */
export type Queryable = {
  /** Runs one statement. `Row` is the caller's word for what the statement selects. */
  query<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]>
}
/** A transaction (READ COMMITTED): locks taken in it are held until it ends. */
export type Tx = Queryable & { readonly transaction: 'open' }

export type Db = Queryable & {
  /** Commits when `run` resolves, rolls back when it rejects; run again when Postgres broke a deadlock. */
  transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T>
  /** Commits when the result is ok, rolls back when it is an error. Runs once: what it reads may be gone by then. */
  allOrNothing<T, E>(run: (tx: Tx) => Promise<Result<T, E>>): Promise<Result<T, E>>
  /** Reads as of this moment, however much changes meanwhile; it has a connection of its own until `end`. */
  snapshot(): Promise<Queryable & { end(): Promise<void> }>
  /** Rows whose columns all are texts, as UTF-8 bytes, without the detour over JavaScript strings. */
  textRows(name: string, sql: string, params: readonly unknown[]): Promise<(Buffer | null)[][]>
  /** A connection of its own, for LISTEN. */
  connect(): Promise<Client>
  /** From now on a statement that is not answered so long fails, and its connection is given up. Without it all wait. */
  expectAnswers(withinMs: number): void
  /** What is under way is broken off, and Postgres takes it back. */
  close(): Promise<void>
}

/** OID of bigint in every Postgres. */
const INT8 = 20

/** bigint columns hold milliseconds and counts, all below 2^53. */
const parsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8 && format !== 'binary') return Number
    return types.getTypeParser(oid, format)
  },
}

/** The driver reuses the memory of a row for the next one, so each value is copied out. */
const bytesOnly = { getTypeParser: () => (value: Buffer) => Buffer.from(value) }

const retryable = new Set(['40001', '40P01'])

/** Opens a pool on a Postgres. Nothing is connected before the first statement. */
export function openDb(
  url: string,
  options: { max?: number; connectMs?: number; onError?: (error: Error) => void } = {},
): Db {
  const { max = 12, connectMs = 15_000 } = options
  const config = {
    connectionString: url,
    types: parsers,
    application_name: 'understudy hub',
    keepAlive: true,
    // Else a line without a word is asked after two hours whether it lives; who listens for changes says nothing for days.
    keepAliveInitialDelayMillis: 30_000,
    // Also for a connection of its own: whoever waits for one that nobody answers would wait for ever.
    connectionTimeoutMillis: connectMs,
  }
  // The pool waits for it, which its types do not say, and listens for errors meanwhile.
  const forNew = { onConnect: noticeDeadLines }
  const pool = new Pool({
    ...config,
    ...forNew,
    max,
    idleTimeoutMillis: 30_000,
  })
  // Transactions wait for locks, as for those of an import that hands out its tasks. A part of the connections is never
  // theirs, or whoever only reads would wait with them.
  const seats = createSeats(Math.ceil((max * 2) / 3), connectMs)
  let patience: { readonly query_timeout?: number } = {}
  const nameOf = createStatementNames()
  const how: Manner = { nameOf, patience: () => patience }
  let closing = false
  const inUse = new Set<PoolClient>()
  const cut = async (client: PoolClient): Promise<void> => {
    if (client instanceof Client) await client.end()
  }
  pool.on('acquire', (client) => {
    inUse.add(client)
    // It was being opened when the pool was closed.
    if (closing) void cut(client)
  })
  pool.on('release', (_, client) => inUse.delete(client))
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => {
    if (!closing) options.onError?.(error)
  })

  async function attempt<T>(run: (tx: Tx) => Promise<T>, keeps: (result: T) => boolean): Promise<T> {
    const giveBack = await seats.take()
    return inTransaction(run, keeps).finally(giveBack)
  }

  async function inTransaction<T>(run: (tx: Tx) => Promise<T>, keeps: (result: T) => boolean): Promise<T> {
    const client = await pool.connect()
    let broken = false
    // The pool listens to idle connections only. One that breaks in our hands fails the statement that runs, and between
    // two statements nobody would hear it but the process, which it would end.
    const onBroken = (): void => {
      broken = true
    }
    client.on('error', onBroken)
    try {
      await client.query({ text: 'begin', ...patience })
      const result = await run({ ...queryable(client, how), transaction: 'open' })
      await client.query({ text: keeps(result) ? 'commit' : 'rollback', ...patience })
      return result
    } catch (error) {
      await client.query({ text: 'rollback', ...patience }).catch(() => {
        broken = true
      })
      throw error
    } finally {
      client.off('error', onBroken)
      client.release(broken)
    }
  }

  async function persist<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(run, () => true)
      } catch (error) {
        if (tries >= 4 || !retryable.has(codeOf(error))) throw error
      }
    }
  }

  return {
    ...queryable(pool, how),
    transaction: persist,
    allOrNothing: (run) => attempt(run, (result) => result.ok),
    async snapshot() {
      const client = await pool.connect()
      let broken = false
      const onBroken = (): void => {
        broken = true
      }
      client.on('error', onBroken)
      const end = async (last: string): Promise<void> => {
        await client.query(last).catch(onBroken)
        client.off('error', onBroken)
        client.release(broken)
      }
      try {
        await client.query('begin isolation level repeatable read, read only')
      } catch (error) {
        await end('rollback')
        throw error
      }
      return { ...queryable(client, how), end: () => end('commit') }
    },
    async textRows(name, sql, params) {
      // `binary` is missing in the driver's types.
      const statement: QueryArrayConfig & { binary: true } = {
        name,
        text: sql,
        values: [...params],
        rowMode: 'array',
        binary: true,
        types: bytesOnly,
        ...patience,
      }
      const result = await pool.query<(Buffer | null)[]>(statement)
      return result.rows
    },
    async connect() {
      const client = new Client(config)
      // Whoever uses it listens for more; without any listener a broken connection would end the process.
      client.on('error', (error) => options.onError?.(error))
      await client.connect()
      await noticeDeadLines(client)
      return client
    },
    expectAnswers(withinMs) {
      patience = { query_timeout: withinMs }
    },
    close() {
      // The pool does not wait for its last connections, which may yet hear that the server goes down.
      closing = true
      const ended = pool.end()
      // It waits for connections in use: an import that was ended by Ctrl-C would go on to its end, and be kept.
      const broken = [...inUse].map(cut)
      return broken.length === 0 ? ended : Promise.all(broken).then(() => undefined)
    },
  }
}

/**
 * What the server does about a line whose other end is gone without a word (no power, no network). It would keep the
 * transaction, and the locks of the experts in it, until the system notices: after two hours. A transaction that stands still
 * with its other end there is not limited: an import reads and copies large files between two statements.
 */
const deadLineSettings = [
  `select set_config('tcp_keepalives_idle', '30', false), set_config('tcp_keepalives_interval', '10', false),
     set_config('tcp_keepalives_count', '6', false), set_config('tcp_user_timeout', '90000', false)`,
  // For a statement that waits for a lock, meanwhile.
  `set client_connection_check_interval = '10s'`,
]

async function noticeDeadLines(client: ClientBase): Promise<void> {
  // Not every system of a server knows each of them; a line that broke meanwhile fails the statement that comes next.
  for (const sql of deadLineSettings) await client.query(sql).catch(() => undefined)
}

type Manner = { readonly nameOf: (sql: string) => string; readonly patience: () => object }

function queryable(runner: Pool | PoolClient, { nameOf, patience }: Manner): Queryable {
  return {
    async query<Row extends object>(sql: string, params: readonly unknown[] = []) {
      const name = params.length > 0 ? { name: nameOf(sql) } : {}
      const result = await runner.query<Row>({ ...name, text: sql, values: [...params], ...patience() })
      return result.rows
    },
  }
}

/**
 * A statement with a name is planned once for each connection; planning the joins costs more than running them. All
 * texts stand in the source, so there are some two hundred names.
 */
function createStatementNames(): (sql: string) => string {
  const names = new Map<string, string>()
  return (sql) => {
    const name = names.get(sql) ?? `s${names.size}`
    names.set(sql, name)
    return name
  }
}

/** Postgres keeps no U+0000 in a text; what a person sent is kept with the replacement character in its place. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{FFFD}')
}
