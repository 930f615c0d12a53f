import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.mjs'

/** Longer than anything takes that is done alone: what is older was left behind, whoever has its process id by now. */
const LONGEST_MS = 30 * 60_000

/**
 * Does what two starts of one clone must not do at once: each would empty the folder that the other is filling.
 * @param {string} what such as `building`
 * @param {() => void} work
 */
export function alone(what, work) {
  const lock = join(root, 'out', `.${what}`)
  try {
    mkdirSync(join(root, 'out'), { recursive: true })
  } catch (error) {
    endUnwritable(error)
  }
  for (let isTold = false; !take(lock); isTold = true) {
    if (isLeftBehind(lock)) {
      rmSync(lock, { force: true })
      continue
    }
    if (!isTold) console.log(`Another Understudy is ${what} here; waiting for it …`)
    waitABit()
  }
  // Also where the work ends this process.
  const release = () => rmSync(lock, { force: true })
  process.once('exit', release)
  try {
    work()
  } finally {
    release()
    process.off('exit', release)
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    return endUnwritable(error)
  }
}

/**
 * @param {unknown} error
 * @returns {never}
 */
function endUnwritable(error) {
  const reason = error instanceof Error ? error.message : String(error)
  console.error(
    `Understudy cannot be made ready in ${root}: ${reason}.\nHave whoever put it there start it once, or start it from a folder of your own.`,
  )
  process.exit(1)
}

/** @param {string} lock */
function isLeftBehind(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > LONGEST_MS) return true
    const pid = Number(readFileSync(lock, 'utf8'))
    // Nothing in it: it is just being written.
    return pid > 0 && !isRunning(pid)
  } catch {
    // Gone meanwhile: the next try takes it.
    return false
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It runs, as another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** In a process of its own: nothing is heard here meanwhile, and so Ctrl-C ends the waiting. */
function waitABit() {
  const { signal } = spawnSync(process.execPath, ['-e', 'setTimeout(() => undefined, 200)'], { stdio: 'ignore' })
  if (signal !== null) process.exit(1)
}
