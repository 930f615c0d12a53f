import { Socket } from 'node:net'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { type Db, openDb } from '../../src/hub/store/db.ts'
import { openTestDatabase, type TestDatabase } from '../support/hub/postgres.ts'

let database: TestDatabase
let db: Db
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const settings = `select name, setting from pg_settings
  where name in ('tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count', 'tcp_user_timeout',
    'client_connection_check_interval') order by name`
const minutes = [
  { name: 'client_connection_check_interval', setting: '10000' },
  { name: 'tcp_keepalives_count', setting: '6' },
  { name: 'tcp_keepalives_idle', setting: '30' },
  { name: 'tcp_keepalives_interval', setting: '10' },
  { name: 'tcp_user_timeout', setting: '90000' },
]

it('a line to the database that is dead is noticed within minutes by both ends, and lets go of its locks', async () => {
  // What the system does about a dead line cannot be played on one computer; what it was told can be looked at.
  const told = vi.spyOn(Socket.prototype, 'setKeepAlive')
  onTestFinished(() => told.mockRestore())
  db = openDb(database.url)
  expect(await db.query(settings)).toEqual(minutes)
  expect(await db.transaction((tx) => tx.query(settings))).toEqual(minutes)
  const listener = await db.connect()
  expect((await listener.query(settings)).rows).toEqual(minutes)
  await listener.end()
  expect(told.mock.calls.length).toBeGreaterThan(1)
  for (const call of told.mock.calls) expect(call).toEqual([true, 30_000])
})

it('a transaction may stand still as long as it likes while its other end is there, as an import of large files does', async () => {
  const [limits] = await db.query<{ idle: string; statement: string }>(
    `select current_setting('idle_in_transaction_session_timeout') as idle, current_setting('statement_timeout') as statement`,
  )
  expect(limits).toEqual({ idle: '0', statement: '0' })
})
