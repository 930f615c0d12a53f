import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import type { RescueView } from '../../shared/contract/desk-backup.ts'
import { freeBackupPath, listBackups, newestByNow } from './backup-files.ts'
import { copyReadable } from '../../disk/copy-readable.ts'
import { flushSync } from '../../disk/durable-rename.ts'
import { migrate, NEWEST_VERSION } from './migrate.ts'
import { planReplacement } from './replace-store.ts'
import { rescueEdits } from './rescue-edits.ts'
import { reviveParents, reviveRates, reviveReceipts } from './rescue-parents.ts'
import { dropLostWork, holdBack, mendUnsentWork, nameFilesAgain, queueAgain } from './rescue-outbox.ts'
import { adoptWays } from './rescue-ways.ts'
import { type JsonKey, rowState } from './stored-json.ts'
import { openDamaged, readRows, type Row, tryRead } from './rescue-read.ts'
import { letGoTexts, lostLogText, rescueToWords, type TableCount } from './rescue-words.ts'
import { mendSchema } from './schema.ts'
import { checkStore, isUnreadable, tableNames } from './soundness.ts'

export const RESCUE_KEY = 'rescue' satisfies JsonKey
export const GENERATION_KEY = 'generation'

/** Rows of these never change once written, so a backup of the same history has them as they are. */
const neverChanged = new Set(['edit_sessions', 'draft_fields', 'edits', 'ledger'])
/** Of the rest, what may be taken from a backup: what is sent or shown again does no harm by being older. */
const fromBackup = new Set([
  'hubs',
  'occupations',
  'programmes',
  'batches',
  'tasks',
  'task_contents',
  'submissions',
  'submission_contents',
  'files',
  'task_files',
  'submission_files',
  'files_at_hubs',
  'billing_profile',
  'customers',
  'invoices',
  'invoice_tasks',
  'payments',
  'draft_branches',
  'version_names',
  'draft_choices',
])
/** What can be let go by itself, as `copyAll` names it. */
const RECEIPT = 'submissions.receipt'
/** Put together anew by `rescueEdits`. */
const rebuilt = new Set(['edits', 'checkpoints'])

type Options = {
  readonly folder: string
  readonly at: number
  /** Which history the store had, as far as it is known beside it. */
  readonly generation: string | undefined
  readonly newGeneration: string
  /** In words, what of the store is gone because an older one stands there: without its log, or put back by another program. */
  readonly older: string | undefined
}

/**
 * Builds a new store from every row of a damaged one that can be read, and plans that it takes its place. The damaged
 * store is left as it is until then, and kept aside afterwards. What a backup of the same history still has fills the
 * gaps. Only for who holds the lock and has nothing open.
 * @throws when the disk is full, or cannot be written: then nothing of it is left, so that it takes no room
 */
export function rescueStore(options: Options): RescueView {
  const opened: Database.Database[] = []
  try {
    return buildRescued(options, (db) => {
      opened.push(db)
      return db
    })
  } catch (error) {
    for (const db of opened) db.close()
    for (const end of ['work', 'rescue', 'empty']) dropStore(join(options.folder, `desk.db.${end}`))
    throw error
  }
}

/** @param keep is given all that is opened, so that it can be closed */
function buildRescued(
  { folder, at, generation, newGeneration, older }: Options,
  keep: (db: Database.Database) => Database.Database,
): RescueView {
  const store = join(folder, 'desk.db')
  const work = join(folder, 'desk.db.work')
  const target = join(folder, 'desk.db.rescue')
  const kept = freeBackupPath(folder, at, 'damaged')
  const empty = join(folder, 'desk.db.empty')
  for (const path of [work, target, empty]) dropStore(path)
  // The copy is worked on; what is kept is the file as it was found.
  const [, lostOfLog] = ['', '-wal'].map((suffix) =>
    existsSync(`${store}${suffix}`) ? copyReadable(`${store}${suffix}`, `${work}${suffix}`) : 0,
  )

  const donors = newestByNow(listBackups(folder), at)
  makeEmpty(empty)
  const opened = existsSync(work) ? openDamaged(work, [...donors.map(({ path }) => path), empty]) : undefined
  const damaged = opened && keep(opened.db)
  const version = damaged === undefined ? NEWEST_VERSION : versionOf(damaged)
  if (damaged !== undefined) tryRead(() => mendSchema(damaged, version))
  closeSync(openSync(target, 'w', 0o600))
  const fresh = keep(new Database(target))
  fresh.pragma('synchronous = OFF')
  fresh.pragma('foreign_keys = OFF')
  migrate(fresh, version)
  const backup = openSameHistory(donors, (damaged && generationOf(damaged)) ?? generation, version)
  if (backup !== undefined) keep(backup)
  const soundness =
    damaged === undefined ? { sound: false, tables: new Set<string>(), unnamed: true } : checkStore(damaged)
  const isOlder = damaged === undefined || older !== undefined || (lostOfLog ?? 0) > 0
  const { counts, letGo } = fresh.transaction(() => copyAll(fresh, damaged, backup, soundness.tables, isOlder))()
  const words = rescueToWords(counts, soundness.unnamed)
  const view: RescueView = {
    at,
    path: kept,
    rescued: words.rescued,
    missing: damaged === undefined ? ['Everything that was in the file: no part of it could be read.'] : words.missing,
  }
  view.missing.push(...letGoTexts(letGo))
  if (lostOfLog !== undefined && lostOfLog > 0) view.missing.unshift(lostLogText(store, 'cannot be read to its end'))
  else if (older !== undefined) view.missing.unshift(older)
  if (damaged === undefined && backup !== undefined) view.rescued.unshift('What the newest backup has:')
  putMeta(fresh, GENERATION_KEY, newGeneration)
  putMeta(fresh, RESCUE_KEY, JSON.stringify(view))
  migrate(fresh)
  adoptWays(fresh)
  // Whatever the hub knows comes again, and the words of all tasks are indexed anew.
  fresh.exec('UPDATE hubs SET cursor = 0, whole_to = 0; UPDATE tasks SET indexed = 0')
  // What its receipt has proven is proven anew when that comes.
  fresh.exec('UPDATE submissions SET verified = NULL WHERE receipt IS NULL')
  damaged?.close()
  backup?.close()
  fresh.close()
  flushSync(target)
  for (const path of [work, empty]) dropStore(path)
  planReplacement(folder, { from: basename(target), aside: basename(kept), consume: true, generation: newGeneration })
  return view
}

