import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRescue, rescueToNotice } from '../../src/core/api/backup-keeper.ts'
import type { RescueView } from '../../src/shared/contract/desk-backup.ts'
import { createRandom } from '../support/random.ts'
import { testId } from '../support/core/tasks.ts'
import { openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import { AT } from '../support/core/test-store.ts'
import {
  copyStore,
  DAY_MS,
  draftTexts,
  type Dump,
  dumpStore,
  makeFullStore,
  typeInto,
} from '../support/store/full-store.ts'
import { markSuspect, openAt } from '../support/store/open-at.ts'

const PAGE = 4096
/** The next day, when a store is checked at its opening. */
const later = (): number => AT + 2 * DAY_MS

let template: string
let before: Dump
let texts: Map<number, string>

beforeAll(() => {
  template = makeFullStore()
  before = dumpStore(template)
  texts = draftTexts(template, () => AT)
})
afterAll(removeTempFolders)

const pathOf = (folder: string): string => join(folder, 'desk.db')

function damage(folder: string, change: (bytes: Buffer) => Buffer | void): void {
  const bytes = readFileSync(pathOf(folder))
  writeFileSync(pathOf(folder), change(bytes) ?? bytes)
}

/** Opens a damaged store. @returns what the person is told, if anything */
function heal(folder: string): RescueView | undefined {
  markSuspect(folder)
  const store = openAt(folder, later)
  const rescue = readRescue(store)
  store.close()
  return rescue
}

const words: Record<string, RegExp> = {
  tasks: /task/,
  task_contents: /task/,
  hubs: /hub/,
  programmes: /programme/,
  batches: /batch/,
  edits: /edit/,
  draft_fields: /edit/,
  edit_sessions: /edit/,
  checkpoints: /edit/,
  draft_views: /caret/,
  submissions: /submission/,
  submission_contents: /submission/,
  outbox: /to be sent/,
  ledger: /time/,
  files: /file/,
  task_files: /file/,
  submission_files: /file/,
  uploads: /file/,
  files_at_hubs: /file/,
  meta: /setting/,
  notices: /setting/,
  refused_changes: /setting/,
}

/** Rows that are not there any more, by table; the log of edits is compared by its texts. */
function missingRows(after: Dump): Map<string, number> {
  const missing = new Map<string, number>()
  for (const [table, rows] of before) {
    if (['edits', 'checkpoints', 'edit_sessions', 'meta'].includes(table)) continue
    const n = [...rows.keys()].filter((key) => !after.get(table)?.has(key)).length
    if (n > 0) missing.set(table, n)
  }
  return missing
}

/** Nothing is missing that is not named. */
function expectNamed(folder: string, rescue: RescueView | undefined, flips: number): void {
  const after = dumpStore(folder)
  const told = rescue?.missing ?? []
  const isAll = told.some((text) => /Everything|Perhaps more/.test(text))
  for (const [table, n] of missingRows(after)) {
    // What no check of SQLite can see: a byte within a value, here within a key. The row is there by another name.
    const isRenamed = n <= flips && after.get(table)?.size === before.get(table)?.size
    if (isRenamed) continue
    expect(
      isAll || told.some((text) => words[table]?.test(text)),
      `${n} rows of ${table} are missing: ${told.join()}`,
    ).toBe(true)
  }
  if (isAll) return
  const healed = draftTexts(folder, later)
  for (const [n, text] of texts) {
    if (healed.get(n) === text) continue
    expect(
      told.some((line) => /edit/.test(line)),
      `the draft of task ${n} is another: ${told.join()}`,
    ).toBe(true)
  }
}

describe('a damaged store', () => {
  it('is found at opening, and all that is sound is rescued; the damaged file is kept and named', () => {
    const folder = copyStore(template)
    const root = rootOf(folder, 'submissions_by_time')
    damage(folder, (bytes) => void bytes.fill(0, (root - 1) * PAGE, root * PAGE))
    const damaged = readFileSync(pathOf(folder))
    const rescue = heal(folder)
    expect(rescue?.path).toMatch(/backups.desk-\d{8}T\d{9}Z-damaged\.db$/)
    expect(readFileSync(rescue?.path ?? '').equals(damaged)).toBe(true)
    // Only an index was hit.
    expect(missingRows(dumpStore(folder))).toEqual(new Map())
    expect(draftTexts(folder, later)).toEqual(texts)
    expect(rescue?.rescued.join()).toMatch(
      /300 tasks.*4,200 edits of your drafts.*40 submissions.*800 entries of your time/,
    )
    const notice = rescueToNotice(rescue as RescueView)
    expect(notice).toMatch(
      /damaged and has been mended.*Rescued: 300 tasks.*kept: .*damaged\.db.*Settings.*put back a backup/,
    )
    // It is told once, and the store is sound from then on.
    const db = new Database(pathOf(folder))
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
    db.close()
  })

  it('asks its hubs for everything again, and has the words of all tasks indexed anew', () => {
    const folder = copyStore(template)
    const root = rootOf(folder, 'submissions_by_time')
    const db = new Database(pathOf(folder))
    db.exec('UPDATE hubs SET cursor = 70, whole_to = 70; UPDATE tasks SET indexed = 1')
    db.close()
    damage(folder, (bytes) => void bytes.fill(0, (root - 1) * PAGE, root * PAGE))
    expect(heal(folder)).toBeDefined()
    const healed = new Database(pathOf(folder))
    expect(healed.prepare('SELECT DISTINCT cursor, whole_to AS wholeTo FROM hubs').all()).toEqual([
      { cursor: 0, wholeTo: 0 },
    ])
    expect(healed.prepare('SELECT DISTINCT indexed FROM tasks').all()).toEqual([{ indexed: 0 }])
    healed.close()
  })

  it('gives the drafts as far as they can be read, and says how many edits are missing', () => {
    const folder = copyStore(template)
    const root = rootOf(folder, 'edits')
    const leaves = leavesOf(folder, root)
    const middle = leaves[Math.floor(leaves.length / 2)] ?? 0
    damage(folder, (bytes) => void bytes.fill(0, (middle - 1) * PAGE, middle * PAGE))
    const rescue = heal(folder)
    expect(rescue?.missing.join()).toMatch(/edits of your drafts\. Look through the drafts/)
    const healed = draftTexts(folder, later)
    expect([...healed.keys()]).toEqual([...texts.keys()])
    // One draft was hit: the others are to the letter as they were, and it has a beginning or more.
    const changed = [...texts].filter(([n, text]) => healed.get(n) !== text)
    expect(changed.length).toBeLessThanOrEqual(2)
    for (const [n, text] of changed) expect(text.startsWith(healed.get(n)?.slice(0, 20) ?? '-')).toBe(true)
  })

  it('takes from the newest backup what the damage has hit, so that only what came after it is missing', async () => {
    const folder = copyStore(template)
    const store = openAt(folder)
    const made = await store.backups.make('daily', AT)
    expect(made.ok).toBe(true)
    typeInto(store, 1, 100)
    store.close()
    const grown = draftTexts(folder, () => AT)
    // Every page but the first fifty is gone.
    damage(folder, (bytes) => bytes.subarray(0, 50 * PAGE))
    const rescue = heal(folder)
    expect([...missingRows(dumpStore(folder)).keys()].filter((table) => table !== 'outbox')).toEqual([])
    expect(rescue?.missing.join()).toMatch(/edits of your drafts/)
    const healed = draftTexts(folder, later)
    for (let n = 2; n <= 6; n++) expect(healed.get(n)).toBe(texts.get(n))
    expect(grown.get(1)?.startsWith(healed.get(1) ?? '-')).toBe(true)
    expect(healed.get(1)?.startsWith(texts.get(1) ?? '-')).toBe(true)
  })

  it('does not mix in a backup of another history [K5]', async () => {
    const folder = copyStore(template)
    let store = openAt(folder)
    const first = await store.backups.make('hand', AT)
    typeInto(store, 1, 300)
    await store.backups.make('hand', AT + 1000)
    if (first.ok) store.backups.planRestore(first.value.id, AT + 2000, 'another-history')
    store.close()
    store = openAt(folder)
    typeInto(store, 2, 300)
    store.close()
    const now = draftTexts(folder, () => AT)
    const index = rootOf(folder, 'submissions_by_time')
    damage(folder, (bytes) => void bytes.fill(0, (index - 1) * PAGE, index * PAGE))
    heal(folder)
    expect(draftTexts(folder, later)).toEqual(now)
  })

  it.each([
    ['an empty file', (folder: string) => writeFileSync(pathOf(folder), '')],
    ['no file any more', (folder: string) => rmSync(pathOf(folder))],
    ['a file of something else', (folder: string) => writeFileSync(pathOf(folder), Buffer.alloc(100_000, 'x'))],
  ])('of which nothing can be read (%s) becomes what the newest backup has, and that is said', async (_, ruin) => {
    const folder = copyStore(template)
    const store = openAt(folder)
    await store.backups.make('daily', AT)
    store.close()
    ruin(folder)
    const rescue = heal(folder)
    expect(rescue?.missing.join()).toMatch(/Everything.*no part of it could be read/)
    expect(rescue?.rescued[0]).toMatch(/What the newest backup has/)
    expect(missingRows(dumpStore(folder))).toEqual(new Map())
    expect(draftTexts(folder, later)).toEqual(texts)
  })

  it('is not taken for a new one when its file is empty and there is no backup', () => {
    const folder = copyStore(template)
    writeFileSync(pathOf(folder), '')
    expect(heal(folder)?.missing.join()).toMatch(/Everything/)
  })

  it.each([0, 16, 18, 24, 28, 44, 56, 100, 103])('whose first page is hurt at byte %i is read all the same', (at) => {
    const folder = copyStore(template)
    damage(folder, (bytes) => void bytes.fill(0xff, at, at + 4))
    const rescue = heal(folder)
    expectNamed(folder, rescue, 0)
    expect(draftTexts(folder, later)).toEqual(texts)
  })

  it('in whose schema a bit has made a capital of a letter is rescued all the same', () => {
    const folder = copyStore(template)
    const leaves = leavesOf(folder, rootOf(folder, 'edits'))
    damage(folder, (bytes) => {
      const name = Buffer.from('\n  task_no INTEGER')
      for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) bytes.write('T', at + 3)
      const [page = 1] = leaves
      bytes.fill(0, (page - 1) * PAGE, page * PAGE)
    })
    expectNamed(folder, heal(folder), 0)
    expect(missingRows(dumpStore(folder))).toEqual(new Map())
  })

  it.each([
    ['when it is checked next', false],
    ['though it was checked an hour ago', true],
  ])('in whose schema a bit has made another name of a column is rescued whole, %s', (_, isChecked) => {
    const folder = copyStore(template)
    if (isChecked) openAt(folder, later).close()
    damage(folder, (bytes) => {
      const name = Buffer.from('received_at')
      for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) bytes.write('6', at + 4)
    })
    const rescue = heal(folder)
    expect(rescue?.missing).toEqual([])
    expect(missingRows(dumpStore(folder))).toEqual(new Map())
    expect(draftTexts(folder, later)).toEqual(texts)
  })

  it.each(['table', 'index'])('in whose schema a bit has made another name of the %s is rescued whole', (type) => {
    const folder = copyStore(template)
    const db = new Database(pathOf(folder))
    db.unsafeMode(true)
    db.pragma('writable_schema = ON')
    const change = "UPDATE sqlite_schema SET name = replace(name, 'submissions', 'submixsions') WHERE type = ?"
    db.prepare(change).run(type)
    db.close()
    expect(heal(folder)?.missing.filter((text) => !text.startsWith('Perhaps more'))).toEqual([])
    expect(missingRows(dumpStore(folder))).toEqual(new Map())
    expect(draftTexts(folder, later)).toEqual(texts)
  })

  it('whose version a bit has changed is rescued whole', () => {
    const folder = copyStore(template)
    damage(folder, (bytes) => void bytes.writeUInt32BE(2, 60))
    const rescue = heal(folder)
    expect(rescue?.missing).toEqual([])
    expect(missingRows(dumpStore(folder))).toEqual(new Map())
    expect(draftTexts(folder, later)).toEqual(texts)
  })

  it('in which the text of a checkpoint was hurt takes the text from the edits before it', () => {
    const folder = copyStore(template)
    const root = rootOf(folder, 'submissions_by_time')
    const db = new Database(pathOf(folder))
    expect(db.prepare('UPDATE checkpoints SET text = substr(text, 3)').run().changes).toBeGreaterThan(0)
    db.close()
    damage(folder, (bytes) => void bytes.fill(0, (root - 1) * PAGE, root * PAGE))
    expect(heal(folder)).toBeDefined()
    expect(draftTexts(folder, later)).toEqual(texts)
  })

  it('in which finished work has lost its words has it as a draft again, and nothing stands in the way of the rest', () => {
    const folder = copyStore(template)
    const root = rootOf(folder, 'submissions_by_time')
    const db = new Database(pathOf(folder))
    const open = `SELECT task_no AS taskNo FROM outbox WHERE kind = 'submit' AND state = 'waiting' ORDER BY seq`
    const [first = 0, second = 0, third = 0, ...others] = db.prepare<[], number>(open).pluck().all()
    db.pragma('foreign_keys = OFF')
    db.prepare('DELETE FROM submissions WHERE task_no = ?').run(first)
    db.prepare('DELETE FROM submission_contents WHERE no = (SELECT content_no FROM submissions WHERE task_no = ?)').run(
      second,
    )
    db.prepare('UPDATE submissions SET content_no = NULL WHERE task_no = ?').run(third)
    db.prepare(`UPDATE tasks SET state = 'ready' WHERE no IN (?, ?, ?)`).run(first, second, third)
    db.close()
    damage(folder, (bytes) => void bytes.fill(0, (root - 1) * PAGE, root * PAGE))
    expect(heal(folder)?.missing.join()).toMatch(/3 things to be sent/)
    const healed = new Database(pathOf(folder))
    expect(healed.prepare(open).pluck().all()).toEqual(others)
    const states = healed.prepare('SELECT state FROM tasks WHERE no IN (?, ?, ?)').pluck().all(first, second, third)
    expect(states).toEqual(['drafting', 'drafting', 'drafting'])
    healed.close()
  })

  it('in which what was to be sent is lost sends the finished work all the same; where that is lost as well it is a draft [K2]', () => {
    const folder = copyStore(template)
    const root = rootOf(folder, 'outbox')
    const db = new Database(pathOf(folder))
    const states = ['ready', 'sent', 'received', 'undone']
    for (const [i, state] of states.entries())
      db.prepare('UPDATE submissions SET state = ? WHERE task_no = ?').run(state, i + 1)
    db.exec(`UPDATE tasks SET state = 'ready' WHERE no IN (1, 5); UPDATE tasks SET state = 'sent' WHERE no = 2`)
    db.exec('DELETE FROM submissions WHERE task_no = 5')
    db.close()
    damage(folder, (bytes) => void bytes.fill(0, (root - 1) * PAGE, root * PAGE))
    heal(folder)
    const healed = new Database(pathOf(folder), { readonly: true })
    const select = `SELECT t.no, t.state AS task, o.state AS goes FROM tasks t LEFT JOIN outbox o ON o.task_no = t.no
      WHERE t.no <= 6 ORDER BY t.no`
    expect(healed.prepare(select).all()).toEqual([
      { no: 1, task: 'ready', goes: 'waiting' },
      { no: 2, task: 'sent', goes: 'sent' },
      { no: 3, task: 'taken', goes: 'done' },
      { no: 4, task: 'taken', goes: 'undone' },
      { no: 5, task: 'drafting', goes: null },
      { no: 6, task: 'ready', goes: 'waiting' },
    ])
    const order = 'SELECT id FROM outbox ORDER BY seq'
    expect(healed.prepare(order).pluck().all()).toEqual(
      healed.prepare('SELECT id FROM outbox ORDER BY id').pluck().all(),
    )
    healed.close()
  })

  it('whose log of writes is gone after a stop without warning says since when something may be missing', () => {
    const folder = copyStore(template)
    const store = openAt(folder)
    typeInto(store, 1, 100)
    const crashed = copyStore(folder)
    store.close()
    rmSync(join(crashed, 'desk.lock'))
    expect(statSync(join(crashed, 'desk.db-wal')).size).toBeGreaterThan(PAGE)
    rmSync(join(crashed, 'desk.db-wal'))
    const rescue = heal(crashed)
    expect(rescue?.missing.join()).toMatch(/What was saved last before Understudy ended.*log of writes is gone/)
    expect(draftTexts(crashed, later)).toEqual(texts)
    expect(existsSync(rescue?.path ?? '')).toBe(true)
  })

  it('whose log of writes is broken in the middle says so; a last write that was cut off is no damage', () => {
    const folder = copyStore(template)
    const store = openAt(folder)
    for (let i = 0; i < 5; i++) typeInto(store, 1, 100)
    const broken = copyStore(folder)
    const cut = copyStore(folder)
    store.close()
    const wal = readFileSync(join(broken, 'desk.db-wal'))
    wal.fill(0, wal.length / 2, wal.length / 2 + 100)
    writeFileSync(join(broken, 'desk.db-wal'), wal)
    expect(heal(broken)?.missing.join()).toMatch(/log of writes is broken in the middle/)
    truncateSync(join(cut, 'desk.db-wal'), wal.length - 3000)
    expect(heal(cut)).toBeUndefined()
  })

  it('is found by a read that fails too: the desk closes, rescues and opens again', async () => {
    const folder = copyStore(template)
    const leaves = leavesOf(folder, rootOf(folder, 'edits'))
    damage(folder, (bytes) => {
      for (const page of leaves.slice(1, 4)) bytes.fill(0, (page - 1) * PAGE, page * PAGE)
    })
    let reopened = 0
    const core = await openTestCore({ folder, reopen: () => void (reopened += 1) })
    const history = { taskId: testId('task', 1), field: 'plan', version: 0 }
    await expect(core.desk.drafts.since(history)).rejects.toMatchObject({
      code: 'STORE_FAILED',
      data: { text: expect.stringMatching(/damaged.*rescues what is in it.*kept in this window/) },
    })
    await expect(core.desk.drafts.since(history)).rejects.toMatchObject({ code: 'STORE_FAILED' })
    expect(reopened).toBe(1)
    await core.stop()
    const again = await openTestCore({ folder })
    const { notices } = await again.desk.app.status({})
    expect(notices[0]?.text).toMatch(/was damaged and has been mended/)
    expect(await again.desk.drafts.since(history)).toBeDefined()
    expect(await again.desk.backup.list({})).toMatchObject({ rescue: { path: expect.stringMatching(/damaged/) } })
    await again.stop()
  })

  it('never ends the desk and never loses in silence, wherever it is hurt [K2]', { timeout: 600_000 }, () => {
    const runs = Number(process.env['UNDERSTUDY_RUNS'] ?? 12)
    const seed = Number(process.env['UNDERSTUDY_SEED'] ?? Date.now() % 1_000_000)
    console.log(`damage: seed ${seed}, ${runs} runs`)
    for (let run = 0; run < runs; run++) expect(() => hurtAndHeal(seed + run), `seed ${seed + run}`).not.toThrow()
  })

  it.each([
    [488666, 'a bit in the name of a column'],
    [321841, 'the text of a checkpoint'],
    [101092, 'the number of a field within an edit'],
    [300284, 'the definition of the full-text index'],
    [201074, 'another place in it'],
    [300984, 'an index of words without its settings'],
    [200287, 'a key, which no check can see, beside damage that is seen'],
  ])('is rescued with seed %i, which failed once: %s', (seed) => {
    expect(() => hurtAndHeal(seed)).not.toThrow()
  })
})

