import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { readRescue } from '../../src/core/api/backup-keeper.ts'
import { createDrafts } from '../../src/core/drafts/create-drafts.ts'
import { NEWEST_VERSION } from '../../src/core/store/migrate.ts'
import type { Store } from '../../src/core/store/open-store.ts'
import { testId } from '../support/core/tasks.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { AT } from '../support/core/test-store.ts'
import { DAY_MS } from '../support/store/full-store.ts'
import { attached, brought, handedIn, makeOlderStore, received, waiting } from '../support/store/older-store.ts'
import { openAt } from '../support/store/open-at.ts'

afterAll(removeTempFolders)
const versions = Array.from({ length: NEWEST_VERSION }, (_, i) => i + 1)

/** All that the person had, as the newest version reads it. */
function look(store: Store): object {
  const drafts = createDrafts(store, () => ({ wall: AT, mono: 0, boot: 'boot', zone: 'UTC', offsetMinutes: 0 }))
  const [first, second] = [1, 2].map((n) => store.tasks.head(testId('task', n)))
  return {
    states: [first?.state, second?.state],
    texts: [drafts.values(first?.no ?? 0), drafts.values(second?.no ?? 0)],
    waits: store.outbox.open().map(({ id, bytes, awaitsFiles }) => ({ id, bytes, awaitsFiles })),
    contents: [waiting, received].map((id) => store.submissions.content(id)),
    receipt: store.submissions.head(received)?.receipt,
    filesOf: store.submissions.filesOf(received),
    made: store.files.made().toSorted(),
    brought: store.files.get(brought)?.made,
    atHub: store.files.get(handedIn)?.atHub,
    ledger: [...store.ledger.events()].map(({ kind }) => kind),
  }
}

const whole = {
  states: ['ready', 'received'],
  texts: [{ plan: 'Rye. Äpfel, 🌾 and oats.' }, { plan: 'Rye. Äpfel, 🌾 and oats.' }],
  waits: [{ id: waiting, bytes: expect.any(Number), awaitsFiles: 0 }],
  contents: [expect.stringContaining('“quotes”'), expect.stringContaining('Oats')],
  receipt: 'x.y.z',
  filesOf: [],
  made: [attached, handedIn].toSorted(),
  brought: false,
  atHub: true,
  ledger: ['started', 'heartbeat', 'stopped'],
}

describe('a store that an older Understudy has left', () => {
  it.each(versions)('of version %i: nothing of it is lost', (version) => {
    const store = openAt(makeOlderStore(version))
    expect(readRescue(store)).toBeUndefined()
    expect(look(store)).toEqual(whole)
    store.close()
  })

  it.each(versions)('of version %i, and is damaged: what can be read is rescued [K2]', (version) => {
    const folder = makeOlderStore(version)
    const db = new Database(join(folder, 'desk.db'))
    // An index that has lost a row: SQLite's own check finds it, and every row is there.
    db.unsafeMode(true)
    db.pragma('writable_schema = ON')
    db.exec(
      `UPDATE sqlite_schema SET sql = replace(sql, 'finished_at)', 'task_no)') WHERE name = 'submissions_by_time'`,
    )
    db.pragma('writable_schema = OFF')
    db.close()
    const store = openAt(folder, () => AT + 2 * DAY_MS)
    expect(readRescue(store)?.missing).toEqual([])
    expect(look(store)).toEqual(whole)
    store.close()
  })
})
