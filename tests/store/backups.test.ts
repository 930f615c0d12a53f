import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import {
  backupFolderOf,
  type BackupFile,
  backupName,
  listBackups,
  planPrune,
} from '../../src/core/store/backup-files.ts'
import { NEWEST_VERSION } from '../../src/core/store/migrate.ts'
import { BackupId, type BackupKind } from '../../src/shared/contract/desk-backup.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { testId } from '../support/core/tasks.ts'
import { rightsOfOthers } from '../support/core/rights.ts'
import { makeTempFolder, openTestCore, removeTempFolders, type DeskClient } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { until } from '../support/core/until.ts'
import { typeInto } from '../support/store/full-store.ts'
import { write } from '../support/sync/desk-and-hub.ts'
import { openAt } from '../support/store/open-at.ts'

afterEach(removeTempFolders)

const HOUR = 3_600_000
const file = (at: number, kind: BackupKind, version?: number): BackupFile => {
  const id = backupName(at, kind, version)
  return { id, kind, at, bytes: 1, path: id, version }
}

/** A desk with the sample programme and a draft. */
async function openWithDraft(folder: string, text: string, reopen?: () => void) {
  const core = await openTestCore({ folder, ...(reopen === undefined ? {} : { reopen }) })
  if (!(await core.desk.app.status({})).ready) await core.desk.setup.openSample({})
  const task = await firstTask(core.desk)
  if (task.state === 'offered') await core.desk.tasks.take({ taskId: task.id })
  await write(core.desk, task.id, text, task.field)
  return { core, ...task }
}

async function firstTask(desk: DeskClient) {
  const row = (await desk.tasks.list({ sort: 'title' })).rows[0]
  if (row === undefined) throw new Error('no task')
  const { task } = await desk.tasks.get({ taskId: row.id })
  return { id: row.id, state: row.state, field: task.fields.find(({ kind }) => kind === 'markdown')?.key ?? '' }
}

async function textOf(desk: DeskClient): Promise<unknown> {
  const { id, field } = await firstTask(desk)
  return (await desk.drafts.open({ taskId: id })).fields[field]
}

describe('which backups are kept', () => {
  it('the newest seven of a day, three made by hand, one before each update, and all that was set aside', () => {
    const all = [
      ...Array.from({ length: 9 }, (_, i) => file(AT - i * 24 * HOUR, 'daily')),
      ...Array.from({ length: 5 }, (_, i) => file(AT - i * HOUR - 1, 'hand')),
      ...Array.from({ length: 4 }, (_, i) => file(AT - i * HOUR - 2, 'aside')),
      file(AT - 3, 'update', 1),
      file(AT - 4, 'update', 1),
      file(AT - 5, 'update', 2),
    ].toSorted((a, b) => b.at - a.at)
    const gone = planPrune(all)
    const left = all.filter((one) => !gone.includes(one))
    const count = (kind: BackupKind): number => left.filter((one) => one.kind === kind).length
    expect([count('daily'), count('hand'), count('aside'), count('update')]).toEqual([7, 3, 4, 2])
    expect(Math.min(...left.filter(({ kind }) => kind === 'daily').map(({ at }) => at))).toBe(AT - 6 * 24 * HOUR)
    expect(gone.find(({ kind }) => kind === 'update')?.at).toBe(AT - 4)
  })

  it('their names say when and why, and nothing else is taken for one', () => {
    const folder = makeTempFolder()
    openTestStore(folder).close()
    expect(BackupId.safeParse(backupName(AT, 'update', 3)).success).toBe(true)
    for (const id of ['../desk.db', 'desk.db', backupName(AT, 'damaged'), `${backupName(AT, 'hand')}.part`]) {
      expect([id, BackupId.safeParse(id).success]).toEqual([id, false])
    }
  })
})

