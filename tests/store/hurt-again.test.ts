import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { createFakeTime } from '../support/core/fake-time.ts'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { AT, openTestStore } from '../support/core/test-store.ts'
import { until } from '../support/core/until.ts'
import { typeInto } from '../support/store/full-store.ts'
import { countEdits, openAt } from '../support/store/open-at.ts'

afterEach(removeTempFolders)

const HOUR = 3_600_000

/** A desk with 100 edits and the backup of the day, made at `AT`. */
async function withDaily(): Promise<{ folder: string; id: string }> {
  const folder = makeTempFolder()
  const store = openTestStore(folder)
  typeInto(store, 1, 100)
  store.close()
  return { folder, id: await lookOnce(folder, AT) }
}

/** Lets a desk run until it has made a backup, which is soon. @returns the name of that */
async function lookOnce(folder: string, at: number): Promise<string> {
  const time = createFakeTime(at)
  const core = await openTestCore({ folder, time })
  const list = async () => (await core.desk.backup.list({})).backups
  const before = new Set((await list()).map(({ id }) => id))
  const made = await until(
    core.desk,
    'a backup is made',
    async () => (await list()).find(({ id }) => !before.has(id)),
    time,
  )
  await core.stop()
  expect(made.at - at).toBeLessThan(3 * HOUR)
  return made.id
}

function typeMore(folder: string): void {
  const store = openAt(folder, () => AT + HOUR)
  typeInto(store, 1, 100)
  store.close()
}

describe('the backup of the day is made anew, as no rescue could take from the one before [K3] [K5]', () => {
  it('when a store was rescued: hurt again within the day, it loses nothing', async () => {
    const { folder } = await withDaily()
    rmSync(join(folder, 'desk.db'))
    typeMore(folder)
    expect(countEdits(folder)).toBe(200)
    await lookOnce(folder, AT + HOUR)
    writeFileSync(join(folder, 'desk.db'), '')
    expect(countEdits(folder)).toBe(200)
  })

  it('when a backup was put back', async () => {
    const { folder, id } = await withDaily()
    const store = openAt(folder)
    expect(store.backups.planRestore(id, AT, 'next')).toMatchObject({ ok: true })
    store.close()
    typeMore(folder)
    await lookOnce(folder, AT + HOUR)
    rmSync(join(folder, 'desk.db'))
    expect(countEdits(folder)).toBe(200)
  })

  it('when an update has changed the store', async () => {
    const { folder } = await withDaily()
    const db = new Database(join(folder, 'desk.db'))
    db.prepare(`UPDATE meta SET value = value || '0' WHERE key = 'copied'`).run()
    db.close()
    expect(await lookOnce(folder, AT + HOUR)).toContain('daily')
  })
})
