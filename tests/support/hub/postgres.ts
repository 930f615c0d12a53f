import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import type { Client } from 'pg'
import { createContext } from '../../../src/hub/context.ts'
import { prepareDatabase } from '../../../src/hub/operator/prepare.ts'
import { type EmbeddedPostgres, openEmbedded } from '../../../src/hub/postgres/embedded.ts'
import { openDb } from '../../../src/hub/store/db.ts'
import { quickFolder } from '../quick-folder.ts'

/** Set by global-setup.ts: the folder of the one cluster that all test files of a run share. */
export const folderVariable = 'UNDERSTUDY_TEST_POSTGRES'

/** Tests of what the hub does need no disk; tests of what survives a kill make a cluster of their own. */
const unsafeButQuick = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  // A password guards nothing here, and each connection would pay for it on both sides.
  scram_iterations: '1',
  max_connections: '120',
}
const template = 'understudy_template'
const MAKING_TEMPLATE = 7_310_900

export type TestDatabase = { readonly url: string; drop(): Promise<void> }

export type TestCluster = {
  /** A fresh database with the hub's schema in it, copied from a template. */
  newDatabase(): Promise<TestDatabase>
  close(): Promise<void>
}

/** A test file opens it once and does not close it: the next one would start it again. global-setup.ts ends it. */
let shared: Promise<TestCluster> | undefined

/** A fresh database on the cluster of this run; outside of a run, on a cluster of its own. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const folder = process.env[folderVariable]
  if (folder !== undefined) return (await (shared ??= openTestCluster(folder))).newDatabase()
  const own = await mkdtemp(join(quickFolder(), 'understudy-test-'))
  const cluster = await openTestCluster(own)
  const database = await cluster.newDatabase()
  return {
    url: database.url,
    async drop() {
      await database.drop()
      await cluster.close()
      await rm(own, { recursive: true, force: true })
    },
  }
}

/** Several processes may open the cluster of one folder. */
export async function openTestCluster(folder: string): Promise<TestCluster> {
  const opened = await openEmbedded(folder, { settings: unsafeButQuick })
  if (!opened.ok) throw new Error(opened.error.text)
  const postgres = opened.value
  const admin = await openDb(postgres.url).connect()
  await admin.query('select pg_advisory_lock($1)', [MAKING_TEMPLATE])
  const made = await admin.query('select 1 from pg_database where datname = $1', [template])
  if (made.rows.length === 0) await makeTemplate(postgres, admin)
  await admin.query('select pg_advisory_unlock($1)', [MAKING_TEMPLATE])
  return {
    async newDatabase() {
      const name = `test_${randomBytes(6).toString('hex')}`
      await admin.query(`create database ${name} template ${template} strategy file_copy`)
      return {
        url: withDatabase(postgres, name),
        drop: async () => void (await admin.query(`drop database ${name} with (force)`).catch(() => undefined)),
      }
    },
    async close() {
      await admin.end()
      await postgres.release()
    },
  }
}

/** Under its name only once it is whole: a database that somebody is connected with cannot be copied. */
async function makeTemplate(postgres: EmbeddedPostgres, admin: Client): Promise<void> {
  const fresh = `${template}_${randomBytes(6).toString('hex')}`
  await admin.query(`create database ${fresh}`)
  const db = openDb(withDatabase(postgres, fresh), { max: 1 })
  const ports = { db, filesFolder: '', clock: { now: () => 0 }, fillRandom: () => undefined, log: () => undefined }
  const prepared = await prepareDatabase(createContext(ports))
  if (!prepared.ok) throw new Error(prepared.error.text)
  // Each copy is a hub of its own.
  await db.query('delete from hub')
  await db.close()
  await admin.query(`alter database ${fresh} rename to ${template}`)
}

function withDatabase(postgres: EmbeddedPostgres, name: string): string {
  const url = new URL(postgres.url)
  url.pathname = `/${name}`
  return url.href
}
