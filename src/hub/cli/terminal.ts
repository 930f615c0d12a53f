import { fstatSync, writeSync } from 'node:fs'
import { codeOf } from '../../shared/rules/code-of.ts'
import type { Console } from './console.ts'

export type Terminal = Console & {
  /** The exit code where the output ended before we did: it was closed by its reader, or takes no more. */
  outputEnded(): number | undefined
}

/** What has no name in words is told by its code. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'this account may not write any more there',
  EFBIG: 'the file may not become any larger',
}

/** The streams of this process as a command's console. @param onEnd asks the command to end, once */
export function createTerminal(onEnd: () => void): Terminal {
  let ended: number | undefined
  const end = (error: unknown): void => {
    if (ended !== undefined) return
    const code = codeOf(error)
    // `hub submission export | head` closes our output early, which is no failure.
    ended = code === 'EPIPE' ? 0 : 1
    if (ended === 1)
      complain(`The output could not be written: ${reasons[code] ?? code}. What is there of it is not whole.`)
    onEnd()
  }
  const complain = (text: string): void => void process.stderr.write(`${text}\n`)
  process.stdout.on('error', end)
  // Without a listener, complaints that nobody reads would end the process where it stands.
  process.stderr.on('error', () => undefined)
  const toFile = !isStream()
  return {
    outputEnded: () => ended,
    complain,
    write: async (text) => {
      if (ended !== undefined) return
      if (toFile) {
        try {
          writeWhole(text)
        } catch (error) {
          end(error)
        }
        return
      }
      await new Promise<void>((resolve) => {
        if (process.stdout.write(text)) resolve()
        else process.stdout.once('drain', resolve)
      })
    },
  }
}

function isStream(): boolean {
  if (process.stdout.isTTY) return true
  try {
    const to = fstatSync(1)
    return to.isFIFO() || to.isSocket()
  } catch {
    // A program without a console, as a service of Windows is, has no output at all; Node's stream takes what is said then.
    return true
  }
}

/** A disk that gets full takes a part and says nothing; Node's own stream takes that for the whole. */
function writeWhole(text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at)
}