describe('a backup', () => {
  it('is made while the store is written in, is sound, has all that was acknowledged before it, and is the owner’s alone [K3]', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    typeInto(store, 1, 2_000)
    const making = store.backups.make('hand', AT)
    typeInto(store, 1, 500)
    const made = await making
    if (!made.ok) throw new Error(made.error.text)
    expect(readdirNames(folder)).toEqual([made.value.id])
    expect(rightsOfOthers(made.value.path)).toBe(0)
    const db = new Database(made.value.path, { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.prepare('SELECT count(*) AS n FROM edits').get()).toEqual({ n: expect.any(Number) })
    expect((db.prepare('SELECT count(*) AS n FROM edits').get() as { n: number }).n).toBeGreaterThanOrEqual(2_000)
    db.close()
    store.close()
  })

  it('that is stopped in the middle leaves nothing, and the store closes', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    typeInto(store, 1, 3_000)
    const making = store.backups.make('hand', AT)
    await store.backups.stop()
    expect(await making).toMatchObject({ ok: false, error: { code: 'stopped' } })
    store.close()
    expect(readdirNames(folder)).toEqual([])
  })

  it('that is asked for while another one is made is made behind it, and takes nothing of it away', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    typeInto(store, 1, 3_000)
    const daily = store.backups.make('daily', AT)
    const part = `${join(backupFolderOf(folder), backupName(AT, 'daily'))}.part`
    while ((statSync(part, { throwIfNoEntry: false })?.size ?? 0) === 0) await new Promise(setImmediate)
    const made = await Promise.all([daily, store.backups.make('hand', AT + 1)])
    expect(made).toMatchObject([{ ok: true }, { ok: true }])
    expect(listBackups(folder).map(({ kind }) => kind)).toEqual(['hand', 'daily'])
    store.close()
  })

  it('that does not come out sound is not kept, so that it pushes out none that is', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    typeInto(store, 1, 100)
    const db = new Database(join(folder, 'desk.db'))
    db.exec('UPDATE edits SET wall = wall + 1 WHERE version = 50')
    db.close()
    expect(await store.backups.make('daily', AT)).toMatchObject({ ok: false, error: { code: 'damaged' } })
    expect(readdirNames(folder)).toEqual([])
    store.close()
  })

  it('is kept also when the clock was ahead before: then those of that time go first', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    typeInto(store, 1, 20)
    const handed = () => store.backups.list().flatMap(({ kind, at }) => (kind === 'hand' ? [at] : []))
    const ahead = AT + 5 * HOUR
    for (let i = 0; i < 3; i++) expect(await store.backups.make('hand', ahead + i)).toMatchObject({ ok: true })
    expect(await store.backups.make('hand', AT)).toMatchObject({ ok: true, value: { at: AT } })
    expect(handed()).toEqual([ahead + 2, ahead + 1, AT])
    // Two of one millisecond: the second has another name, and is not taken for one that lies ahead.
    expect(await store.backups.make('hand', AT)).toMatchObject({ ok: true, value: { at: AT + 1 } })
    expect(handed()).toEqual([ahead + 2, AT + 1, AT])
    store.close()
  })

  it('is made by itself once a day, also when the clock was wrong in between', async () => {
    const time = createFakeTime(AT)
    const core = await openTestCore({ time })
    await core.desk.setup.openSample({})
    const dailies = async (): Promise<number> =>
      (await core.desk.backup.list({})).backups.filter(({ kind }) => kind === 'daily').length
    const passed = async (ms: number, n: number): Promise<void> => {
      await time.advance(ms)
      await until(core.desk, `${n} backups are there`, async () => (await dailies()) === n)
    }
    expect(await dailies()).toBe(0)
    await passed(60_000, 1)
    await time.advance(10 * HOUR)
    // Behind one that the desk has begun by itself: as many in a day would push out those of the week.
    await core.desk.backup.make({})
    expect(await dailies()).toBe(1)
    await passed(11 * HOUR, 2)
    // The clock a year ahead and back again: the days go on being kept.
    time.setWall(AT + 365 * 24 * HOUR)
    await passed(HOUR, 3)
    time.setWall(AT + 48 * HOUR)
    await passed(HOUR, 4)
    await time.advance(HOUR)
    await core.desk.backup.make({})
    expect(await dailies()).toBe(4)
    expect((await core.desk.backup.list({})).checkedAt).toBeGreaterThan(AT)
    await core.stop()
  })

  it('is put back with one click; what was there is set aside, and putting that back undoes it', async () => {
    const folder = makeTempFolder()
    const first = await openWithDraft(folder, 'As it was.')
    const backup = await first.core.desk.backup.make({})
    expect(backup).toMatchObject({ kind: 'hand', bytes: expect.any(Number) })
    await write(first.core.desk, first.id, 'As it is now, and longer.', first.field)
    const { store } = await first.core.desk.app.status({})
    await first.core.stop()

    let reopened = 0
    const second = await openTestCore({ folder, reopen: () => void (reopened += 1) })
    await second.desk.backup.restore({ id: backup.id })
    await second.time.advance(1_000)
    expect(reopened).toBe(1)
    // What is written until the desk closes is kept with what is set aside.
    await write(second.desk, first.id, 'The last words.', first.field)
    await second.stop()

    const third = await openTestCore({ folder, reopen: () => {} })
    expect(await textOf(third.desk)).toMatchObject({ text: 'As it was.' })
    const status = await third.desk.app.status({})
    expect(status.store.generation).not.toBe(store.generation)
    expect(status.notices[0]?.text).toMatch(/put back.*set aside: Settings, Backups/)
    const aside = (await third.desk.backup.list({})).backups.find(({ kind }) => kind === 'aside')
    expect(existsSync(join(backupFolderOf(folder), backup.id))).toBe(true)
    await third.desk.backup.restore({ id: aside?.id ?? '' })
    await third.stop()

    const fourth = await openTestCore({ folder })
    expect(await textOf(fourth.desk)).toMatchObject({ text: 'The last words.' })
    expect((await fourth.desk.app.status({})).notices).toHaveLength(1)
    await fourth.stop()
  })

  it('is not lost when the desk ends between any two steps of putting it back [K4]', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    typeInto(store, 1, 100)
    const made = await store.backups.make('hand', AT)
    typeInto(store, 1, 100)
    if (!made.ok) throw new Error(made.error.text)
    store.backups.planRestore(made.value.id, AT + 1, 'next-history')
    store.close()
    const plan = readFileSync(join(folder, 'desk.replace'))
    openAt(folder).close()
    const count = (): number => {
      const again = openAt(folder)
      const n = again.drafts.editCount()
      again.close()
      return n
    }
    expect(count()).toBe(100)
    // As if it had ended before the plan was put away, and, once more, before the copy had its name.
    writeFileSync(join(folder, 'desk.replace'), plan)
    expect(count()).toBe(100)
    writeFileSync(join(folder, 'desk.replace'), plan)
    rmSync(join(folder, 'desk.db'))
    expect(count()).toBe(100)
    const aside = listBackups(folder).find(({ kind }) => kind === 'aside')
    const db = new Database(aside?.path ?? '', { readonly: true })
    expect(db.prepare('SELECT count(*) AS n FROM edits').get()).toEqual({ n: 200 })
    db.close()
  })

  it('that is damaged, gone or of a newer version is refused in plain words, and the store stays', async () => {
    const folder = makeTempFolder()
    const { core } = await openWithDraft(folder, 'Stays.')
    const { desk } = core
    const refused = (id: string, text: RegExp) =>
      expect(desk.backup.restore({ id })).rejects.toMatchObject({
        code: 'NO_BACKUP',
        data: { text: expect.stringMatching(text) },
      })
    const damaged = await desk.backup.make({})
    const path = join(backupFolderOf(folder), damaged.id)
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0, 8192, 40_000))
    await refused(damaged.id, /damaged and was not put back/)
    writeFileSync(path, 'nothing')
    await refused(damaged.id, /damaged and was not put back/)
    rmSync(path)
    await refused(damaged.id, /not there any more/)
    const newer = await desk.backup.make({})
    const db = new Database(join(backupFolderOf(folder), newer.id))
    db.pragma(`user_version = ${NEWEST_VERSION + 1}`)
    db.close()
    await refused(newer.id, /made by a newer Understudy/)
    await expect(desk.backup.restore({ id: '../desk.db' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await textOf(desk)).toMatchObject({ text: 'Stays.' })
    expect(existsSync(join(folder, 'desk.replace'))).toBe(false)
    await core.stop()
  })

  it('forgets files that were cleared away since, so that they are fetched again', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    const taskNo = store.tasks.head(testId('task'))?.no ?? 0
    store.files.want('a'.repeat(64), 5, taskNo)
    store.files.setHere('a'.repeat(64), 5)
    const made = await store.backups.make('hand', AT)
    if (made.ok) store.backups.planRestore(made.value.id, AT, 'next')
    store.close()
    const again = openAt(folder)
    expect(again.files.get('a'.repeat(64))).toMatchObject({ here: false })
    again.close()
  })
})

