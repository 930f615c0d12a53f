import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRescue } from '../../src/core/api/backup-keeper.ts'
import type { RescueView } from '../../src/shared/contract/desk-backup.ts'
import { testId } from '../support/core/tasks.ts'
import { openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { AT } from '../support/core/test-store.ts'
import { copyStore, DAY_MS, draftTexts, makeFullStore } from '../support/store/full-store.ts'
import { markSuspect, openAt } from '../support/store/open-at.ts'

const later = (): number => AT + 2 * DAY_MS

let template: string
let texts: Map<number, string>

beforeAll(() => {
  template = makeFullStore()
  texts = draftTexts(template, () => AT)
})
afterAll(removeTempFolders)

const pathOf = (folder: string): string => join(folder, 'desk.db')

/** Opens a store that is to be checked. @returns what the person is told, if anything */
function heal(folder: string, now = later): RescueView | undefined {
  markSuspect(folder)
  const store = openAt(folder, now)
  const rescue = readRescue(store)
  store.close()
  return rescue
}

/** What every edit did, in order. */
function logOf(folder: string): string[] {
  const db = new Database(pathOf(folder), { readonly: true })
  const changes = db.prepare<[], string>('SELECT change FROM edits ORDER BY field_no, version').pluck().all()
  db.close()
  return changes
}

describe('a store in which a bit has made another letter of a letter [K2]', () => {
  const turnLetter = (folder: string, written: string): void => {
    const bytes = readFileSync(pathOf(folder))
    const at = bytes.indexOf(written)
    expect(at).toBeGreaterThan(0)
    bytes[at + 1] = (bytes[at + 1] ?? 0) ^ 1
    writeFileSync(pathOf(folder), bytes)
  }

  it('of an edit: the edit is taken from the backup', async () => {
    const folder = copyStore(template)
    const store = openAt(folder)
    await store.backups.make('daily', AT)
    store.close()
    turnLetter(folder, '"Line 3 of task 2."')
    expect(heal(folder)).toMatchObject({ missing: [] })
    expect(draftTexts(folder, later)).toEqual(texts)
    expect(logOf(folder)).toEqual(logOf(template))
    expect(heal(folder, () => AT + 9 * DAY_MS)?.at).toBe(later())
  })

  it.each([
    ['from its middle on', `{"decision":"accepted"${'\0'.repeat(60)}`],
    ['behind its end', `{"decision":"accepted"}\0`],
    ['from its beginning', '\0'.repeat(60)],
  ])('of a review, which is zeros %s: it is let go and named, and asked for again', (_, review) => {
    const folder = copyStore(template)
    const before = new Database(pathOf(folder))
    const { changes } = before
      .prepare('UPDATE submissions SET review = ? WHERE id = (SELECT min(id) FROM submissions)')
      .run(review)
    expect(changes).toBe(1)
    before.close()
    const rescue = heal(folder)
    expect(rescue?.missing).toEqual(['The review of 1 piece of work: the hub tells of it again.'])
    const after = new Database(pathOf(folder), { readonly: true })
    expect(after.prepare('SELECT count(review) FROM submissions').pluck().get()).toBe(0)
    expect(after.prepare('SELECT max(cursor) FROM hubs').pluck().get()).toBe(0)
    after.close()
    expect(draftTexts(folder, later)).toEqual(texts)
    expect(heal(folder, () => AT + 9 * DAY_MS)?.at).toBe(rescue?.at)
  })

  it('of an edit, without a backup: it is kept and named, once', () => {
    const folder = copyStore(template)
    turnLetter(folder, '"Line 3 of task 2."')
    const rescue = heal(folder)
    expect(rescue?.missing.join()).toMatch(/Perhaps letters of 1 edit of your drafts/)
    const written = new Set(logOf(template))
    expect(logOf(folder).filter((change) => !written.has(change))).toHaveLength(1)
    // Checked again after days, it is sound: what cannot be mended is not found anew each day.
    expect(heal(folder, () => AT + 9 * DAY_MS)?.at).toBe(rescue?.at)
  })

  it('of a checkpoint: the text is taken from the edits', () => {
    const folder = copyStore(template)
    const db = new Database(pathOf(folder))
    const hurt = db.prepare(`UPDATE checkpoints SET text = replace(text, 'Line 3 of', 'Mine 3 of')`).run()
    expect(hurt.changes).toBeGreaterThan(0)
    db.close()
    expect(heal(folder)).toMatchObject({ missing: [] })
    expect(draftTexts(folder, later)).toEqual(texts)
  })

  describe('of work that waits to be sent', () => {
    const hurt = (folder: string): void => {
      const db = new Database(pathOf(folder))
      expect(
        db.prepare(`UPDATE submission_contents SET content = replace(content, 'handed', 'handet') WHERE no = 7`).run(),
      ).toMatchObject({ changes: 1 })
      db.close()
    }
    const waiting = (folder: string): unknown[] => {
      const db = new Database(pathOf(folder), { readonly: true })
      const rows = db
        .prepare(
          `SELECT o.id, c.content FROM outbox o LEFT JOIN submissions s ON s.id = o.id
           LEFT JOIN submission_contents c ON c.no = s.content_no WHERE o.state = 'waiting' ORDER BY o.seq`,
        )
        .all()
      db.close()
      return rows
    }

    it('with a backup: it is taken from there', async () => {
      const folder = copyStore(template)
      const store = openAt(folder)
      await store.backups.make('daily', AT)
      store.close()
      hurt(folder)
      expect(heal(folder)).toMatchObject({ missing: [] })
      expect(waiting(folder)).toEqual(waiting(template))
    })

    it('without one: its task is a draft again, and that is said', () => {
      const folder = copyStore(template)
      hurt(folder)
      expect(heal(folder)?.missing.join()).toMatch(/1 submission.*1 thing to be sent/)
      expect(waiting(folder)).toEqual(waiting(template).toSpliced(6, 1))
      expect(heal(folder, () => AT + 9 * DAY_MS)?.at).toBe(later())
    })
  })

  it.each([
    ['a checkpoint', `UPDATE checkpoints SET text = replace(text, 'Line 3 of', 'Mine 3 of')`],
    ['an edit', `UPDATE edits SET change = replace(change, 'Line 699 of', 'Mine 699 of')`],
  ])('of %s while the desk is open: it is never shown, and the desk mends itself', async (_, sql) => {
    const folder = copyStore(template)
    let reopened = 0
    const core = await openTestCore({ folder, reopen: () => void (reopened += 1) })
    const db = new Database(pathOf(folder))
    expect(db.prepare(sql).run().changes).toBeGreaterThan(0)
    db.close()
    const read = { taskId: testId('task', 1) }
    await expect(core.desk.drafts.open(read)).rejects.toMatchObject({ code: 'STORE_FAILED' })
    expect(reopened).toBe(1)
    await core.stop()
    const again = await openTestCore({ folder })
    expect(JSON.stringify(await again.desk.drafts.open(read))).toContain('Line 3 of task 1.')
    await again.stop()
  })

  it('that nobody reads: the next day no opening waits for each edit, and the backup of the day finds it', async () => {
    const folder = copyStore(template)
    turnLetter(folder, '"Line 3 of task 2."')
    const time = createFakeTime(later())
    let reopened = 0
    const core = await openTestCore({ folder, time, reopen: () => void (reopened += 1) })
    const opened = await core.desk.backup.list({})
    expect({ at: opened.checkedAt, rescue: opened.rescue }).toEqual({ at: later(), rescue: undefined })
    await time.advance(60_000)
    while ((await core.desk.backup.list({})).backups.length + reopened === 0) await time.advance(1)
    expect(reopened).toBe(1)
    expect((await core.desk.backup.list({})).backups).toEqual([])
    await core.stop()
    const again = await openTestCore({ folder, time })
    expect((await again.desk.backup.list({})).rescue?.missing.join()).toMatch(/letters of 1 edit/)
    await again.stop()
  })
})
