import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { createContext } from '../../../src/hub/context.ts'
import { prepareDatabase } from '../../../src/hub/operator/prepare.ts'
import { type EmbeddedPostgres, openEmbedded } from '../../../src/hub/postgres/embedded.ts'
import { openDb } from '../../../src/hub/store/db.ts'

/** Set by global-setup.ts: the folder of the one cluster that all test files of a run share. */
export const folderVariable = 'UNDERSTUDY_TEST_POSTGRES'

/** Tests of what the hub does need no disk; tests of what survives a kill make a cluster of their own. */
const unsafeButQuick = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '120' }
const template = 'understudy_template'
const MAKING_TEMPLATE = 7_310_900

export type TestDatabase = { readonly url: string; drop(): Promise<void> }

/**
 * A fresh database with the hub's schema in it, copied from a template. The first to come starts the cluster, the last
 * to go stops it.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const shared = process.env[folderVariable]
  const folder = shared ?? (await mkdtemp(join(tmpdir(), 'understudy-test-')))
  const opened = await openEmbedded(folder, { settings: unsafeButQuick, database: template })
  if (!opened.ok) throw new Error(opened.error.text)
  const postgres = opened.value
  const admin = openDb(withDatabase(postgres, 'postgres'), { max: 1 })
  const client = await admin.connect()
  await client.query(`select pg_advisory_lock(${MAKING_TEMPLATE})`)
  await prepareTemplate(postgres)
  const name = `test_${randomBytes(6).toString('hex')}`
  await client.query(`create database ${name} template ${template} strategy file_copy`)
  await client.query(`select pg_advisory_unlock(${MAKING_TEMPLATE})`)
  await client.end()
  return {
    url: withDatabase(postgres, name),
    async drop() {
      await admin.query(`drop database ${name} with (force)`).catch(() => undefined)
      await admin.close()
      await postgres.release()
      if (shared === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

async function prepareTemplate(postgres: EmbeddedPostgres): Promise<void> {
  const db = openDb(withDatabase(postgres, template), { max: 1 })
  const ports = { db, filesFolder: '', clock: { now: () => 0 }, fillRandom: () => undefined, log: () => undefined }
  const prepared = await prepareDatabase(createContext(ports))
  if (!prepared.ok) throw new Error(prepared.error.text)
  // Each copy is a hub of its own.
  await db.query('delete from hub')
  await db.close()
}

function withDatabase(postgres: EmbeddedPostgres, name: string): string {
  const url = new URL(postgres.url)
  url.pathname = `/${name}`
  return url.href
}
