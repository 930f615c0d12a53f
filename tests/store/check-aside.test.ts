import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { quickCheckAside } from '../../src/core/store/check-aside.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { typeInto } from '../support/store/full-store.ts'

type Pragma = (source: string, options?: unknown) => unknown
const scratch = new Database(':memory:')
const prototype = Object.getPrototypeOf(scratch) as { pragma: Pragma }
scratch.close()
const { pragma } = prototype
const checked: string[] = []
beforeAll(() => {
  prototype.pragma = function noted(this: unknown, source: string, options?: unknown) {
    if (source.startsWith('quick_check')) checked.push(source)
    return pragma.call(this, source, options)
  }
})
afterEach(() => void checked.splice(0))
afterAll(() => {
  Object.assign(prototype, { pragma })
  removeTempFolders()
})

describe('the check of a copy of the store', () => {
  it('is made on another thread: of a large store it takes seconds, for which nobody who types waits [K3]', async () => {
    const store = openTestStore(makeTempFolder())
    typeInto(store, 1, 200)
    const made = await store.backups.make('daily', AT)
    expect(made).toMatchObject({ ok: true })
    expect(checked).toEqual([])
    store.close()
  })

  it('finds what is damaged, says what cannot be read, and ends when it is told to', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    typeInto(store, 1, 2_000)
    store.close()
    const path = join(folder, 'desk.db')
    const { signal } = new AbortController()
    expect(await quickCheckAside(path, signal)).toBe('sound')
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0, bytes.length - 8 * 4096))
    expect(await quickCheckAside(path, signal)).toBe('damaged')
    writeFileSync(path, 'This is no store, and never was one.'.repeat(100))
    await expect(quickCheckAside(path, signal)).rejects.toMatchObject({ code: 'SQLITE_NOTADB' })
    const stop = new AbortController()
    const ended = quickCheckAside(path, stop.signal)
    stop.abort(new Error('the desk closes'))
    await expect(ended).rejects.toThrow('the desk closes')
  })

  it('ends no thread that is still loading SQLite: the whole process went along', async () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    const said: unknown[] = []
    const begun = once(process, 'worker')
    const stop = new AbortController()
    const ended = quickCheckAside(join(folder, 'desk.db'), stop.signal)
    const [thread] = await begun
    if (!(thread instanceof Worker)) throw new Error('no thread was begun')
    thread.prependListener('message', (message) => said.push(message))
    const exited = once(thread, 'exit')
    stop.abort(new Error('the desk closes'))
    await expect(ended).rejects.toThrow('the desk closes')
    await exited
    expect(said[0]).toBe('loaded')
  })
})