describe('a desk that is closed while a backup is checked', () => {
  it('does not wait for the end of it, and leaves nothing of it', async () => {
    const folder = makeTempFolder()
    const store = openTestStore(folder)
    const scratch = new Database(':memory:')
    const prototype = Object.getPrototypeOf(scratch) as { pragma: (source: string, options?: object) => unknown }
    scratch.close()
    const { pragma } = prototype
    const { promise: stopped, resolve } = Promise.withResolvers<void>()
    prototype.pragma = function watched(this: unknown, source: string, options?: object) {
      // The last that is done to a copy here; another thread looks through it then.
      if (source === 'journal_mode = DELETE') setImmediate(() => resolve(store.backups.stop()))
      return pragma.call(this, source, options)
    }
    try {
      expect(await store.backups.make('daily', AT)).toMatchObject({ ok: false, error: { code: 'stopped' } })
      await stopped
    } finally {
      prototype.pragma = pragma
    }
    expect(readdirNames(folder)).toEqual([])
    store.close()
  })
})

describe('the check of the store', () => {
  it('is made after a stop without warning and once a day, and its time is told [K1]', async () => {
    const folder = makeTempFolder()
    const time = createFakeTime(AT)
    const core = await openTestCore({ folder, time })
    expect(await core.desk.backup.list({})).toMatchObject({ checkedAt: AT })
    await core.stop()
    time.setWall(AT + HOUR)
    const second = await openTestCore({ folder, time })
    expect(await second.desk.backup.list({})).toMatchObject({ checkedAt: AT })
    await second.stop()
    const state = JSON.parse(readFileSync(join(folder, 'desk.state'), 'utf8'))
    expect(state).toMatchObject({ closed: true })
    writeFileSync(join(folder, 'desk.state'), JSON.stringify({ ...state, suspect: true }))
    const third = await openTestCore({ folder, time })
    expect(await third.desk.backup.list({})).toMatchObject({ checkedAt: AT + HOUR })
    await third.stop()
    time.setWall(AT + 26 * HOUR)
    const fourth = await openTestCore({ folder, time })
    expect(await fourth.desk.backup.list({})).toMatchObject({ checkedAt: AT + 26 * HOUR })
    await fourth.stop()
  })
})

function readdirNames(folder: string): string[] {
  return listBackups(folder).map(({ id }) => id)
}
