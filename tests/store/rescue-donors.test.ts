import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRescue } from '../../src/core/api/backup-keeper.ts'
import { backupName } from '../../src/core/store/backup-files.ts'
import { openStore } from '../../src/core/store/open-store.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { AT } from '../support/core/test-store.ts'
import { copyStore, DAY_MS, draftTexts, makeFullStore, typeInto } from '../support/store/full-store.ts'
import { openAt } from '../support/store/open-at.ts'

const PAGE = 4096
const later = (): number => AT + 2 * DAY_MS

let template: string
let texts: Map<number, string>

beforeAll(() => {
  template = makeFullStore()
  texts = draftTexts(template, () => AT)
})
afterAll(removeTempFolders)

/** Hurts the first page, which holds the names of all tables, or only a page in the middle. */
function hurt(folder: string, which: 'first page' | 'other page'): void {
  const path = join(folder, 'desk.db')
  const bytes = readFileSync(path)
  if (which === 'first page') bytes.fill(0xa5, 0, PAGE)
  else bytes.fill(0xa5, PAGE * 20, PAGE * 21)
  writeFileSync(path, bytes)
}

function rescuedTexts(folder: string): Map<number, string> {
  const store = openAt(folder, later)
  expect(readRescue(store)?.rescued.join()).toMatch(/300 tasks/)
  store.close()
  return draftTexts(folder, later)
}

it('a rescue, which may take minutes, is told of before it begins, and an opening without one is not', () => {
  const folder = copyStore(template)
  const path = join(folder, 'desk.db')
  const told: number[] = []
  const open = (): void => {
    const opened = openStore(folder, { now: later, onRescue: () => void told.push(statSync(path).size) })
    if (!opened.ok) throw new Error(opened.error.text)
    opened.value.close()
  }
  open()
  expect(told).toEqual([])
  writeFileSync(path, '')
  open()
  expect(told).toEqual([0])
})

describe('a rescue looks to backups for help, and no backup keeps it from rescuing (K2, K5)', () => {
  it.each(['first page', 'other page'] as const)('when one is larger than memory takes in one piece: %s', (which) => {
    const folder = copyStore(template)
    mkdirSync(join(folder, 'backups'), { recursive: true })
    const large = join(folder, 'backups', 'desk-20260101T000000000Z-daily.db')
    writeFileSync(large, readFileSync(join(folder, 'desk.db')))
    // Sparse: it takes no room.
    truncateSync(large, 2 ** 31 + PAGE)
    hurt(folder, which)
    expect(rescuedTexts(folder)).toEqual(texts)
  })

  it.each(['first page', 'other page'] as const)('when one cannot be read at all: %s', (which) => {
    const folder = copyStore(template)
    mkdirSync(join(folder, 'backups', 'desk-20990101T000000000Z-daily.db'), { recursive: true })
    hurt(folder, which)
    expect(rescuedTexts(folder)).toEqual(texts)
  })

  it('when those of a clock that was a year ahead are newer by their names, and are of other histories', async () => {
    const folder = copyStore(template)
    const store = openAt(folder, () => AT)
    await store.backups.make('daily', AT)
    store.close()
    // What was set aside when backups were put back is kept for good.
    for (let n = 1; n <= 6; n++) {
      const aside = join(folder, 'backups', backupName(AT + 365 * DAY_MS + n, 'aside'))
      writeFileSync(aside, readFileSync(join(folder, 'desk.db')))
      const other = new Database(aside)
      other.prepare("UPDATE meta SET value = ? WHERE key = 'generation'").run(`before ${n}`)
      other.close()
    }
    writeFileSync(join(folder, 'desk.db'), '')
    expect(rescuedTexts(folder)).toEqual(texts)
  })

  it('and one that was made while the clock was ahead does not stand before those that were made since', async () => {
    const folder = copyStore(template)
    const store = openAt(folder, () => AT)
    await store.backups.make('daily', AT + 365 * DAY_MS)
    typeInto(store, 1, 100)
    await store.backups.make('daily', AT + DAY_MS)
    store.close()
    const now = draftTexts(folder, () => AT)
    writeFileSync(join(folder, 'desk.db'), '')
    expect(rescuedTexts(folder)).toEqual(now)
  })

  it('when the newest was set aside, with a log of writes of its own: first page', () => {
    const folder = copyStore(template)
    mkdirSync(join(folder, 'backups'), { recursive: true })
    // As it is when a backup was put back: the store before it, which is kept in its mode of writing.
    writeFileSync(join(folder, 'backups', 'desk-20990101T000000000Z-aside.db'), readFileSync(join(folder, 'desk.db')))
    hurt(folder, 'first page')
    expect(rescuedTexts(folder)).toEqual(texts)
  })
})