/**
 * @param isOlder what was done last is not in it
 * @returns what became of each table, and how many values were let go by themselves, as `table.column`
 */
function copyAll(
  fresh: Database.Database,
  damaged: Database.Database | undefined,
  backup: Database.Database | undefined,
  damagedTables: ReadonlySet<string>,
  isOlder: boolean,
): { counts: Map<string, TableCount>; letGo: Map<string, number> } {
  const counts = new Map<string, TableCount>()
  const letGo = new Map<string, number>()
  const tables = tableNames(fresh).filter((name) => !name.startsWith('task_words'))
  const dropped = new Map<string, number>()
  const failed = new Set<string>(damagedTables)
  for (const table of tables.filter((name) => !rebuilt.has(name))) {
    const all = damaged === undefined || neverChanged.has(table)
    const sources = all ? [backup, damaged] : [damaged, fromBackup.has(table) ? backup : undefined]
    for (const source of sources) {
      if (source === undefined) continue
      const copied = copyTable(fresh, source, table)
      if (source !== damaged) continue
      for (const [column, n] of copied.letGo) letGo.set(`${table}.${column}`, n)
      if (!copied.isWhole) failed.add(table)
    }
  }
  if (letGo.has('tasks.rate')) reviveRates(fresh)
  if (backup !== undefined && letGo.has(RECEIPT))
    letGo.set(RECEIPT, (letGo.get(RECEIPT) ?? 0) - reviveReceipts(fresh, backup))
  if (damaged !== undefined) reviveParents(fresh, damaged)
  const edits = rescueEdits(
    fresh,
    [backup, damaged].filter((source) => source !== undefined),
  )
  if (damaged !== undefined) queueAgain(fresh, damaged)
  if (isOlder) holdBack(fresh)
  if (columnsOf(fresh, 'submissions').some(({ name }) => name === 'content_no')) {
    mendUnsentWork(fresh, backup)
    nameFilesAgain(fresh)
  }
  for (const [table, n] of dropWhatRefersToNothing(fresh)) dropped.set(table, n)
  dropped.set('outbox', (dropped.get('outbox') ?? 0) + dropLostWork(fresh))
  for (const table of tables.filter((name) => !rebuilt.has(name))) {
    const kept = countOf(fresh, table) ?? 0
    const expected = Math.max(0, ...[damaged, backup].map((source) => (source && expectedOf(source, table)) ?? 0))
    const lost = Math.max(0, expected - kept, dropped.get(table) ?? 0)
    counts.set(table, { kept, lost, uncertain: failed.has(table) })
  }
  const uncertain = edits.uncertain || failed.has('edits')
  counts.set('edits', { ...edits, lost: edits.lost + (dropped.get('edits') ?? 0), uncertain })
  return { counts, letGo }
}

/**
 * Rows are added where there is none yet. One that holds no JSON where it should is as good as one that cannot be read, but
 * for a column that it can do without.
 * @returns whether all of the table could be read, and of which such columns how many rows were kept without
 */
