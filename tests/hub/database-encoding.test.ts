import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { prepareDatabase } from '../../src/hub/operator/prepare.ts'
import { openDb } from '../../src/hub/store/db.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'

hubForFile()

it('does not begin in a database that cannot keep every letter: work with such a one could never be handed in', async () => {
  const name = `latin_${randomBytes(6).toString('hex')}`
  await hub.db.query(`create database ${name} encoding 'LATIN1' locale 'C' template template0`)
  const url = new URL(hub.databaseUrl)
  url.pathname = `/${name}`
  const db = openDb(url.href)
  try {
    expect(await prepareDatabase({ ...hub.hub.context, db })).toMatchObject({
      ok: false,
      error: { code: 'encoding', text: expect.stringMatching(/keeps texts as LATIN1.+ENCODING 'UTF8'/) },
    })
    expect(await db.query(`select 1 from pg_tables where schemaname = 'public'`)).toEqual([])
  } finally {
    await db.close()
    await hub.db.query(`drop database ${name} with (force)`)
  }
})
