import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Loaded before a hub: it hears three seconds late what the sign in its folder says. So two that begin in the same moment have both
 * looked before either goes on, however long their processes take to start.
 */
const { readFile } = promises
const slowly = async (...args: Parameters<typeof readFile>): Promise<unknown> => {
  const reading = readFile(...args)
  const [file] = args
  if (typeof file !== 'string' || !file.endsWith('in-use')) return reading
  await reading.catch(() => undefined)
  await sleep(3_000)
  return reading
}
Object.assign(promises, { readFile: slowly })
syncBuiltinESMExports()
