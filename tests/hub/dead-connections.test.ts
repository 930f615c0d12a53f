import { createServer, connect, type AddressInfo, Socket } from 'node:net'
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

it('a database that answers no more is waited for as long as a desk waits, and not as long as TCP tries', async () => {
  // What comes in is swallowed, once it is dark: nobody refuses and nobody ends.
  let dark = false
  const { port, hostname } = new URL(database.url)
  const between = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => void (dark || to.write(bytes)))
      from.on('error', () => undefined)
      from.on('close', () => to.destroy())
    }
  })
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
  const url = new URL(database.url)
  url.port = String((between.address() as AddressInfo).port)
  const served = openDb(url.href, { max: 2, connectMs: 1_000 })
  onTestFinished(async () => {
    await served.close()
    between.close()
  })
  await served.query('select 1')
  served.expectAnswers(1_000)
  await expect(
    served.transaction(async (tx) => {
      dark = true
      await tx.query('select 2')
    }),
  ).rejects.toThrow('Query read timeout')
  await expect(Promise.all([served.query('select 3'), served.query('select 4')])).rejects.toThrow(/timeout/)
  // Another computer has its name now.
  dark = false
  await expect.poll(() => served.query('select 5 as n').catch(() => undefined)).toEqual([{ n: 5 }])
})
