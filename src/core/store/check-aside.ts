import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { z } from 'zod'

/** A text, because the program may be one bundle, in which no other file could be run. */
const script = `
const { parentPort, workerData: { library, path } } = require('node:worker_threads')
const Database = require(library)
new Database(':memory:').close()
parentPort.postMessage('loaded')
const answer = () => {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true })
    try {
      return { found: db.pragma('quick_check(1)', { simple: true }) }
    } finally {
      db.close()
    }
  } catch (error) {
    return { code: String(error.code), message: String(error.message) }
  }
}
// Once it is closed: Windows gives a file that is open no other name.
parentPort.postMessage(answer())`

const Answer = z.union([z.object({ found: z.unknown() }), z.object({ code: z.string(), message: z.string() })])

/**
 * SQLite's own check of a file in which nobody writes, on another thread: it takes 2 ms a megabyte in one piece, and seconds
 * for a store of many years, in which nothing that is typed would be kept.
 * @returns undefined where no thread can be had
 * @throws what SQLite throws; and what `signal` was aborted with
 */
export async function quickCheckAside(path: string, signal: AbortSignal): Promise<'sound' | 'damaged' | undefined> {
  signal.throwIfAborted()
  const library = createRequire(import.meta.url).resolve('better-sqlite3')
  const answer = await new Promise<unknown>((resolve, reject) => {
    const worker = new Worker(script, { eval: true, execArgv: [], workerData: { library, path } })
    let hasLoaded = false
    const giveUp = (): void => {
      // A thread that is ended while it loads the library takes the whole process along.
      if (!hasLoaded) return
      // It ends when SQLite lets it, and nobody waits for that.
      void worker.terminate()
      reject(signal.reason)
    }
    signal.addEventListener('abort', giveUp, { once: true })
    worker.on('message', (message) => {
      if (message !== 'loaded') return resolve(message)
      hasLoaded = true
      if (signal.aborted) giveUp()
    })
    // Where it has said nothing: the library was not found there, say.
    worker.on('error', () => resolve(undefined))
    worker.on('exit', () => {
      signal.removeEventListener('abort', giveUp)
      resolve(undefined)
    })
  })
  if (answer === undefined) return undefined
  const said = Answer.parse(answer)
  if ('code' in said) throw new Database.SqliteError(said.message, said.code)
  return said.found === 'ok' ? 'sound' : 'damaged'
}
