import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { backupFolderOf, backupName, listBackups } from '../../src/core/store/backup-files.ts'
import { filePathOf } from '../../src/core/store/file-store.ts'
import { migrate, NEWEST_VERSION } from '../../src/core/store/migrate.ts'
import { readNeededByBackup } from '../../src/core/store/needed-files.ts'
import { FILES_DUE_KEY } from '../../src/core/store/open-database.ts'
import { openStore } from '../../src/core/store/open-store.ts'
import { applyReplacement } from '../../src/core/store/replace-store.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { rightsOfOthers } from '../support/core/rights.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { AT } from '../support/core/test-store.ts'
import { until } from '../support/core/until.ts'
import {
  attachFile,
  flipByte,
  keepStray,
  keptNames,
  keptPath,
  makeFolderWithTask,
  noticeTexts,
  openWithTask,
  partNames,
  readWhole,
  taskId,
  untilNotice,
} from '../support/store/attached-files.ts'

afterEach(removeTempFolders)

const HOUR = 3_600_000
const reopen = (): void => {}

/** As when all files have come to the hub. */
function countAsBrought(folder: string): void {
  const db = new Database(join(folder, 'desk.db'))
  db.prepare('UPDATE files SET at_hub = 1').run()
  db.close()
}

describe('attached files and their backup', () => {
  it('are kept once beside the backups, as copies of their own, and their size is told [K6]', async () => {
    const core = await openWithTask()
    const bytes = randomBytes(2_500_000)
    const sha256 = await attachFile(core.desk, bytes)
    expect((await core.desk.backup.list({})).files).toEqual({ count: 0, bytes: 0 })
    await core.desk.backup.make({})
    const kept = keptPath(core.folder, sha256)
    expect(readFileSync(kept).equals(bytes)).toBe(true)
    expect(rightsOfOthers(kept)).toBe(0)
    expect(statSync(kept).ino).not.toBe(statSync(filePathOf(core.folder, sha256)).ino)
    expect(statSync(kept).nlink).toBe(1)
    const { ino, mtimeMs } = statSync(kept)
    await core.desk.backup.make({})
    expect(statSync(kept)).toMatchObject({ ino, mtimeMs })
    expect((await core.desk.backup.list({})).files).toEqual({ count: 1, bytes: bytes.length })
    expect(partNames(core.folder)).toEqual([])
    await core.stop()
  })

  it('are kept by the backup of each day, and those of a submission too [K6]', async () => {
    const core = await openWithTask()
    const sha256 = await attachFile(core.desk, randomBytes(1_000))
    await core.desk.work.send({ taskId })
    await core.time.advance(60_000)
    await until(core.desk, 'the file is kept', async () => (await core.desk.backup.list({})).files.count === 1)
    expect(keptNames(core.folder)).toEqual([sha256])
    await core.stop()
  })

  it('that were taken out of the draft are kept too, because an older version names them [K6]', async () => {
    const core = await openWithTask()
    const sha256 = await attachFile(core.desk, randomBytes(1_000))
    const draft = (await core.desk.drafts.open({ taskId })).fields['plan']
    const edits = [{ change: { value: [] }, origin: 'set' as const }]
    const session = '019af111-0000-7000-8000-400000000001'
    await core.desk.drafts.edit({ taskId, field: 'plan', version: draft?.version ?? 0, session, edits })
    await core.desk.backup.make({})
    expect(keptNames(core.folder)).toEqual([sha256])
    await core.stop()
  })

  it('are copied while the desk answers, however large they are [K6]', async () => {
    const core = await openWithTask()
    const sha256 = await attachFile(core.desk, randomBytes(20_000_000))
    let answers = 0
    const state = { isMade: false }
    const making = core.desk.backup.make({}).finally(() => {
      state.isMade = true
    })
    while (!state.isMade) {
      await core.desk.app.status({})
      await new Promise((resolve) => setImmediate(resolve))
      if (partNames(core.folder).includes(`${sha256}.part`)) answers += 1
    }
    await making
    expect(answers).toBeGreaterThan(3)
    expect(keptNames(core.folder)).toEqual([sha256])
    await core.stop()
  })

  it('of which one is damaged here already never come under its hash, and the expert is told once [K6]', async () => {
    const core = await openWithTask()
    const sound = await attachFile(core.desk, randomBytes(1_000), 'sound.pdf')
    const sha256 = await attachFile(core.desk, randomBytes(1_000), 'hurt.pdf')
    flipByte(filePathOf(core.folder, sha256))
    await core.desk.backup.make({})
    await core.desk.backup.make({})
    expect(keptNames(core.folder)).toEqual([sound])
    expect(await noticeTexts(core.desk)).toEqual([
      '“hurt.pdf” of “Task with files” is missing or damaged on this computer, and no backup has it. Open the work and add the file again.',
    ])
    await core.stop()
  })

  it('stay as long as a backup needs them, and go with the last one [K6]', async () => {
    const folder = makeFolderWithTask()
    const time = createFakeTime(AT)
    const core = await openTestCore({ folder, time })
    const sha256 = await attachFile(core.desk, randomBytes(1_000))
    await core.desk.backup.make({})
    await core.stop()
    countAsBrought(folder)
    const again = await openTestCore({ folder, time })
    const make = async (): Promise<void> => {
      await time.advance(1_000)
      await again.desk.backup.make({})
    }
    await make()
    await make()
    expect(keptNames(folder)).toEqual([sha256])
    await make()
    expect(listBackups(folder)).toHaveLength(3)
    expect(keptNames(folder)).toEqual([])
    // A file at the hub is not kept anew.
    await make()
    expect(keptNames(folder)).toEqual([])
    expect(existsSync(filePathOf(folder, sha256))).toBe(true)
    await again.stop()
  })

  it('stay while a backup cannot be read, and when only the store here needs them [K6]', async () => {
    const folder = makeFolderWithTask()
    const time = createFakeTime(AT)
    const core = await openTestCore({ folder, time })
    const needed = await attachFile(core.desk, randomBytes(1_000), 'needed.pdf')
    await core.desk.backup.make({})
    const stray = keepStray(folder)
    // One that was set aside goes with them.
    cpSync(keptPath(folder, stray), `${keptPath(folder, stray)}.damaged`)
    const unreadable = join(backupFolderOf(folder), backupName(AT - HOUR, 'update', 3))
    writeFileSync(unreadable, randomBytes(8_192))
    await time.advance(1_000)
    await core.desk.backup.make({})
    expect(keptNames(folder)).toEqual([stray, `${stray}.damaged`, needed].toSorted())
    rmSync(unreadable)
    await time.advance(1_000)
    await core.desk.backup.make({})
    expect(keptNames(folder)).toEqual([needed])
    for (const { path } of listBackups(folder)) rmSync(path)
    await time.advance(1_000)
    await core.desk.backup.make({})
    expect(keptNames(folder)).toEqual([needed])
    await core.stop()
  })

  it('are kept, and none is removed, when a row about another file is hurt [K6]', async () => {
    const folder = makeFolderWithTask()
    const core = await openTestCore({ folder })
    const sha256 = await attachFile(core.desk, randomBytes(1_000))
    await core.time.advance(60_000)
    await until(core.desk, 'the file is kept', async () => keptNames(folder).length === 1, core.time)
    const stray = keepStray(folder)
    await core.stop()
    const db = new Database(join(folder, 'desk.db'))
    db.prepare("INSERT INTO files (sha256, size, made) VALUES ('../x', 7, 1)").run()
    db.close()
    const again = await openTestCore({ folder, time: core.time })
    const added = await attachFile(again.desk, randomBytes(2_000), 'added.pdf')
    await core.time.advance(60_000)
    await until(again.desk, 'the other is kept', async () => keptNames(folder).includes(added), core.time)
    expect(keptNames(folder)).toEqual([stray, sha256, added].toSorted())
    await again.stop()
  })

  it('that no backup needs stay where the own copy is not whole, though the hub has it [K6]', async () => {
    const folder = makeFolderWithTask()
    const time = createFakeTime(AT)
    const core = await openTestCore({ folder, time })
    const sha256 = await attachFile(core.desk, randomBytes(1_000))
    await core.desk.backup.make({})
    await core.stop()
    for (const { path } of listBackups(folder)) rmSync(path)
    countAsBrought(folder)
    flipByte(filePathOf(folder, sha256))
    const again = await openTestCore({ folder, time })
    await time.advance(1_000)
    await again.desk.backup.make({})
    expect(keptNames(folder)).toEqual([sha256])
    await again.stop()
  })

  it('that an older backup without any of them names are kept from then on, what was set aside too [K6]', async () => {
    const folder = makeFolderWithTask()
    const core = await openTestCore({ folder, reopen })
    await core.desk.backup.make({})
    const sha256 = await attachFile(core.desk, randomBytes(1_000))
    const before = listBackups(folder)[0]?.id ?? ''
    await core.desk.backup.restore({ id: before })
    await core.stop()
    const again = await openTestCore({ folder, time: core.time })
    expect((await again.desk.drafts.open({ taskId })).fields['plan']).toBeUndefined()
    await core.time.advance(60_000)
    await until(again.desk, 'it is kept', async () => keptNames(folder).includes(sha256), core.time)
    await again.stop()
  })

  it('half of which were copied when the desk ended are copied anew, and no half of one is left [K6]', async () => {
    const folder = makeFolderWithTask()
    const core = await openTestCore({ folder })
    const sha256 = await attachFile(core.desk, randomBytes(1_000))
    // With the backup of this day made, the next start has only the files to see to, as after an update.
    await core.time.advance(60_000)
    await until(core.desk, 'the file is kept', async () => (await core.desk.backup.list({})).files.count === 1)
    await core.stop()
    rmSync(keptPath(folder, sha256))
    for (const name of [sha256, 'ab'.repeat(32)]) {
      writeFileSync(join(backupFolderOf(folder), `${name}.part`), randomBytes(500))
    }
    writeFileSync(keptPath(folder, sha256), randomBytes(400))
    const again = await openTestCore({ folder, time: core.time })
    await core.time.advance(60_000)
    await until(again.desk, 'it is whole', async () => statSync(keptPath(folder, sha256)).size === 1_000, core.time)
    expect(partNames(folder)).toEqual([])
    await again.stop()
  })

  it('are left half-way when the desk closes, which does not wait for them [K6]', async () => {
    const core = await openWithTask()
    const sha256 = await attachFile(core.desk, randomBytes(24_900_000))
    const making = core.desk.backup.make({}).catch((error: unknown) => error)
    while (!partNames(core.folder).includes(`${sha256}.part`)) await new Promise((resolve) => setImmediate(resolve))
    await core.stop()
    expect(await making).toMatchObject({ code: 'NO_BACKUP' })
    expect([...partNames(core.folder), ...keptNames(core.folder)]).toEqual([])
  })
})

