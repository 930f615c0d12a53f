import { randomBytes } from 'node:crypto'
import { constants, link, open, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from '../../shared/rules/code-of.ts'

const beatMs = 5_000
/** After so long without a sign its computer is held for gone; four signs fit in. */
const deadMs = 20_000
const lookMs = 500
/** Long after everyone has signed who saw in the same moment that nobody is there. */
const settleMs = 1_500

export type InUse = {
  /** Whether another computer or container has taken the folder over, as while this one was asleep. */
  isTaken(): Promise<boolean>
  /** @param isLast nobody of this computer uses the folder any more */
  end(isLast: boolean): Promise<void>
}

/**
 * Takes the cluster in `home` into use for this computer, unless another computer or container uses it now: each gives a sign in a
 * file every few seconds. Processes of another container can't be seen from here, so the server's own mark would be taken for a
 * dead one's, and two servers would write into one database. Of several who begin at once one makes the file; where it lies there
 * from one that is gone, the last to sign has it, and all look again before they go on. Only Linux tells its containers and
 * computers apart (a Mac goes by another name in another network); elsewhere nothing is looked at.
 * @param onWaiting told the other's name where it takes a while to see whether it is still there
 * @returns the other's name
 */
export async function takeIntoUse(home: string, onWaiting?: (other: string) => void): Promise<string | undefined> {
  const own = await ownPlace()
  if (own === undefined) return undefined
  const file = join(home, 'in-use')
  for (;;) {
    const made = await makeSign(file, own)
    if (made === 'made') return undefined
    const found = await readFile(file, 'utf8').catch(() => '')
    const isOwn = placeIn(found) === own
    // Others of this computer are there, or have just gone: nobody takes it over from them.
    if (isOwn && (await ageOf(home, file)) < deadMs - beatMs) {
      await writeSign(file, own).catch(() => undefined)
      return undefined
    }
    const other = isOwn || found === '' ? undefined : await whoGivesSigns(home, file, found, onWaiting)
    if (other !== undefined) return other
    const signed = await writeSign(file, own, made === 'cannot').then(
      () => true,
      (error: unknown) => codeOf(error) === 'ENOENT',
    )
    // Such as on a full disk, where a hub serves as well.
    if (!signed) return undefined
    await sleep(settleMs)
    if (placeIn(await readFile(file, 'utf8').catch(() => '')) === own) return undefined
  }
}

/** Makes the file with its sign in it, where there is none; not every disk can. */
async function makeSign(file: string, own: string): Promise<'made' | 'there' | 'cannot'> {
  const fresh = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    await writeFile(fresh, signOf(own), { mode: 0o600 })
    await link(fresh, file)
    return 'made'
  } catch (error) {
    return codeOf(error) === 'EEXIST' ? 'there' : 'cannot'
  } finally {
    await rm(fresh, { force: true }).catch(() => undefined)
  }
}

/** Writes in place, so that a full disk leaves it whole; its time is by the clock of the disk, as those reckon who look at it. */
async function writeSign(file: string, own: string, mayMake = false): Promise<void> {
  const sign = Buffer.from(signOf(own))
  const handle = await open(file, constants.O_RDWR | (mayMake ? constants.O_CREAT : 0), 0o600)
  try {
    await handle.write(sign, 0, sign.length, 0)
    await handle.truncate(sign.length)
  } finally {
    await handle.close()
  }
}

/** @returns the name of whom the sign is of, where more of them come */
async function whoGivesSigns(
  home: string,
  file: string,
  found: string,
  onWaiting?: (other: string) => void,
): Promise<string | undefined> {
  const first = await beatOf(file)
  const name = found.split('\n')[0] ?? ''
  const until = Date.now() + deadMs - Math.max(0, (await nowOf(home)) - first)
  if (Date.now() < until) onWaiting?.(name)
  while (Date.now() < until) {
    await sleep(lookMs)
    // Gone: it has ended in good order meanwhile.
    const beat = await beatOf(file)
    if (beat === 0) return undefined
    if (beat !== first) return name
  }
  return undefined
}

export type Use = {
  /** Whether the server that runs in the folder is the one that this process knows. */
  readonly isServing: () => Promise<boolean>
  /** Another one has taken the folder over. */
  readonly onTaken: () => void
}

/** Gives signs that this computer uses the cluster, which it has taken into use. */
export async function keepInUse(home: string, { isServing, onTaken }: Use): Promise<InUse> {
  const own = await ownPlace()
  if (own === undefined) return { isTaken: () => Promise.resolve(false), end: () => Promise.resolve() }
  const file = join(home, 'in-use')
  let ended = false
  const isTaken = async (): Promise<boolean> => {
    const found = await readFile(file, 'utf8').catch(() => undefined)
    // Who has taken it over and left again took its sign away, as does one of this computer who takes himself for the last.
    if (found === undefined) return !(await isServing())
    return found !== '' && placeIn(found) !== own
  }
  const beat = async (): Promise<void> => {
    const taken = await isTaken()
    if (ended) return
    if (!taken) await writeSign(file, own, true)
    else {
      clearInterval(timer)
      onTaken()
    }
  }
  // A full disk must not end a hub that serves.
  const timer = setInterval(() => void beat().catch(() => undefined), beatMs)
  timer.unref()
  return {
    isTaken,
    async end(isLast) {
      ended = true
      clearInterval(timer)
      if (isLast) await rm(file, { force: true }).catch(() => undefined)
    },
  }
}

/** When the last sign was given; 0 where there is none. */
async function beatOf(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.mtimeMs,
    () => 0,
  )
}

async function ageOf(home: string, file: string): Promise<number> {
  return Math.max(0, (await nowOf(home)) - (await beatOf(file)))
}

/** The time by the clock of the disk, which may be another computer's. */
async function nowOf(home: string): Promise<number> {
  const probe = join(home, `in-use.${process.pid}`)
  await writeFile(probe, '').catch(() => undefined)
  const now = await beatOf(probe)
  await rm(probe, { force: true }).catch(() => undefined)
  return now === 0 ? Date.now() : now
}

/** This computer since it was started, and on it this container. */
async function ownPlace(): Promise<string | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`
  } catch {
    return undefined
  }
}

function signOf(own: string): string {
  return `${hostname()}\n${own}\n`
}

/** The second line; the first is a name for people. */
function placeIn(sign: string): string {
  return sign.split('\n')[1] ?? ''
}
