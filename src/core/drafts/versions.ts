import { ChangeSet } from '@codemirror/state'
import type { Branch, PastEdit, RunEdit, Timeline, TimelineMark } from '../../shared/contract/desk-versions.ts'
import { SESSION_BREAK_MS } from '../../shared/rules/authorship.ts'
import { changeLengths } from '../../shared/rules/change-parts.ts'
import type { Store } from '../store/open-store.ts'
import { numberToOrigin, originToNumber } from './edit-origins.ts'
import { createTextReader } from './text-reader.ts'
import { parseStored } from '../store/stored-json.ts'

/** The timeline has about so many points of its own; marks are among them, too. */
const POINTS = 300
const MARKS = 80
/** A paste is worth a mark from this many characters on. */
const PASTE_CHARACTERS = 20
/** Undo goes back beyond the opening by so many edits, or fewer where they are large. */
const PAST_EDITS = 500
const PAST_CHARACTERS = 1_000_000
/** About how many characters of changes one message carries. */
const RUN_CHARACTERS = 1_000_000

export type Versions = {
  /** The row of a field in the way that is current, or in the one that is named; undefined where there is none. */
  rowOf(taskNo: number, field: string, branch?: number): number | undefined
  timeline(taskNo: number, field: string, row: number): Timeline
  at(row: number, version: number): { version: number; text: string; at?: number }
  run(row: number, from: number, count: number): { edits: RunEdit[]; next: number }
  past(row: number, version: number): { from: number; edits: PastEdit[] }
  /** The ways of a field; one without a row of its own while there is only one. */
  branches(taskNo: number, field: string): Branch[]
  /** How many edits each field of a task has, by the number of its row. */
  versionsNow(taskNo: number): Record<string, number>
}

