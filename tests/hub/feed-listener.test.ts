import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createContext } from '../../src/hub/context.ts'
import { openFeedPage } from '../../src/hub/feed/feed-page.ts'
import { createFeedWaiters } from '../../src/hub/feed/feed-waiters.ts'
import { type Db, openDb } from '../../src/hub/store/db.ts'
import { FEED_CHANNEL } from '../../src/hub/store/feed.ts'
import { openTestDatabase, type TestDatabase } from '../support/hub/postgres.ts'

let database: TestDatabase
let db: Db
beforeAll(async () => {
  database = await openTestDatabase()
  db = openDb(database.url)
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const silent = () => undefined
const listeners = async () => {
  const rows = await db.query<{ n: number }>(
    `select count(*)::integer as n from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  )
  return rows[0]?.n
}

it('leaves no connection behind where nobody may listen', async () => {
  // A standby says the same of LISTEN: it fails, and the connection is well.
  const standby: Db = {
    ...db,
    async connect() {
      const client = await db.connect()
      await client.query('begin')
      await client.query('select 1 / 0').catch(silent)
      return client
    },
  }
  const waiters = createFeedWaiters(standby, silent)
  for (let desk = 0; desk < 5; desk += 1) await expect(waiters.begin('expert')).rejects.toThrow('aborted')
  await expect.poll(listeners).toBe(0)
  await waiters.stop()
})

it('gives up a connection that nobody answers, and listens once somebody does', async () => {
  const sockets = new Set<Socket>()
  const dumb: Server = createServer((socket) => void sockets.add(socket))
  await new Promise<void>((resolve) => dumb.listen(0, '127.0.0.1', resolve))
  const bound = dumb.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  const hung = openDb(`postgres://a:b@127.0.0.1:${port}/none`, { connectMs: 200 })
  let isBack = false
  const waiters = createFeedWaiters({ ...db, connect: () => (isBack ? db : hung).connect() }, silent)
  const outcome = await Promise.race([
    waiters.begin('expert').then(
      () => 'listens',
      () => 'given up',
    ),
    new Promise((resolve) => setTimeout(resolve, 20_000, 'waits for ever')),
  ])
  for (const socket of sockets) socket.destroy()
  dumb.close()
  expect(outcome).toBe('given up')
  isBack = true
  const wait = await waiters.begin('expert')
  wait.end()
  await waiters.stop()
  await hung.close()
})

it('ends the questions that stand open when the hub stops, or their line breaks, and asks the database nothing for them', async () => {
  let reads = 0
  const counted: Db = {
    ...db,
    textRows: async () => {
      reads += 1
      return [[Buffer.from('0'), Buffer.from('an epoch')]]
    },
  }
  const ports = { db: counted, filesFolder: '', clock: { now: () => 0 }, fillRandom: silent, log: silent }
  const waiters = createFeedWaiters(db, silent)
  const ask = (expertId: string, signal?: AbortSignal) => {
    const input = { after: 0, wholeTo: 0, maxBytes: 1000, waitMs: 60_000 }
    return openFeedPage(createContext(ports), waiters, { expertId, id: 'a device' }, input, signal)
  }
  const gone = new AbortController()
  const pages = [...Array.from({ length: 20 }, (_, n) => ask(`${n}`)), ask('left', gone.signal), ask('told')]
  // Each looks before it listens, and once more.
  await expect.poll(() => reads).toBe(44)
  gone.abort()
  await pages[20]
  expect(reads).toBe(44)
  await db.query('select pg_notify($1, $2)', [FEED_CHANNEL, 'told'])
  await pages[21]
  expect(reads).toBe(45)
  await waiters.stop()
  await Promise.all(pages)
  expect(reads).toBe(45)
})