/** Hurts a copy of the store at random and opens it. @throws where something is missing that is not named */
function hurtAndHeal(seed: number): void {
  const random = createRandom(seed)
  const folder = copyStore(template)
  const kind = random.pick(['flip', 'zero', 'truncate', 'garbage'] as const)
  const flips = kind === 'flip' ? random.int(1, 20) : 0
  damage(folder, (bytes) => {
    if (kind === 'truncate') return bytes.subarray(0, random.int(1, bytes.length))
    for (let i = 0; i < flips; i++) {
      const at = random.int(0, bytes.length - 1)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.int(0, 7))
    }
    const runsOfPages = flips === 0 ? random.int(1, 4) : 0
    for (let i = 0; i < runsOfPages; i++) {
      const at = random.int(0, bytes.length / PAGE - 1) * PAGE
      const length = random.int(1, 3) * PAGE
      if (kind === 'zero') bytes.fill(0, at, Math.min(bytes.length, at + length))
      else for (let j = at; j < at + length && j < bytes.length; j++) bytes[j] = random.int(0, 255)
    }
    return bytes
  })
  expectNamed(folder, heal(folder), flips)
  rmSync(folder, { recursive: true })
}

/** The page at which a table or index begins. */
function rootOf(folder: string, name: string): number {
  const db = new Database(pathOf(folder), { readonly: true })
  const root = db
    .prepare<[string], { rootpage: number }>('SELECT rootpage FROM sqlite_schema WHERE name = ?')
    .get(name)?.rootpage
  db.close()
  return root ?? 0
}

/** The pages of a tree that lead to no others, in order. */
function leavesOf(folder: string, root: number): number[] {
  const bytes = readFileSync(pathOf(folder))
  const walk = (page: number): number[] => {
    const at = (page - 1) * PAGE
    const type = bytes[at]
    if (type !== 2 && type !== 5) return [page]
    const cells = Array.from({ length: bytes.readUInt16BE(at + 3) }, (_, i) => at + bytes.readUInt16BE(at + 12 + 2 * i))
    return [...cells, at + 8].flatMap((child) => walk(bytes.readUInt32BE(child)))
  }
  return walk(root)
}
