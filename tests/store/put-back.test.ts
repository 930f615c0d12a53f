import { spawnSync } from 'node:child_process'
import fs, { cpSync, existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { backupFolderOf, backupName, listBackups } from '../../src/core/store/backup-files.ts'
import { openStore, type Store } from '../../src/core/store/open-store.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { copyStore, typeInto } from '../support/store/full-store.ts'
import { countEdits, openAt } from '../support/store/open-at.ts'
import { canMountDisks, mountDisk, unmountDisk } from '../support/store/small-disk.ts'

const { copyFileSync } = fs
afterEach(() => {
  fs.copyFileSync = copyFileSync
  syncBuiltinESMExports()
  removeTempFolders()
})

/** A store of 200 edits, and a backup that has the first 100 of them. */
async function withBackup(folder = makeTempFolder()): Promise<{ store: Store; id: string }> {
  const store = openTestStore(folder)
  typeInto(store, 1, 100)
  const made = await store.backups.make('hand', AT)
  if (!made.ok) throw new Error(made.error.text)
  typeInto(store, 1, 100)
  return { store, id: made.value.id }
}

/** What the expert is told at the next start. */
async function noticesOf(folder: string): Promise<string[]> {
  const core = await openTestCore({ folder })
  const { notices } = await core.desk.app.status({})
  await core.stop()
  return notices.map(({ text }) => text)
}

describe('a backup that is about to be put back', () => {
  it('is not the one that goes when another one is made just then [K4]', async () => {
    const { store, id } = await withBackup()
    for (const later of [1, 2]) await store.backups.make('hand', AT + later)
    // Three are kept: this one takes the place of the oldest, which is put back while it is being made.
    const making = store.backups.make('hand', AT + 3)
    expect(store.backups.planRestore(id, AT + 4, 'next')).toMatchObject({ ok: true })
    expect(await making).toMatchObject({ ok: true })
    store.close()
    expect(countEdits(store.folder)).toBe(100)
  })

  it.each(['before anything is moved', 'when the log of writes is aside', 'when the store is aside'])(
    'and has vanished costs nothing, and that is said: %s [K4]',
    async (when) => {
      const { store, id } = await withBackup()
      const crashed = copyStore(store.folder)
      store.close()
      const plan = { from: id, aside: backupName(AT + 1, 'aside'), consume: false, generation: 'next' }
      writeFileSync(join(crashed, 'desk.replace'), JSON.stringify(plan))
      const aside = join(backupFolderOf(crashed), plan.aside)
      if (when !== 'before anything is moved') fs.renameSync(join(crashed, 'desk.db-wal'), `${aside}-wal`)
      if (when === 'when the store is aside') fs.renameSync(join(crashed, 'desk.db'), aside)
      rmSync(join(backupFolderOf(crashed), id))
      expect(countEdits(crashed)).toBe(200)
      expect(existsSync(join(crashed, 'desk.replace'))).toBe(false)
      expect(await noticesOf(crashed)).toEqual([expect.stringMatching(/could not be put back.*not there any more/)])
      expect(await noticesOf(crashed)).toHaveLength(1)
    },
  )

  it('for which the room is gone by then leaves the store as it is, and that is said [K4]', async () => {
    const { store, id } = await withBackup()
    expect(store.backups.planRestore(id, AT + 1, 'next')).toMatchObject({ ok: true })
    store.close()
    fs.copyFileSync = (from, to) => {
      writeFileSync(to, 'half of')
      throw Object.assign(new Error(`no room for ${String(from)}`), { code: 'ENOSPC' })
    }
    syncBuiltinESMExports()
    expect(countEdits(store.folder)).toBe(200)
    expect(existsSync(join(store.folder, 'desk.db.new'))).toBe(false)
    expect(await noticesOf(store.folder)).toEqual([expect.stringMatching(/could not be put back.*no room/)])
    expect(listBackups(store.folder).map(({ kind }) => kind)).toEqual(['hand'])
  })

  it('and was in its place when the desk ended is not copied again, also when it is gone by then [K4]', async () => {
    const { store, id } = await withBackup()
    store.backups.planRestore(id, AT + 1, 'next')
    store.close()
    const plan = fs.readFileSync(join(store.folder, 'desk.replace'))
    const state = fs.readFileSync(join(store.folder, 'desk.state'))
    expect(countEdits(store.folder)).toBe(100)
    writeFileSync(join(store.folder, 'desk.replace'), plan)
    writeFileSync(join(store.folder, 'desk.state'), state)
    rmSync(join(backupFolderOf(store.folder), id))
    expect(countEdits(store.folder)).toBe(100)
    const again = openAt(store.folder)
    expect(again.generation).toBe('next')
    again.close()
  })
})

describe.runIf(canMountDisks())('putting a backup back on a full disk', () => {
  /** Leaves so many bytes free. */
  function fill(disk: string, free: number): void {
    const { bavail, bsize } = statfsSync(disk)
    spawnSync('fallocate', ['-l', String(bavail * bsize - free), join(disk, 'ballast')])
  }

  it('is refused with what has to be free, and the desk stays open', async () => {
    const disk = makeTempFolder('disk')
    mountDisk(disk, '120m')
    try {
      const { store, id } = await withBackup(join(disk, 'desk'))
      fill(disk, 200_000)
      const refused = store.backups.planRestore(id, AT + 1, 'next')
      expect(refused).toMatchObject({
        ok: false,
        error: { code: 'no-room', text: expect.stringMatching(/no room.*\d+ MB have to be free/) },
      })
      expect(existsSync(join(disk, 'desk', 'desk.replace'))).toBe(false)
      rmSync(join(disk, 'ballast'))
      expect(store.backups.planRestore(id, AT + 1, 'next')).toMatchObject({ ok: true })
      store.close()
      expect(countEdits(store.folder)).toBe(100)
    } finally {
      unmountDisk(disk)
    }
  })

  it('is not refused as damaged where there is no room to open what was set aside', async () => {
    const { store } = await withBackup()
    const id = backupName(AT + 9, 'aside')
    const backups = backupFolderOf(store.folder)
    const other = makeTempFolder('aside')
    for (const end of ['', '-wal']) cpSync(join(store.folder, `desk.db${end}`), join(other, `${id}${end}`))
    mountDisk(backups, '8m')
    try {
      for (const end of ['', '-wal']) cpSync(join(other, `${id}${end}`), join(backups, `${id}${end}`))
      fill(backups, 0)
      expect(store.backups.planRestore(id, AT + 10, 'next')).toMatchObject({ ok: false, error: { code: 'no-room' } })
      rmSync(join(backups, 'ballast'))
      expect(store.backups.planRestore(id, AT + 10, 'next')).toMatchObject({ ok: true })
      store.close()
    } finally {
      unmountDisk(backups)
    }
  })

  it('and a start after a crash says that there is no room, and opens when there is', async () => {
    const { store } = await withBackup()
    const disk = makeTempFolder('disk')
    mountDisk(disk, '8m')
    try {
      const folder = join(disk, 'desk')
      mkdirSync(folder)
      for (const name of ['desk.db', 'desk.db-wal', 'desk.state']) cpSync(join(store.folder, name), join(folder, name))
      store.close()
      fill(disk, 12_288)
      expect(openStore(folder, { now: () => AT })).toMatchObject({
        ok: false,
        error: { code: 'disk-full', text: expect.stringMatching(/no room.*nothing was lost/) },
      })
      rmSync(join(disk, 'ballast'))
      expect(countEdits(folder)).toBe(200)
    } finally {
      unmountDisk(disk)
    }
  })
})