describe('what a backup needs', () => {
  const hash = 'ab'.repeat(32)

  it.each(Array.from({ length: NEWEST_VERSION }, (_, i) => i + 1))(
    'is told by one of version %d too [K6]',
    (version) => {
      const path = join(makeTempFolder('backup'), 'old.db')
      const db = new Database(path)
      migrate(db, version)
      const add = db.prepare('INSERT INTO files (sha256, size, here, at_hub) VALUES (?, 7, 1, ?)')
      add.run(hash, 0)
      add.run('cd'.repeat(32), 1)
      if (version >= 3) db.exec('UPDATE files SET made = 1')
      db.close()
      expect(readNeededByBackup(path)).toEqual([{ sha256: hash, size: 7 }])
    },
  )

  it('is told with the small ones first, so that a disk with little room takes as many as it can [K6]', () => {
    const path = join(makeTempFolder('backup'), 'new.db')
    const db = new Database(path)
    migrate(db)
    const add = db.prepare('INSERT INTO files (sha256, size, here, made) VALUES (?, ?, 1, 1)')
    for (const [letter, size] of [['a', 30] as const, ['b', 10] as const, ['c', 20] as const])
      add.run(letter.repeat(64), size)
    db.close()
    expect(readNeededByBackup(path)?.map(({ size }) => size)).toEqual([10, 20, 30])
  })

  it('is told by what was set aside with its log of writes beside it too [K6]', () => {
    const folder = makeFolderWithTask()
    const opened = openStore(folder, { now: () => AT })
    if (!opened.ok) throw new Error(opened.error.text)
    const aside = join(makeTempFolder('aside'), 'aside.db')
    cpSync(join(folder, 'desk.db'), aside)
    opened.value.files.setHere(hash, 7, true)
    expect(readNeededByBackup(aside)).toEqual([])
    cpSync(join(folder, 'desk.db-wal'), `${aside}-wal`)
    expect(readNeededByBackup(aside)).toEqual([{ sha256: hash, size: 7 }])
    opened.value.close()
  })

  it('is not known of one that is damaged, or that names a file in a way that nothing can be named [K6]', () => {
    const folder = makeTempFolder('backup')
    const path = join(folder, 'odd.db')
    writeFileSync(path, randomBytes(8_192))
    expect(readNeededByBackup(path)).toBeUndefined()
    expect(readNeededByBackup(join(folder, 'gone.db'))).toBeUndefined()
    rmSync(path)
    const db = new Database(path)
    migrate(db)
    db.prepare("INSERT INTO files (sha256, size, made) VALUES ('../../../desk.db', 7, 1)").run()
    db.close()
    expect(readNeededByBackup(path)).toBeUndefined()
  })

  it('is asked for with every file that a submission names, where a rescued store has lost what it knew of files [K6]', async () => {
    const folder = makeFolderWithTask()
    const core = await openTestCore({ folder })
    const bytes = randomBytes(1_000)
    const sha256 = await attachFile(core.desk, bytes)
    await core.desk.work.send({ taskId })
    await core.stop()
    const db = new Database(join(folder, 'desk.db'))
    db.exec('DELETE FROM files')
    db.close()
    const again = await openTestCore({ folder, reopen })
    const { id } = await again.desk.backup.make({})
    expect(keptNames(folder)).toEqual([sha256])
    rmSync(filePathOf(folder, sha256))
    await again.desk.backup.restore({ id })
    await again.stop()
    const third = await openTestCore({ folder })
    await untilNotice(third.desk, /taken from the backups/)
    expect((await readWhole(third.desk, sha256)).equals(bytes)).toBe(true)
    await third.stop()
  })

  it('is known again by the draft that names it, where a rescued store has lost what it knew of files [K6] [K7]', async () => {
    const folder = makeFolderWithTask()
    const core = await openTestCore({ folder })
    const bytes = randomBytes(1_000)
    const sha256 = await attachFile(core.desk, bytes)
    await core.stop()
    // As a rescue leaves it that could not read this table.
    const db = new Database(join(folder, 'desk.db'))
    db.exec('DELETE FROM files')
    db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(FILES_DUE_KEY, '1')
    db.close()
    const again = await openTestCore({ folder })
    await again.desk.backup.make({})
    expect(keptNames(folder)).toEqual([sha256])
    expect((await readWhole(again.desk, sha256)).equals(bytes)).toBe(true)
    await again.stop()
  })
})

