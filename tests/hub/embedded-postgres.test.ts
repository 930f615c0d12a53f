import { lstatSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { cp, chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { accountFromPasswd, canPassThrough } from '../../src/hub/postgres/account.ts'
import { binariesIn, completeBinaries, findBinaries } from '../../src/hub/postgres/binaries.ts'
import { type EmbeddedPostgres, openEmbedded } from '../../src/hub/postgres/embedded.ts'
import { runTool } from '../../src/hub/postgres/run-tool.ts'
import { openDb } from '../../src/hub/store/db.ts'
import { processesIn, runHub, startHub } from '../support/hub/run-hub.ts'
import { unwrap } from '../support/hub/test-hub.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'

const isRoot = process.getuid?.() === 0
const notRoot = 'this account is not root'
const nobody = { uid: 65_534, gid: 65_534 }
const folders: string[] = []
const opened: EmbeddedPostgres[] = []
/** Making a cluster takes a second; what does not look at the making shares this one. */
let common = ''
beforeAll(async () => {
  common = await newFolder()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.release()))
})
afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
})

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-embedded-'))
  folders.push(folder)
  return folder
}
async function open(folder: string): Promise<EmbeddedPostgres> {
  const postgres = unwrap(await openEmbedded(folder))
  opened.push(postgres)
  return postgres
}
const postmaster = async (postgres: EmbeddedPostgres) =>
  Number((await readFile(join(postgres.home, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0])

describe('the built-in Postgres', { timeout: 300_000 }, () => {
  it('is made the first time, serves whoever comes, and ends with the last one out', async () => {
    const folder = await newFolder()
    const [first, second] = await Promise.all([open(folder), open(folder)])
    expect(first.url).toBe(second.url)
    const db = openDb(second.url, { max: 1 })
    await db.query('create table kept (n integer)')
    await db.query('insert into kept values (1)')
    await first.release()
    expect(await db.query('select n from kept')).toEqual([{ n: 1 }])
    await db.close()
    await second.release()
    await expect.poll(() => processesIn(folder)).toEqual([])

    const again = await open(folder)
    const later = openDb(again.url, { max: 1 })
    expect(await later.query('select n from kept')).toEqual([{ n: 1 }])
    await later.close()
  })

  it('lets nobody in without the password, which only its account can read', async () => {
    const postgres = await open(common)
    const { port, hostname, username } = new URL(postgres.url)
    expect(hostname).toBe('127.0.0.1')
    for (const password of [undefined, 'understudy']) {
      const client = new Client({
        host: hostname,
        port: Number(port),
        user: username,
        database: 'postgres',
        ...(password === undefined ? {} : { password }),
      })
      await expect(client.connect()).rejects.toThrow(/password/)
    }
    expect((await stat(join(postgres.home, 'cluster', 'understudy-password'))).mode & 0o777).toBe(0o600)
    expect((await stat(postgres.home)).mode & 0o777).toBe(0o700)
  })

  it('keeps what was committed through kill -9, and comes back by itself at the same address', async () => {
    const postgres = await open(common)
    const db = openDb(postgres.url, { max: 2, onError: () => undefined })
    await db.query('create table kept (n integer)')
    for (let n = 0; n < 20; n++) await db.query('insert into kept values ($1)', [n])
    process.kill(await postmaster(postgres), 'SIGKILL')
    let rows: object[] | undefined
    const until = Date.now() + 20_000
    while (rows === undefined && Date.now() < until) rows = await db.query('select n from kept').catch(() => undefined)
    expect(rows).toHaveLength(20)
    await db.close()
  })

  it('takes away what a making that was killed has left behind, and nothing that is being made', async () => {
    const postgres = await open(common)
    await postgres.release()
    const { home } = postgres
    const gone = spawnSync(process.execPath, ['--version']).pid
    const names = {
      dead: `cluster.${gone}.0a1b2c3d`,
      lives: `cluster.${process.pid}.0a1b2c3d`,
      old: 'cluster.1.00000000',
    }
    for (const name of Object.values(names)) {
      await mkdir(join(home, name, 'base'), { recursive: true })
      await writeFile(join(home, `${name}.password`), 'x')
    }
    await utimes(join(home, names.old), 0, 0)
    await utimes(join(home, `${names.old}.password`), 0, 0)
    await open(common)
    const left = (await readdir(home)).filter((name) => name.startsWith('cluster.'))
    expect(left.toSorted()).toEqual([names.lives, `${names.lives}.password`])
  })

  it('starts although a stale postmaster.pid names a program that lives', async () => {
    const folder = common
    const first = await open(folder)
    await first.release()
    const stale = join(first.home, 'cluster', 'postmaster.pid')
    await writeFile(stale, `${process.pid}\n${first.home}/cluster\n1\n5432\n\n127.0.0.1\n\nready\n`)
    const again = await open(folder)
    expect(await postmaster(again)).not.toBe(process.pid)
  })

  it.skipIf(process.platform !== 'linux')('starts although it names the Postgres of another folder', async () => {
    const other = await open(await newFolder())
    const first = await open(common)
    await first.release()
    const stale = join(first.home, 'cluster', 'postmaster.pid')
    const pid = await postmaster(other)
    await writeFile(stale, `${pid}\n${first.home}/cluster\n1\n1\n\n127.0.0.1\n\nready\n`)
    const again = await open(common)
    expect(await postmaster(again)).not.toBe(pid)
  })

  it('says plainly that a cluster was made by another version, or that there is no folder', async () => {
    const folder = common
    const first = await open(folder)
    await first.release()
    const versionFile = join(first.home, 'cluster', 'PG_VERSION')
    const version = await readFile(versionFile)
    await writeFile(versionFile, '14\n')
    expect(await openEmbedded(folder)).toMatchObject({
      ok: false,
      error: { text: expect.stringMatching(/made by Postgres 14.*--database-url/) },
    })
    await writeFile(versionFile, version)
    await writeFile(join(folder, 'a-file'), '')
    expect(await openEmbedded(join(folder, 'a-file', 'x'))).toMatchObject({
      ok: false,
      error: { text: expect.stringContaining('--database-url') },
    })
  })

  it('says why a damaged database does not start, and what to do', async () => {
    const folder = await newFolder()
    const { home } = await open(folder)
    await opened.pop()?.release()
    const journal = join(home, 'cluster', 'pg_wal')
    for (const name of await readdir(journal))
      if (/^[0-9A-F]{24}$/.test(name)) await writeFile(join(journal, name), Buffer.alloc(16 * 1024 * 1024))
    expect(await openEmbedded(folder)).toMatchObject({
      ok: false,
      error: { text: expect.stringMatching(/PANIC: .*checkpoint.*postgres.log\. If it is damaged, put a backup/) },
    })
  })

  it('needs no install script: links and executable bits are made on first use, twice without harm', async () => {
    const found = unwrap(findBinaries())
    const folder = join(await newFolder(), 'native')
    // As npm unpacks it: without links.
    await cp(found.folder, folder, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() })
    const bare = binariesIn(folder)
    for (const tool of ['initdb', 'pg_ctl', 'postgres'] as const) await chmod(bare.tool(tool), 0o644)
    await Promise.all([completeBinaries(bare), completeBinaries(bare)])
    await completeBinaries(bare)
    expect(await runTool(bare.tool('initdb'), ['--version'], undefined)).toMatchObject({
      code: 0,
      output: expect.stringContaining('PostgreSQL'),
    })
  })
})

describe('a hub on it', { timeout: 300_000 }, () => {
  it('stops in order on Ctrl-C, on a polite kill, and when its parent goes', async () => {
    const folder = common
    for (const how of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
      const hub = await startHub(['--data', folder])
      expect((await fetch(`${hub.address}/health`)).status).toBe(200)
      expect(await hub.end(how)).toBe(0)
      await expect.poll(() => processesIn(folder)).toEqual([])
    }
  })

  it('takes over what a hub that was killed left running', async () => {
    const folder = common
    const killed = await startHub(['--data', folder])
    await killed.end('SIGKILL')
    const hub = await startHub(['--data', folder])
    expect(hub.hubId).toBe(killed.hubId)
    expect((await fetch(`${hub.address}/v1/hub`)).status).toBe(200)
    expect(await hub.end('SIGINT')).toBe(0)
    await expect.poll(() => processesIn(folder)).toEqual([])
  })

  it('is one to a folder: the second says that it runs already, and where', async () => {
    const folder = common
    const hub = await startHub(['--data', folder])
    const second = await runHub(['serve', '--port', '0', '--data', folder])
    expect(second).toMatchObject({
      code: 3,
      out: '',
      err: `A hub is already running on ${folder}, at ${hub.address}.\n`,
    })
    expect((await fetch(`${hub.address}/health`)).status).toBe(200)
    await hub.end('SIGINT')
  })

  it('works when two commands make the folder at the same moment', async () => {
    const folder = await newFolder()
    const ran = await Promise.all([
      runHub(['programme', 'list', '--data', folder]),
      runHub(['expert', 'list', '--data', folder]),
    ])
    expect(ran.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
    ])
    await expect.poll(() => processesIn(folder)).toEqual([])
  })
})

