import fs, { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testId } from '../support/core/tasks.ts'
import { backupFolderOf, backupName } from '../../src/core/store/backup-files.ts'
import { NOT_PUT_BACK_KEY } from '../../src/core/store/open-database.ts'
import { openStore, type Store } from '../../src/core/store/open-store.ts'
import { RESCUE_KEY } from '../../src/core/store/rescue.ts'
import { type DeskClient, makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { failStatements, type FailingStatements } from '../support/store/failing-statements.ts'
import { copyStore, typeInto } from '../support/store/full-store.ts'
import { openAt } from '../support/store/open-at.ts'

let faults: FailingStatements
beforeEach(() => {
  faults = failStatements()
})
afterEach(() => {
  faults.restore()
  removeTempFolders()
})

async function withBackup(): Promise<{ store: Store; id: string }> {
  const store = openTestStore(makeTempFolder())
  typeInto(store, 1, 100)
  const made = await store.backups.make('hand', AT)
  if (!made.ok) throw new Error(made.error.text)
  typeInto(store, 1, 100)
  return { store, id: made.value.id }
}

function plan(folder: string, from: string): void {
  const aside = backupName(AT + 1, 'aside')
  writeFileSync(join(folder, 'desk.replace'), JSON.stringify({ from, aside, consume: false, generation: 'next' }))
}

/** What the store has to tell the expert at the next start. */
function toldBy(folder: string): { rescue: string | undefined; notPutBack: string | undefined; edits: number } {
  const store = openAt(folder)
  const [rescue, notPutBack] = [RESCUE_KEY, NOT_PUT_BACK_KEY].map((key) => store.meta.get(key))
  const edits = store.drafts.editCount()
  store.close()
  return { rescue, notPutBack, edits }
}

/**
 * Opens a copy of a folder for each statement of the opening, which fails, and then once more.
 * @param next which statement is the next: a rescue has thousands of them
 */
function eachStatement(
  folder: string,
  look: (folder: string, statement: string) => void,
  next = (k: number): number => k + 1,
): void {
  let failed: string | undefined = ''
  for (let k = 1; failed !== undefined; k = next(k)) {
    const copy = copyStore(folder)
    faults.arm(k, 'refused')
    const opened = openStore(copy, { now: () => AT })
    failed = faults.disarm()
    if (opened.ok) opened.value.close()
    look(copy, `statement ${k}: ${failed}`)
  }
}

describe('an opening that a full disk has ended, and the next one', () => {
  it('tells that the log of writes is gone', () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    const store = openAt(folder)
    typeInto(store, 1, 100)
    const crashed = copyStore(store.folder)
    store.close()
    rmSync(join(crashed, 'desk.db-wal'))
    const look = (copy: string, statement: string): void => {
      const { rescue } = toldBy(copy)
      expect({ statement, rescue }).toEqual({ statement, rescue: expect.stringMatching(/log of writes is gone/) })
    }
    eachStatement(crashed, look, (k) => k + Math.ceil(k / 5))
  })

  it('tells that a backup could not be put back', async () => {
    const { store, id } = await withBackup()
    const { folder } = store
    store.close()
    plan(folder, id)
    rmSync(join(backupFolderOf(folder), id))
    eachStatement(folder, (copy, statement) => {
      expect({ statement, ...toldBy(copy) }).toMatchObject({ statement, notPutBack: 'gone', edits: 200 })
    })
  })
})

describe('a desk that was killed while its clock ran', () => {
  it('says so once, whichever statement of its next start finds no room', async () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    const core = await openTestCore({ folder })
    await core.desk.time.start({ taskId: testId('task') })
    const killed = copyStore(folder)
    await core.stop()
    const told = async (desk: DeskClient): Promise<string[]> =>
      (await desk.app.status({})).notices
        .map(({ text }) => text)
        .filter((text) => text.includes('ended without warning'))
    let failed: string | undefined = ''
    for (let k = 1; failed !== undefined; k++) {
      const copy = copyStore(killed)
      faults.arm(k, 'refused')
      const first = await openTestCore({ folder: copy }).catch(() => undefined)
      failed = faults.disarm()
      await first?.stop()
      const again = await openTestCore({ folder: copy })
      const what = `statement ${k}: ${failed}`
      expect({ what, told: await told(again.desk) }).toEqual({
        what,
        told: [expect.stringContaining('Management plan')],
      })
      await again.stop()
    }
  })
})

describe('a log of writes that is broken, on a disk that has no room for a copy of both', () => {
  it('leaves no copy of the store with each try to open it', () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    const store = openAt(folder)
    for (let i = 0; i < 5; i++) typeInto(store, 1, 100)
    const crashed = copyStore(folder)
    store.close()
    const log = readFileSync(join(crashed, 'desk.db-wal'))
    log[100] = (log[100] ?? 0) ^ 1
    writeFileSync(join(crashed, 'desk.db-wal'), log)
    const { openSync } = fs
    fs.openSync = (path, flags, mode) => {
      if (flags === 'w' && String(path).endsWith('-wal')) throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
      return openSync(path, flags, mode)
    }
    syncBuiltinESMExports()
    for (let i = 0; i < 3; i++)
      expect(openStore(crashed, { now: () => AT })).toMatchObject({ error: { code: 'disk-full' } })
    expect(readdirSync(backupFolderOf(crashed))).toEqual([])
    fs.openSync = openSync
    syncBuiltinESMExports()
    openAt(crashed).close()
    expect(readdirSync(backupFolderOf(crashed))).toHaveLength(2)
  })
})
