import { chown, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { codeOf } from '../../shared/rules/code-of.ts'
import { patiently } from '../../disk/patiently.ts'
import type { EmbeddedError } from './embedded-error.ts'
import type { Place } from './place.ts'
import { runTool } from './run-tool.ts'

export const SUPERUSER = 'understudy'

const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // TCP with a password works alike on every system; a socket's path may be too long for the kernel (107 bytes).
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '64MB',
  // Small machines and containers: no helpers that need shared memory of their own.
  max_parallel_workers_per_gather: '0',
  huge_pages: 'off',
  jit: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
  log_min_messages: 'warning',
}

export function clusterFolder(place: Place): string {
  return join(place.home, 'cluster')
}

const passwordFile = (cluster: string) => join(cluster, 'understudy-password')

/** @returns the password, or undefined where there is no cluster yet */
export async function readPassword(place: Place): Promise<string | undefined> {
  return readFile(passwordFile(clusterFolder(place)), 'utf8').catch(() => undefined)
}

/**
 * Makes a cluster beside its final place and moves it there at the end, so that a half-made one is never used. When two
 * processes do so at once, the first wins and the other uses what it made.
 */
export async function makeCluster(
  place: Place,
  extra: Readonly<Record<string, string>>,
): Promise<EmbeddedError | undefined> {
  const fresh = join(place.home, `cluster.${process.pid}.${randomBytes(4).toString('hex')}`)
  const password = randomBytes(24).toString('base64url')
  const file = `${fresh}.password`
  await writeFile(file, password, { mode: 0o600 })
  if (place.account !== undefined) await chown(file, place.account.uid, place.account.gid)
  const set = Object.entries({ ...settings, ...extra }).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  const { code, output } = await runTool(
    place.binaries.tool('initdb'),
    [
      '-D',
      fresh,
      '-U',
      SUPERUSER,
      '--auth=scram-sha-256',
      `--pwfile=${file}`,
      '-E',
      'UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      '--no-instructions',
      ...set,
    ],
    place.account,
  )
  if (code !== 0) {
    await rm(fresh, { recursive: true, force: true })
    await rm(file, { force: true })
    return failed('The built-in database could not be made', output)
  }
  await rename(file, passwordFile(fresh))
  try {
    await patiently(() => rename(fresh, clusterFolder(place)))
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    // Whoever was first has made another one, which is there.
    if ((await readPassword(place)) === undefined)
      return failed('The built-in database could not be made', String(error))
  }
  return undefined
}

/** What is being made is done long before. */
const longestMakingMs = 3_600_000