describe('accounts', { timeout: 300_000 }, () => {
  it('finds nobody in the list of accounts, and no account that is root by another name', () => {
    expect(accountFromPasswd('root:x:0:0::/root:/bin/sh\nnobody:x:99:98:Nobody:/:/sbin/nologin\n')).toEqual({
      name: 'nobody',
      uid: 99,
      gid: 98,
    })
    expect(accountFromPasswd('nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false\n')).toBeUndefined()
    expect(accountFromPasswd('nobody:x:0:0::/:/bin/sh\n')).toBeUndefined()
  })

  it('as root: runs the server as nobody, and reaches a folder that is closed to others', async (context) => {
    if (!isRoot) return skipAloud(context, notRoot)
    const folder = common
    await chmod(folder, 0o700)
    const postgres = await open(folder)
    expect((await stat(`/proc/${await postmaster(postgres)}`)).uid).not.toBe(0)
    expect(postgres.home).toBe(join(folder, 'postgres'))
    expect(postgres.note).toBeUndefined()
    expect((await stat(folder)).mode & 0o777).toBe(0o711)
  })

  it('as root: keeps the database elsewhere when nobody cannot come to the folder, and says where', async (context) => {
    if (!isRoot) return skipAloud(context, notRoot)
    // Temporary folders are opened for the server's account; this one lies elsewhere, as a clone under /root would.
    const closed = await mkdtemp('/var/tmp/understudy-closed-')
    folders.push(closed)
    const folder = join(closed, 'hub')
    const postgres = await open(folder)
    expect(postgres.home).toMatch(/^\/var\/lib\/understudy\/[0-9a-f]{16}\/postgres$/)
    expect(postgres.note).toBe(
      `The database lies under ${join(postgres.home, '..')}, because nobody may not enter this folder.`,
    )
    await postgres.release()
    const again = await open(folder)
    expect(again.home).toBe(postgres.home)
    await again.release()
    await rm(join(postgres.home, '..'), { recursive: true })
  })

  it('as root: serves a plain copy that is put back, or says why not, and nothing empty in its place', async (context) => {
    if (!isRoot) return skipAloud(context, notRoot)
    const first = await open(common)
    await first.release()
    const copy = join(await newFolder(), 'hub')
    await cp(common, copy, { recursive: true })
    const again = await open(copy)
    expect(new URL(again.url).password).toBe(new URL(first.url).password)
    await again.release()

    const closed = await mkdtemp('/var/tmp/understudy-closed-')
    folders.push(closed)
    await cp(common, join(closed, 'hub'), { recursive: true })
    const refused = async (folder: string) => {
      const result = await openEmbedded(folder)
      return result.ok ? '' : result.error.text
    }
    expect(await refused(join(closed, 'hub'))).toContain('its database lies in it, and nobody may not enter it')

    // The log tells of the end of the server before.
    await rm(join(copy, 'postgres', 'cluster', 'global', 'pg_control'))
    expect(await refused(copy)).toMatch(/did not start: .*pg_control/)

    await chown(join(copy, 'postgres', 'cluster'), 12_345, 12_345)
    expect(await refused(copy)).toContain(
      'its database belongs to another account (number 12345); run this as that one',
    )
  })

  it('as a plain user: runs it directly', async (context) => {
    if (!isRoot) return skipAloud(context, `${notRoot}; every other test here is this case then`)
    if (
      !(await canPassThrough(process.execPath, { name: 'nobody', ...nobody }).catch(() => false)) ||
      !(await canPassThrough(import.meta.dirname, { name: 'nobody', ...nobody }))
    ) {
      return skipAloud(context, 'nobody may not read this clone')
    }
    const folder = await newFolder()
    await chown(folder, nobody.uid, nobody.gid)
    const env = { HOME: folder, XDG_DATA_HOME: join(folder, 'data') }
    const hub = await startHub([], { ...nobody, env })
    expect(hub.texts().out).toBe(`Hub Understudy hub ready at ${hub.address}\n`)
    const listed = await runHub(['programme', 'list'], { ...nobody, env })
    expect(listed).toMatchObject({ code: 0, err: '' })
    expect((await stat(join(folder, 'data', 'understudy-hub'))).mode & 0o777).toBe(0o700)
    expect(await hub.end('SIGINT')).toBe(0)
    await expect.poll(() => processesIn(folder)).toEqual([])
  })
})
