import { randomBytes } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { sweepOld } from '../disk/sweep-old.ts'

const ENDING = /^\.[0-9a-f]{8}\.part$/

/**
 * A name beside a file for what is to become it, of its own each time: two who write the same file at once, as a timer
 * and a hand do, would write into each other's. What a program that was killed left there a day ago is taken away.
 */
export async function partBeside(path: string): Promise<string> {
  const [folder, name] = [dirname(path), basename(path)]
  await sweepOld(folder, (other) => other.startsWith(name) && ENDING.test(other.slice(name.length)), Date.now())
  return `${path}.${randomBytes(4).toString('hex')}.part`
}
