import Database from 'better-sqlite3'
import { afterAll, afterEach, expect, it } from 'vitest'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { typeInto } from '../support/store/full-store.ts'

type Get = (...values: unknown[]) => unknown
const scratch = new Database(':memory:')
const prototype = Object.getPrototypeOf(scratch.prepare('SELECT 1')) as { get: Get }
scratch.close()
const { get } = prototype
afterEach(() => Object.assign(prototype, { get }))
afterAll(removeTempFolders)

it('The status, which windows ask for with each piece of work that goes out, counts no edits: of millions it would read every page', async () => {
  const folder = makeTempFolder()
  const store = openTestStore(folder)
  typeInto(store, 1, 300)
  const kept = store.drafts.editCount()
  store.close()
  const core = await openTestCore({ folder })
  const asked: string[] = []
  prototype.get = function noted(this: Database.Statement, ...values: unknown[]) {
    if (/\bedits\b/.test(this.source)) asked.push(this.source)
    return get.apply(this, values)
  }
  await core.desk.app.status({})
  expect(asked).toEqual([])
  expect(await core.desk.app.countEdits({})).toEqual({ edits: kept })
  await core.stop()
})