function copyTable(
  fresh: Database.Database,
  source: Database.Database,
  table: string,
): { isWhole: boolean; letGo: Map<string, number> } {
  const columns = columnsOf(fresh, table)
  const names = columns.map(({ name }) => name)
  const keyed = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk)
  const add = fresh.prepare(
    `INSERT OR IGNORE INTO "${table}" (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
  )
  const key = keyed.map(({ name }) => name)
  const letGo = new Map<string, number>()
  const isWhole = readRows(source, { table, columns: names, key }, (row: Row) => {
    const state = rowState(table, row)
    if (state === 'unreadable') return
    const without = state === 'readable' ? [] : state.withoutOptional
    try {
      const { changes } = add.run(
        without.length === 0 ? row : { ...row, ...Object.fromEntries(without.map((name) => [name, null])) },
      )
      if (changes > 0) for (const name of without) letGo.set(name, (letGo.get(name) ?? 0) + 1)
    } catch (error) {
      // A row whose values no table of this kind would take is damage too; it is missing in the count.
      if (!(error instanceof Database.SqliteError) || !/CONSTRAINT|MISMATCH/.test(error.code)) throw error
    }
  })
  return { isWhole, letGo }
}

/** A row that refers to one that is gone would break the store; it stays in the damaged file. */
function dropWhatRefersToNothing(db: Database.Database): Map<string, number> {
  const dropped = new Map<string, number>()
  for (;;) {
    const violations = db
      .prepare<[], { table: string; rowid: number | null; parent: string; fkid: number }>('PRAGMA foreign_key_check')
      .all()
    if (violations.length === 0) return dropped
    let deleted = 0
    for (const { table, fkid } of uniqueKeys(violations)) {
      const link = db
        .prepare<[], { id: number; from: string; to: string; table: string }>(`PRAGMA foreign_key_list("${table}")`)
        .all()
        .find(({ id }) => id === fkid)
      if (link === undefined) continue
      const { changes } = db
        .prepare(
          `DELETE FROM "${table}" WHERE "${link.from}" IS NOT NULL AND "${link.from}" NOT IN (SELECT "${link.to}" FROM "${link.table}")`,
        )
        .run()
      dropped.set(table, (dropped.get(table) ?? 0) + changes)
      deleted += changes
    }
    if (deleted === 0) throw new Error('a rescued store still has rows that refer to nothing')
  }
}

function uniqueKeys(rows: readonly { table: string; fkid: number }[]): { table: string; fkid: number }[] {
  return [...new Map(rows.map((row) => [`${row.table} ${row.fkid}`, row])).values()]
}

/** How many rows a table had: counted by whichever of its trees can be read, or by its running number. */
function expectedOf(db: Database.Database, table: string): number {
  const ways = [`SELECT count(*) AS n FROM "${table}"`, `SELECT count(*) AS n FROM "${table}" NOT INDEXED`]
  if (table === 'ledger') ways.push('SELECT max(seq) AS n FROM ledger')
  return Math.max(0, ...ways.map((sql) => tryRead(() => db.prepare<[], { n: number | null }>(sql).get()?.n) ?? 0))
}

function countOf(db: Database.Database, table: string): number | undefined {
  return db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM "${table}"`).get()?.n
}

function columnsOf(db: Database.Database, table: string): { name: string; pk: number }[] {
  return db.prepare<[], { name: string; pk: number }>(`PRAGMA table_info("${table}")`).all()
}

/** The version whose columns the store has; of several that fit as well, the one the file says. */
function versionOf(db: Database.Database): number {
  const said = tryRead(() => Number(db.pragma('user_version', { simple: true }))) ?? 0
  const found = namesOf(db)
  const distanceTo = (version: number): number => {
    const probe = new Database(':memory:')
    migrate(probe, version)
    const expected = namesOf(probe)
    probe.close()
    const shared = [...found].filter((name) => expected.has(name)).length
    return found.size + expected.size - 2 * shared
  }
  const all = Array.from({ length: NEWEST_VERSION }, (_, i) => NEWEST_VERSION - i)
  const distances = new Map(all.map((version) => [version, distanceTo(version)]))
  const least = Math.min(...distances.values())
  return [said, ...all].find((version) => distances.get(version) === least) ?? NEWEST_VERSION
}

/** The columns of all tables that can be read, as `table.column`. */
function namesOf(db: Database.Database): Set<string> {
  const columns = (table: string): string[] => columnsOf(db, table).map(({ name }) => `${table}.${name}`)
  return new Set(tableNames(db).flatMap((table) => tryRead(() => columns(table)) ?? []))
}

function generationOf(db: Database.Database): string | undefined {
  return tryRead(
    () => db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(GENERATION_KEY)?.value,
  )
}

/**
 * The newest backup that is of the same history and make; one of another history would mix two texts. One that cannot be
 * read, of whatever kind, must not keep the store from being rescued.
 */
function openSameHistory(
  backups: readonly { path: string }[],
  generation: string | undefined,
  version: number,
): Database.Database | undefined {
  if (generation === undefined) return undefined
  for (const { path } of backups) {
    let db: Database.Database | undefined
    try {
      db = new Database(path, { readonly: true, fileMustExist: true })
      const fits = generationOf(db) === generation && Number(db.pragma('user_version', { simple: true })) === version
      if (fits && checkStore(db).sound) return db
    } catch (error) {
      if (!(error instanceof Database.SqliteError || isUnreadable(error))) throw error
    }
    db?.close()
  }
  return undefined
}

/** A store in which nothing is yet: it has the names of all tables. */
function makeEmpty(path: string): void {
  closeSync(openSync(path, 'w', 0o600))
  const db = new Database(path)
  try {
    migrate(db)
  } finally {
    db.close()
  }
}

function putMeta(db: Database.Database, key: string, value: string): void {
  db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(key, value)
}

function dropStore(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true })
}
