import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync, type FSWatcher } from 'node:fs'
import { join } from 'node:path'

/** What the second instance tells the first. */
export type SecondInstance = { argv: string[]; cwd: string; data: unknown }

/**
 * One instance for each userData folder, as Chromium's ProcessSingleton: a file that holds the owner's process id, and
 * a folder in which a second instance leaves what it was started with before it ends.
 */
export class SingleInstance {
  #lock: string | undefined
  #watcher: FSWatcher | undefined

  /** @returns false when another living process holds the folder; that one has then been told. */
  acquire(userData: string, data: unknown, onSecond: (second: SecondInstance) => void): boolean {
    if (this.#lock !== undefined) return true
    mkdirSync(userData, { recursive: true })
    const lock = join(userData, 'double-singleton')
    const letters = join(userData, 'double-letters')
    if (!takeLock(lock)) {
      const letter: SecondInstance = { argv: process.argv, cwd: process.cwd(), data }
      const name = join(letters, `${process.pid}`)
      writeFileSync(name, JSON.stringify(letter))
      renameSync(name, `${name}.json`)
      return false
    }
    this.#lock = lock
    rmSync(letters, { recursive: true, force: true })
    mkdirSync(letters)
    this.#watcher = watch(letters, () => {
      for (const name of readdirSync(letters).filter((file) => file.endsWith('.json'))) {
        const letter = JSON.parse(readFileSync(join(letters, name), 'utf8')) as SecondInstance
        rmSync(join(letters, name))
        onSecond(letter)
      }
    }).unref()
    return true
  }

  get isHeld(): boolean {
    return this.#lock !== undefined
  }

  release(): void {
    this.#watcher?.close()
    if (this.#lock !== undefined) rmSync(this.#lock, { force: true })
    this.#lock = undefined
  }
}

function takeLock(lock: string): boolean {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return true
    } catch {
      const owner = Number(readFileSync(lock, 'utf8'))
      if (isAlive(owner)) return false
      rmSync(lock, { force: true })
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}