/** Reads the log of edits as versions. Nothing here is stored: the same log always gives the same. */
export function createVersions(store: Store): Versions {
  const texts = createTextReader(store)

  function branches(taskNo: number, field: string): Branch[] {
    const rows = store.versions.branches(taskNo, field)
    if (rows.length > 0) {
      return rows.map(({ no, name, fromNo, fromVersion, madeAt, isCurrent }) => ({
        branch: no,
        name,
        isCurrent: isCurrent === 1,
        versions: store.drafts.version(no),
        ...(fromNo === null ? {} : { from: { branch: fromNo, version: fromVersion }, madeAt }),
      }))
    }
    const only = store.drafts.field(taskNo, field)
    if (only === undefined) return []
    return [{ branch: only.no, name: FIRST_WAY, isCurrent: true, versions: store.drafts.version(only.no) }]
  }

  /**
   * The version of a row that a submission was made of. Of an older submission it was not noted, and is guessed from the
   * wall clock.
   * @returns undefined where the submission was made of another way of the field
   */
  function sentVersion(row: number, id: string, finishedAt: number): number | undefined {
    const noted = store.versions.sentVersions(id)
    if (noted === undefined) return store.versions.versionAt(row, finishedAt)
    return (parseStored(noted) as Record<string, number>)[String(row)]
  }

  /** The version a field had when the work was handed in, and when it was decided about. */
  function deliveries(taskNo: number, row: number): TimelineMark[] {
    return store.submissions.ofTask(taskNo).flatMap(({ id, finishedAt, review, state }): TimelineMark[] => {
      const sent = sentVersion(row, id, finishedAt)
      if (sent === undefined) return []
      const marks: TimelineMark[] = [{ kind: 'sent', at: finishedAt, version: sent }]
      const decided: unknown = review === null ? undefined : parseStored(review)
      const reviewedAt =
        typeof decided === 'object' && decided !== null && 'reviewedAt' in decided
          ? Number(decided.reviewedAt)
          : undefined
      if (reviewedAt !== undefined && (state === 'returned' || state === 'accepted' || state === 'rejected')) {
        const then = Math.max(sent, store.versions.versionAt(row, reviewedAt))
        marks.push({ kind: state, at: reviewedAt, version: then })
      }
      return marks
    })
  }

  function names(taskNo: number, row: number): TimelineMark[] {
    return store.versions.names(taskNo).flatMap(({ id, name, at, versions }): TimelineMark[] => {
      const version = (parseStored(versions) as Record<string, number>)[String(row)]
      return version === undefined ? [] : [{ kind: 'name', id, label: name, at, version }]
    })
  }

  function marks(taskNo: number, row: number): TimelineMark[] {
    const begun = store.versions.beginnings(row, SESSION_BREAK_MS, MARKS)
    const large = store.versions.largest(row, [originToNumber('pasted'), originToNumber('dropped')], MARKS)
    const pasted = large.flatMap(({ version, wall, change }): TimelineMark[] => {
      const { inserted } = changeLengths(parseStored(change))
      if (inserted < PASTE_CHARACTERS) return []
      return [{ kind: 'pasted', version: version + 1, at: wall, label: String(inserted) }]
    })
    return [
      ...begun.map(({ version, wall }): TimelineMark => ({ kind: 'session', version, at: wall })),
      ...pasted,
      ...deliveries(taskNo, row),
      ...names(taskNo, row),
    ].toSorted((a, b) => a.version - b.version || a.at - b.at)
  }

  return {
    rowOf: (taskNo, field, branch) => {
      if (branch === undefined) {
        const found = store.drafts.field(taskNo, field)
        // Only a text has versions that can be gone to.
        return found?.kind === 'text' ? found.no : undefined
      }
      return branches(taskNo, field).find((one) => one.branch === branch)?.branch
    },
    branches,
    timeline: (taskNo, field, row) => {
      const versions = store.drafts.version(row)
      const step = Math.max(1, Math.ceil(versions / POINTS))
      const points = new Map(
        store.versions.points(row, step).map(({ version, wall, change }) => {
          const { newLength } = changeLengths(parseStored(change))
          return [version + 1, { version: version + 1, at: wall, length: newLength }]
        }),
      )
      return {
        branch: row,
        versions,
        points: [...points.values()].toSorted((a, b) => a.version - b.version),
        marks: marks(taskNo, row),
        branches: branches(taskNo, field),
      }
    },
    at: (row, wanted) => {
      const version = Math.min(wanted, store.drafts.version(row))
      const at = version === 0 ? undefined : store.versions.wallOf(row, version - 1)
      return { version, text: texts.stringAt(row, version), ...(at === undefined ? {} : { at }) }
    },
    run: (row, from, count) => {
      const edits: RunEdit[] = []
      let characters = 0
      for (const { wall, change } of store.versions.page(row, from, count)) {
        characters += change.length
        if (edits.length > 0 && characters > RUN_CHARACTERS) break
        edits.push({ at: wall, changes: parseStored(change) })
      }
      return { edits, next: from + edits.length }
    },
    past: (row, version) => {
      if (version > store.drafts.version(row)) return { from: version, edits: [] }
      const begin = Math.max(0, version - PAST_EDITS)
      const logged = store.drafts.logged(row, begin, version)
      let text = texts.at(row, begin)
      const edits: PastEdit[] = []
      const sizes: number[] = []
      for (const { wall, origin, change, anchor, head } of logged) {
        const changes = ChangeSet.fromJSON(parseStored(change))
        const inverse: unknown = changes.invert(text).toJSON()
        text = changes.apply(text)
        sizes.push(change.length + Math.max(0, changes.length - changes.newLength))
        edits.push({
          at: wall,
          origin: numberToOrigin(origin),
          changes: parseStored(change),
          inverse: inverse as PastEdit['inverse'],
          ...(anchor === null ? {} : { selection: { anchor, head: head ?? anchor } }),
        })
      }
      let first = edits.length
      for (let characters = 0; first > 0; first--) {
        characters += sizes[first - 1] ?? 0
        if (characters > PAST_CHARACTERS) break
      }
      return { from: begin + first, edits: edits.slice(first) }
    },
    versionsNow: (taskNo) =>
      Object.fromEntries(store.drafts.fields(taskNo).map(({ no }) => [String(no), store.drafts.version(no)])),
  }
}

/** What the way is called that was there before there was another one. */
export const FIRST_WAY = 'First way'