/** Takes away what a making that was killed has left behind: up to 48 MB each time, and a password. */
export async function dropHalfMade(place: Place): Promise<void> {
  for (const name of await readdir(place.home)) {
    const maker = /^cluster\.(\d+)\.[0-9a-f]{8}(\.password)?$/.exec(name)?.[1]
    if (maker === undefined) continue
    const path = join(place.home, name)
    const at = await stat(path).then(
      (found) => found.mtimeMs,
      () => Date.now(),
    )
    // By age as well: in a container the next process has the same number.
    if (isAlive(Number(maker)) && Date.now() - at < longestMakingMs) continue
    // It hinders nobody.
    await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** A cluster is served by the major version that made it and by no other. */
export async function checkVersion(place: Place): Promise<EmbeddedError | undefined> {
  const made = (await readFile(join(clusterFolder(place), 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  const { output } = await runTool(place.binaries.tool('postgres'), ['--version'], place.account)
  const have = /\(PostgreSQL\) (\d+)/.exec(output)?.[1]
  if (have === undefined) return failed('The built-in Postgres does not start on this computer', output)
  if (made === have) return undefined
  return {
    code: 'other-version',
    text: `The database in ${place.home} was made by Postgres ${made}; this program brings Postgres ${have}. Dump it with the older program and restore it here, or serve it yourself and give --database-url.`,
  }
}

export type Postmaster = { readonly pid: number; readonly port: number; readonly status: string }

const markOf = (place: Place) => join(clusterFolder(place), 'postmaster.pid')

/** What `postmaster.pid` says, also of a server that is dead or another computer's; 0 where it says nothing. */
export async function markedServer(place: Place): Promise<Postmaster> {
  const lines = (await readFile(markOf(place), 'utf8').catch(() => '')).split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() }
}

/** What `postmaster.pid` says of a server that is alive; a file left behind by a dead one is taken away. */
export async function runningPostmaster(place: Place): Promise<Postmaster | undefined> {
  const { pid, port, status } = await markedServer(place)
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  if ((await isPostgres(pid)) && !(await isElsewhere(pid, clusterFolder(place)))) return { pid, port, status }
  // The number may belong to another program by now, also to another Postgres, which would keep this one from starting.
  await rm(markOf(place), { force: true })
  return undefined
}

async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform === 'linux') {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return /postgres/.test(command.split('\0')[0] ?? '')
  }
  try {
    const [file, args] =
      process.platform === 'win32'
        ? (['tasklist', ['/FI', `PID eq ${pid}`, '/NH']] as const)
        : (['ps', ['-p', String(pid), '-o', 'comm=']] as const)
    return /postgres/.test(execFileSync(file, args, { encoding: 'utf8', windowsHide: true }))
  } catch {
    return false
  }
}

/** Whether a server is known to work in another folder than this cluster; by their places, since a path may be a link. */
async function isElsewhere(pid: number, cluster: string): Promise<boolean> {
  // Only Linux tells, and only of servers of this account; else it is taken for ours.
  const its = await stat(`/proc/${pid}/cwd`).catch(() => undefined)
  const ours = await stat(cluster)
  return its !== undefined && (its.ino !== ours.ino || its.dev !== ours.dev)
}

/** Starts the server apart from this process: a Ctrl-C in the terminal reaches us, and we end it in order. */
export async function startPostmaster(place: Place, port: number): Promise<Result<void, EmbeddedError>> {
  const log = join(place.home, 'log')
  const size = await stat(log)
    .then((found) => found.size)
    .catch(() => 0)
  const isLong = size > 10_000_000
  if (isLong) await rename(log, `${log}.1`)
  const { code, output } = await runTool(
    place.binaries.tool('pg_ctl'),
    ['start', '-D', clusterFolder(place), '-w', '-t', '60', '-s', '-l', log, '-o', `-p ${port}`],
    place.account,
  )
  if (code === 0) return ok(undefined)
  // What an earlier server said at its end is no reason.
  const news = (await readFile(log).catch(() => Buffer.alloc(0))).subarray(isLong ? 0 : size).toString()
  const tail = news.split('\n').slice(-6).join('\n')
  const damaged = /PANIC|invalid|corrupt/.test(tail) ? ' If it is damaged, put a backup of the folder back.' : ''
  const { code: kind, text } = failed('The built-in database did not start', `${output}\n${tail}`)
  return err({ code: kind, text: `${text} More stands in ${log}.${damaged}` })
}

/** Ends the server in order ("fast": what runs is rolled back, everything committed is on disk). */
export async function stopPostmaster(place: Place): Promise<void> {
  await runTool(
    place.binaries.tool('pg_ctl'),
    ['stop', '-D', clusterFolder(place), '-m', 'fast', '-w', '-t', '60', '-s'],
    place.account,
  )
}

/**
 * Ends a server on the spot, for its cluster is another computer's or container's by now: at an orderly end it would write its
 * own end into that one's database, and take away that one's mark.
 */
export async function killPostmaster(place: Place, pid: number): Promise<void> {
  if (!(await isPostgres(pid)) || (await isElsewhere(pid, clusterFolder(place)))) return
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  for (const one of [pid, ...children.split(' ').filter(Boolean).map(Number)]) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // It is gone already.
    }
  }
}

/** A port of 127.0.0.1 that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function failed(what: string, output: string): EmbeddedError {
  const lines = output.split('\n').map((line) => line.trim())
  const reason =
    lines.findLast((line) => /error|fatal|panic|denied|not found|cannot/i.test(line)) ??
    lines.find((line) => line !== '')
  return {
    code: 'failed',
    text: `${what}: ${reason ?? 'no reason given'}. Give the address of a Postgres with --database-url instead.`,
  }
}
