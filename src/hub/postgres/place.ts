import { createHash } from 'node:crypto'
import { chmod, chown, cp, lchown, mkdir, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { patiently } from '../../disk/patiently.ts'
import { type Account, barredFolders, canPassThrough } from './account.ts'
import { type Binaries, binariesIn, completeBinaries } from './binaries.ts'

/** Where one cluster lies and which binaries serve it. */
export type Place = {
  /** Owned by the server's account; holds the cluster and the log. */
  readonly home: string
  readonly binaries: Binaries
  readonly account: Account | undefined
  /** Something the operator should know, in one line. */
  readonly note?: string
}

const elsewhere = '/var/lib/understudy'

/**
 * Makes the folder of the cluster inside the data folder. Where the server's account cannot reach the data folder or
 * the binaries (a clone under /root, say), both are kept under /var/lib/understudy instead.
 * @throws when no folder can be made; the caller names the way out
 */
export async function preparePlace(dataFolder: string, found: Binaries, account: Account | undefined): Promise<Place> {
  await mkdir(dataFolder, { recursive: true, mode: account === undefined ? 0o700 : 0o711 })
  if (account === undefined) {
    const home = join(dataFolder, 'postgres')
    await mkdir(home, { recursive: true, mode: 0o700 })
    return { home, binaries: await completed(found, join(dataFolder, 'postgres-program')), account }
  }
  const spare = join(elsewhere, createHash('sha256').update(dataFolder).digest('hex').slice(0, 16))
  const there = join(dataFolder, 'postgres', 'cluster')
  const owner = (await stat(there).catch(() => undefined))?.uid
  if (owner !== undefined && owner !== 0 && owner !== account.uid)
    throw new Error(`its database belongs to another account (number ${owner}); run this as that one`)
  const dataReachable = await openTheWay(dataFolder, account)
  // A copy that was put back must not lie there while an empty database is served from elsewhere.
  if (owner !== undefined && !dataReachable)
    throw new Error(`its database lies in it, and ${account.name} may not enter it; put it where all may pass`)
  const home = dataReachable ? join(dataFolder, 'postgres') : join(spare, 'postgres')
  if (!dataReachable) await mkdir(spare, { recursive: true, mode: 0o711 })
  await mkdir(home, { recursive: true, mode: 0o700 })
  await chown(home, account.uid, account.gid)
  // A plain copy that root has put back belongs to root.
  if (owner === 0) await giveAll(home, account)

  const binariesReachable = await canPassThrough(dirname(found.tool('postgres')), account)
  const binaries = binariesReachable
    ? await completed(found, join(spare, 'program'))
    : await copied(found, join(spare, 'program'))
  if (dataReachable && binariesReachable) return { home, binaries, account }
  const what = dataReachable ? 'Its programs were copied' : 'The database lies'
  return { home, binaries, account, note: `${what} under ${spare}, because ${account.name} may not enter this folder.` }
}

/** The cluster's own folder comes last: until then a giving that was broken off is done again. */
async function giveAll(home: string, { uid, gid }: Account): Promise<void> {
  const paths = await readdir(home, { recursive: true })
  for (const path of paths) if (path !== 'cluster') await lchown(join(home, path), uid, gid)
  await lchown(join(home, 'cluster'), uid, gid)
}

/**
 * Lets the account through the data folder itself, and through temporary folders around it, where that is all that bars
 * it: these are ours, and what lies in them has its own modes. Nobody is let to list them.
 */
async function openTheWay(dataFolder: string, account: Account): Promise<boolean> {
  const temporary = await realpath(tmpdir())
  const folder = await realpath(dataFolder)
  const barred = await barredFolders(folder, account)
  for (const path of barred) {
    const ours = path === folder || path.startsWith(`${temporary}${sep}`)
    if (!ours || (await stat(path)).uid !== process.getuid?.()) return false
  }
  for (const path of barred) await chmod(path, ((await stat(path)).mode & 0o777) | 0o011)
  return true
}

async function completed(found: Binaries, spare: string): Promise<Binaries> {
  try {
    await completeBinaries(found)
    return found
  } catch {
    // node_modules may be read-only.
    return copied(found, spare)
  }
}

async function copied(found: Binaries, target: string): Promise<Binaries> {
  const version = createHash('sha256')
    .update(await readFile(found.tool('pg_ctl')))
    .digest('hex')
    .slice(0, 12)
  const folder = join(target, version, 'native')
  const copy = binariesIn(folder)
  if (await stat(copy.tool('postgres')).catch(() => undefined)) return copy
  const fresh = `${target}/${version}.${process.pid}`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { recursive: true, mode: 0o755 })
  await cp(found.folder, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true })
  await completeBinaries(binariesIn(join(fresh, 'native')))
  await patiently(() => rename(fresh, join(target, version))).catch(() => rm(fresh, { recursive: true, force: true }))
  return copy
}
