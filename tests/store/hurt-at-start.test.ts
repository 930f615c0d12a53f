import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { AT } from '../support/core/test-store.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { copyStore, draftTexts, makeFullStore } from '../support/store/full-store.ts'
import { losePage } from '../support/store/open-at.ts'

let template: string
let texts: Map<number, string>
beforeAll(() => {
  template = makeFullStore()
  texts = draftTexts(template, () => AT)
})
afterAll(removeTempFolders)

describe('a store that is hurt while it is closed in good order, and not due to be looked through [K1] [K2]', () => {
  it.each(['ledger', 'meta', 'hubs'])(
    'in %s is rescued at the start of the desk, which is not refused',
    async (name) => {
      const folder = copyStore(template)
      losePage(folder, name)
      const core = await openTestCore({ folder, time: createFakeTime(AT) })
      expect((await core.desk.backup.list({})).rescue).toBeDefined()
      await core.stop()
      expect(draftTexts(folder, () => AT)).toEqual(texts)
    },
  )
})