describe('an attached file that was lost', () => {
  it('is there again after its backup was put back, to the byte [K7]', async () => {
    const folder = makeFolderWithTask()
    const core = await openTestCore({ folder, reopen })
    const gone = randomBytes(2_000_000)
    const hurt = randomBytes(3_000)
    const goneHash = await attachFile(core.desk, gone, 'gone.pdf')
    const hurtHash = await attachFile(core.desk, hurt, 'hurt.pdf')
    const { id } = await core.desk.backup.make({})
    rmSync(filePathOf(folder, goneHash))
    flipByte(filePathOf(folder, hurtHash))
    await core.desk.backup.restore({ id })
    await core.stop()
    const again = await openTestCore({ folder })
    await untilNotice(again.desk, /“gone\.pdf” and “hurt\.pdf” were missing or damaged.*taken from the backups/)
    expect(readFileSync(filePathOf(folder, goneHash)).equals(gone)).toBe(true)
    expect(readFileSync(filePathOf(folder, hurtHash)).equals(hurt)).toBe(true)
    expect((await readWhole(again.desk, goneHash)).equals(gone)).toBe(true)
    await again.stop()
  })

  it('is there again also when the desk ended between any two steps of putting it back [K4] [K7]', async () => {
    const folder = makeFolderWithTask()
    const core = await openTestCore({ folder, reopen })
    const bytes = randomBytes(3_000)
    const sha256 = await attachFile(core.desk, bytes)
    const { id } = await core.desk.backup.make({})
    rmSync(filePathOf(folder, sha256))
    await core.desk.backup.restore({ id })
    await core.stop()
    const planned = makeTempFolder('planned')
    cpSync(folder, planned, { recursive: true })
    const healed = async (from: string): Promise<void> => {
      const again = await openTestCore({ folder: from })
      await untilNotice(again.desk, /taken from the backups/)
      expect((await noticeTexts(again.desk)).filter((text) => /has been put back/.test(text))).toHaveLength(1)
      expect(readFileSync(filePathOf(from, sha256)).equals(bytes)).toBe(true)
      await again.stop()
    }
    await healed(folder)

    // The store is in its place, and the desk ended before it was opened: what was planned is not there any more.
    applyReplacement(planned)
    const placed = makeTempFolder('placed')
    cpSync(planned, placed, { recursive: true })
    expect(existsSync(join(placed, 'desk.replace'))).toBe(false)
    await healed(placed)

    // It was opened, and ended before the file was taken.
    const opened = openStore(planned, { now: () => AT })
    if (!opened.ok) throw new Error(opened.error.text)
    opened.value.close()
    writeFileSync(join(planned, 'files', 'incoming', `${sha256}.${'0'.repeat(8)}`), bytes.subarray(0, 100))
    await healed(planned)
  })

  it('is found missing in what was put back, and said, where no backup has it [K7]', async () => {
    const folder = makeFolderWithTask()
    const core = await openTestCore({ folder, reopen })
    const sha256 = await attachFile(core.desk, randomBytes(3_000))
    const { id } = await core.desk.backup.make({})
    rmSync(filePathOf(folder, sha256))
    rmSync(keptPath(folder, sha256))
    await core.desk.backup.restore({ id })
    await core.stop()
    const again = await openTestCore({ folder })
    await untilNotice(again.desk, /“plan\.pdf” of “Task with files” is missing or damaged.*no backup has it/)
    await again.stop()
  })

  it('comes along when the folder of backups is moved by hand into a new desk [K7]', async () => {
    const core = await openWithTask()
    const bytes = randomBytes(3_000)
    const sha256 = await attachFile(core.desk, bytes)
    const { id } = await core.desk.backup.make({})
    await core.stop()
    const other = makeFolderWithTask()
    renameSync(backupFolderOf(core.folder), backupFolderOf(other))
    const second = await openTestCore({ folder: other, reopen })
    await second.desk.backup.make({})
    await second.desk.backup.restore({ id })
    await second.stop()
    const third = await openTestCore({ folder: other })
    await untilNotice(third.desk, /taken from the backups/)
    expect((await readWhole(third.desk, sha256)).equals(bytes)).toBe(true)
    await third.stop()
  })

  it.each([
    ['deleted', (path: string) => rmSync(path)],
    ['hurt by a bit', flipByte],
    ['cut short', (path: string) => writeFileSync(path, 'short')],
  ])('and was %s is taken from the backups when it is opened, and that is told [K7]', async (_, lose) => {
    const core = await openWithTask()
    const bytes = randomBytes(1_800_000)
    const sha256 = await attachFile(core.desk, bytes)
    await core.desk.backup.make({})
    expect((await readWhole(core.desk, sha256)).equals(bytes)).toBe(true)
    lose(filePathOf(core.folder, sha256))
    expect((await readWhole(core.desk, sha256)).equals(bytes)).toBe(true)
    expect(await noticeTexts(core.desk)).toEqual([
      '“plan.pdf” of “Task with files” was missing or damaged on this computer. It was taken from the backups and is whole again.',
    ])
    expect(readFileSync(filePathOf(core.folder, sha256)).equals(bytes)).toBe(true)
    await core.stop()
  })

  it('is asked for many times at once and taken once [K7]', async () => {
    const core = await openWithTask()
    const bytes = randomBytes(1_800_000)
    const sha256 = await attachFile(core.desk, bytes)
    await core.desk.backup.make({})
    rmSync(filePathOf(core.folder, sha256))
    const read = await Promise.all([1, 2, 3].map(() => readWhole(core.desk, sha256)))
    expect(read.every((one) => one.equals(bytes))).toBe(true)
    expect(await noticeTexts(core.desk)).toHaveLength(1)
    await core.stop()
  })

  it('is said to be lost where no backup has it either, and whole again when it was added again [K7]', async () => {
    const core = await openWithTask()
    const bytes = randomBytes(3_000)
    const sha256 = await attachFile(core.desk, bytes)
    await core.desk.backup.make({})
    flipByte(filePathOf(core.folder, sha256))
    flipByte(keptPath(core.folder, sha256))
    await expect(readWhole(core.desk, sha256)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: {
        text: expect.stringMatching(/missing or damaged on this computer.*no backup has it.*add the file again/),
      },
    })
    // What is not the file is not taken for its copy any more.
    expect(keptNames(core.folder)).toEqual([`${sha256}.damaged`])
    expect(await attachFile(core.desk, bytes, 'again.pdf')).toBe(sha256)
    expect((await readWhole(core.desk, sha256)).equals(bytes)).toBe(true)
    await core.desk.backup.make({})
    expect(readFileSync(keptPath(core.folder, sha256)).equals(bytes)).toBe(true)
    await core.stop()
  })
})
