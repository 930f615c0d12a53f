import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { readStoreState } from '../../src/core/store/store-state.ts'
import { filesOfDraft, fileToLabel, type Model, textOf } from './model.ts'
import type { SimDesk } from './sim-desk.ts'
import type { World } from './world.ts'

/** Disks that lose a part of the store while nobody has it open, where a seed has them. */

const PAGE = 4096
const WAL_HEADER = 32
const WAL_FRAME = 24 + PAGE

/**
 * Damages the store of a desk that is down.
 * Of one that was closed in good order only what shows at the next opening, which does not look through it.
 * @returns what was done to it, undefined where there was nothing to damage
 */
export function damage({ random, steps }: World, desk: SimDesk): string | undefined {
  return steps.aside(() => {
    const isClosed = readStoreState(desk.folder)?.closed === true
    const store = join(desk.folder, 'desk.db')
    const log = `${store}-wal`
    const kept = `${desk.folder}.older`
    if (random.chance(0.3)) {
      keepAside(store, kept)
      return undefined
    }
    // So that there is something of it in the store, as after weeks of work.
    if (!isClosed && random.chance(0.6)) settleLog(store)
    const pages = isClosed ? 0 : sizeOf(store) / PAGE
    const frames = framesToHurt(log)
    const kind = random.weighed({
      'log-gone': !isClosed && existsSync(log) ? 3 : 0,
      'log-hurt': !isClosed && frames > 0 ? 3 : 0,
      'page-gone': pages > 1 ? 12 : 0,
      'store-cut': pages > 2 ? 2 : 0,
      older: existsSync(kept) ? 6 : 0,
      gone: 1,
    })
    switch (kind) {
      case 'log-gone':
        dropLog(store)
        return 'its log of writes is gone'
      case 'log-hurt': {
        const frame = random.below(frames)
        zero(log, WAL_HEADER + frame * WAL_FRAME, WAL_FRAME)
        return `frame ${frame} of its log is zeros`
      }
      case 'page-gone': {
        const page = random.below(pages)
        zero(store, page * PAGE, PAGE)
        return `page ${page + 1} of ${pages} is zeros`
      }
      case 'store-cut': {
        const left = 1 + random.below(pages - 1)
        truncateSync(store, left * PAGE)
        return `of ${pages} pages ${left} are left`
      }
      case 'older':
        copyFileSync(kept, store)
        dropLog(store)
        return 'another program has put back an older store'
      case 'gone':
        rmSync(store)
        dropLog(store)
        return 'the store is gone'
    }
  })
}

/** Moves the log into the store and leaves it, empty, as SQLite does from time to time while it works. */
function settleLog(store: string): void {
  let writer: Database.Database | undefined
  let reader: Database.Database | undefined
  try {
    writer = new Database(store)
    writer.pragma('wal_checkpoint(TRUNCATE)')
    reader = new Database(store, { readonly: true })
    reader.prepare('SELECT count(*) FROM sqlite_schema').get()
  } catch {
    // Damaged already: it stays as it is.
  } finally {
    writer?.close()
    reader?.close()
  }
}

/** As a program does that backs up all of a computer. */
function keepAside(store: string, kept: string): void {
  if (sizeOf(store) === 0) return
  copyFileSync(store, kept)
  if (existsSync(`${store}-wal`)) copyFileSync(`${store}-wal`, `${kept}-wal`)
  try {
    const copy = new Database(kept)
    copy.pragma('wal_checkpoint(TRUNCATE)')
    copy.close()
  } catch {
    rmSync(kept, { force: true })
  }
}

function dropLog(store: string): void {
  for (const end of ['-wal', '-shm']) rmSync(`${store}${end}`, { force: true })
}

function zero(path: string, at: number, length: number): void {
  const fd = openSync(path, 'r+')
  try {
    writeSync(fd, Buffer.alloc(Math.min(length, fstatSync(fd).size - at)), 0, undefined, at)
  } finally {
    closeSync(fd)
  }
}

/**
 * How many frames of a log are known to have been on the disk: those before the last commit but one. Of what comes behind
 * nobody can tell whether it had been acknowledged, since frames go to the disk in any order until their commit is flushed.
 */
function framesToHurt(log: string): number {
  if (sizeOf(log) === 0) return 0
  const bytes = readFileSync(log)
  const salts = bytes.subarray(16, 24)
  const ends: number[] = []
  for (let frame = 0; WAL_HEADER + (frame + 1) * WAL_FRAME <= bytes.length; frame++) {
    const at = WAL_HEADER + frame * WAL_FRAME
    if (!bytes.subarray(at + 8, at + 16).equals(salts)) break
    if (bytes.readUInt32BE(at + 4) > 0) ends.push(frame + 1)
  }
  return (ends.at(-2) ?? 1) - 1
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/**
 * What may be lost by damage, and how: words and files only for older ones of the same draft, work that was sent as a whole,
 * and none of it without being told. From then on the model knows what the desk has left.
 * @param since when it was damaged
 */
export async function accept(model: Model, desk: SimDesk, since: number): Promise<string[]> {
  const { rescue } = await desk.client().backup.list({})
  const problems: string[] = []
  const lost = (what: string): void => {
    if (rescue === undefined || rescue.at < since || rescue.missing.length === 0)
      problems.push(`[K2] desk ${desk.name} lost ${what} without a word`)
  }
  for (const [key, expected] of model.texts) {
    const [name, taskId = ''] = key.split(' ')
    if (name !== desk.name) continue
    const { version, text } = await textOf(desk, taskId)
    if (text === expected.text || text === expected.maybe) continue
    lost(`words of ${taskId}: “${text}” instead of “${expected.text}”`)
    if (!expected.earlier.includes(text))
      problems.push(
        `[K2] desk ${desk.name} has “${text}” in ${taskId}, which never stood there: ${expected.earlier.join(' | ')}`,
      )
    model.texts.set(key, { ...expected, version, text, maybe: undefined })
  }
  for (const [key, attached] of model.attached) {
    const [name, taskId = ''] = key.split(' ')
    if (name !== desk.name) continue
    const labels = (await filesOfDraft(desk, taskId)).files.map(fileToLabel)
    if ([attached.sure, attached.maybe].some((one) => one !== undefined && String(one) === String(labels))) continue
    lost(`files of ${taskId}: ${labels.join(', ')} instead of ${attached.sure.join(', ')}`)
    if (!attached.earlier.some((one) => String(one) === String(labels)))
      problems.push(`[K2] desk ${desk.name} has ${labels.join(', ')} in ${taskId}, which never stood there`)
    attached.sure = labels
    attached.maybe = undefined
  }
  for (const click of model.clicks) {
    if (click.desk !== desk.name) continue
    click.mayHaveLeft = true
    if (click.fate === 'maybe') continue
    const state = desk.look((db) =>
      db
        .prepare<[string], string>('SELECT state FROM submissions WHERE id = ?')
        .pluck()
        .get(click.id ?? ''),
    )
    if (click.fate === 'sent' && (state === undefined || state === 'undone')) {
      lost(`the work ${click.marker}`)
      click.fate = 'maybe'
    }
    // What the store said before it was taken back counts again.
    if (click.fate === 'taken-back' && state !== 'undone') click.fate = 'maybe'
  }
  return problems
}
