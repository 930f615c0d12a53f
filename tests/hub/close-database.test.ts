import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Db, openDb } from '../../src/hub/store/db.ts'
import { openTestDatabase, type TestDatabase } from '../support/hub/postgres.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.drop())

const howItEnds = (work: Promise<unknown>) =>
  work.then(
    () => 'kept',
    () => 'broken off',
  )

it('what is under way when the database is closed is broken off and not kept, as an import that Ctrl-C ends', async () => {
  const other = openDb(database.url)
  await other.query('create table kept (n integer)')
  const db = openDb(database.url)
  let closed: Promise<void> | undefined
  const between = db.transaction(async (tx) => {
    await tx.query('insert into kept values (1)')
    closed = db.close()
    await tx.query('insert into kept values (2)')
  })
  expect(await howItEnds(between)).toBe('broken off')
  await closed

  // While a statement runs, and while a connection is being opened.
  for (const before of [(again: Db) => again.query('select 1'), async () => undefined]) {
    const again = openDb(database.url)
    const inside = howItEnds(again.transaction((tx) => tx.query('select pg_sleep(60)')))
    await before(again)
    await again.close()
    expect(await inside).toBe('broken off')
  }
  expect(await other.query('select n from kept')).toEqual([])
  await other.close()
})
