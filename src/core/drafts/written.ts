import { setImmediate } from 'node:timers/promises'
import type { Authorship } from '../../shared/domain/authorship.ts'
import { createAuthorshipFold } from '../../shared/rules/authorship.ts'
import { structureWords } from '../../shared/rules/structure-words.ts'
import type { Store } from '../store/open-store.ts'
import { numberToOrigin, textToSource } from './edit-origins.ts'
import { parseStored } from '../store/stored-json.ts'

/** So many edits are read before everything else has its turn. */
const SLICE = 2_000

type Stretch = { row: number; from: number; to: number }
type Row = ReturnType<Store['versions']['page']>[number]

/**
 * How the fields of a task were written, from the whole log of the way that is current. Reads in slices, so that keys
 * are saved meanwhile; what is written meanwhile is not in it.
 * @param keys the fields that count, and whether their text is a document
 */
export async function readAuthorship(
  store: Store,
  taskNo: number,
  keys: ReadonlyMap<string, { isStructured: boolean }>,
): Promise<Authorship> {
  const fold = createAuthorshipFold()
  const isBefore = createOrder(store)
  const readers = store.drafts
    .fields(taskNo)
    .filter(({ field, kind }) => kind === 'text' && keys.has(field))
    .map(({ no, field }) => ({ field, next: createReader(store, ancestry(store, taskNo, field, no)) }))
    .map(({ field, next }) => ({ field, next, row: next() }))
  for (let n = 1; ; n++) {
    const waiting = readers.filter(({ row }) => row !== undefined)
    const [first] = waiting
    if (first === undefined) break
    // Edits of all fields in the order of time: what is cut out of one field may be put into another.
    const earliest = waiting.reduce((a, b) => (isBefore(b.row, a.row) ? b : a), first)
    const { row } = earliest
    if (row === undefined) break
    fold.add(earliest.field, {
      origin: numberToOrigin(row.origin),
      source: textToSource(row.source),
      at: row.wall,
      changes: parseStored(row.change),
    })
    earliest.row = earliest.next()
    if (n % SLICE === 0) await setImmediate()
  }
  return fold.result((field, text) => (keys.get(field)?.isStructured === true ? structureWords(text) : undefined))
}

/**
 * Whether an edit was made before another one, by boot and monotonic clock. By the wall clock, one edit that was made while
 * it ran ahead would hold up all edits behind it in its field.
 */
function createOrder(store: Store): (a: Row | undefined, b: Row | undefined) => boolean {
  const boots = new Map<number, number>()
  const bootOf = ({ sessionNo }: Row): number => {
    const boot = boots.get(sessionNo) ?? store.versions.bootOf(sessionNo)
    boots.set(sessionNo, boot)
    return boot
  }
  return (a, b) => {
    if (a === undefined || b === undefined) return false
    const apart = bootOf(a) - bootOf(b)
    return apart < 0 || (apart === 0 && a.mono < b.mono)
  }
}

/** The stretches of logs that led to a way of a field, from the first on. */
function ancestry(store: Store, taskNo: number, field: string, no: number): Stretch[] {
  const branches = new Map(store.versions.branches(taskNo, field).map((branch) => [branch.no, branch]))
  const stretches: Stretch[] = []
  let row = no
  let to = store.drafts.version(no)
  for (;;) {
    const branch = branches.get(row)
    const parent = branch?.fromNo ?? null
    // The first edit of a way is the text that it began with, which its parent's log tells more of.
    stretches.unshift({ row, from: parent === null ? 0 : 1, to })
    if (branch === undefined || parent === null || stretches.length > branches.size) return stretches
    // Begun before the first word: nothing of its parent's log led to it.
    if (branch.fromVersion === 0) return stretches
    row = parent
    to = branch.fromVersion
  }
}

function createReader(store: Store, stretches: Stretch[]): () => Row | undefined {
  let page: Row[] = []
  let at = 0
  return () => {
    while (at >= page.length) {
      const [stretch] = stretches
      if (stretch === undefined) return undefined
      page = store.versions.page(stretch.row, stretch.from, Math.min(SLICE, stretch.to - stretch.from))
      at = 0
      stretch.from += page.length
      if (stretch.from >= stretch.to || page.length === 0) stretches.shift()
    }
    return page[at++]
  }
}
