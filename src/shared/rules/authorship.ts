import type { EditOrigin, EditSource } from '../contract/desk-drafts.ts'
import type { Authorship, FieldAuthorship, WritingSession } from '../domain/authorship.ts'
import { changeParts } from './change-parts.ts'
import { createRuns, type Run, type RunOrigin } from './origin-runs.ts'

/** One edit of the log as far as this wants to know it. */
export type AuthorshipEdit = {
  readonly origin: EditOrigin
  readonly source?: EditSource | undefined
  readonly at: number
  /** `ChangeSet.toJSON` */
  readonly changes: unknown
}

export type AuthorshipFold = {
  /** Edits of one field in the order of its log; those of several fields as they came in time. */
  add(field: string, edit: AuthorshipEdit): void
  /** @param countedIn of a field the places of its text that count; the whole text where it is left out */
  result(countedIn?: (field: string, text: string) => readonly (readonly [number, number])[] | undefined): Authorship
  text(field: string): string
}

type Deleted = { text: string; runs: Run[]; at: number }
type FieldState = {
  readonly runs: ReturnType<typeof createRuns>
  /** Deletions next to each other are one, because that is how they are undone. */
  readonly gone: Deleted[]
  goneAt: number
}

/** A break in writing that begins a new session. */
export const SESSION_BREAK_MS = 30 * 60_000
/** Words that come back within this time after they were taken out are the same words, moved. */
const MOVE_MS = 10 * 60_000
/** One letter that goes and comes again says nothing. */
const MOVE_CHARACTERS = 2
const REMEMBERED = 200
const MOST_SESSIONS = 500

/**
 * Walks over a log of edits and keeps of each character of the text how it came. What is moved or brought back by undo
 * stays what it was before: words that were once pasted cannot become typed ones by being cut and put in again.
 */
export function createAuthorshipFold(): AuthorshipFold {
  const fields = new Map<string, FieldState>()
  const cuts: Deleted[] = []
  const sessions: { from: number; to: number; edits: number; entered: number }[] = []

  function stateOf(field: string): FieldState {
    let state = fields.get(field)
    if (state === undefined) {
      state = { runs: createRuns(), gone: [], goneAt: -1 }
      fields.set(field, state)
    }
    return state
  }

  function addToSession(at: number, entered: number): void {
    const last = sessions.at(-1)
    // A clock that was set back does not begin a new session.
    if (last === undefined || at - last.to > SESSION_BREAK_MS) {
      sessions.push({ from: at, to: at, edits: 1, entered })
      return
    }
    last.to = Math.max(last.to, at)
    last.edits += 1
    last.entered += entered
  }

  function remember(state: FieldState, at: number, from: number, taken: Run[]): void {
    const text = textOf(taken)
    const last = state.gone.at(-1)
    if (text.length >= MOVE_CHARACTERS) push(cuts, { text, runs: taken, at })
    if (last !== undefined && from + text.length === state.goneAt) {
      last.text = text + last.text
      last.runs = [...taken, ...last.runs]
    } else if (last !== undefined && from === state.goneAt) {
      last.text += text
      last.runs = [...last.runs, ...taken]
    } else {
      push(state.gone, { text, runs: taken, at })
    }
    state.goneAt = from
  }

  /** What these words were before they went; undefined where they were not there. */
  function earlier(state: FieldState, { origin, at }: AuthorshipEdit, text: string): Run[] | undefined {
    if (origin === 'pasted' || origin === 'dropped') {
      if (text.length < MOVE_CHARACTERS) return undefined
      const cut = cuts.findLast((one) => (one.text === text || turned(one.text) === text) && at - one.at <= MOVE_MS)
      if (cut === undefined) return undefined
      const runs = cut.text === text ? cut.runs : turnedRuns(cut)
      return runs.map((run) => ({ ...run, origin: run.origin === 'typed' ? 'moved' : run.origin }))
    }
    if (origin !== 'undone' && origin !== 'redone') return undefined
    for (const { text: gone, runs } of state.gone.toReversed()) {
      const place = gone.indexOf(text)
      if (place >= 0) return cutOut(runs, place, text.length)
    }
    return undefined
  }

  return {
    add: (field, edit) => {
      const state = stateOf(field)
      const insertions: { at: number; text: string }[] = []
      let position = 0
      let entered = 0
      const before = state.runs
      for (const part of changeParts(edit.changes)) {
        if (part.kind === 'keep') {
          position += part.length
          continue
        }
        if (part.deleted > 0) remember(state, edit.at, position, before.take(position, part.deleted))
        if (part.inserted === '') continue
        entered += part.inserted.length
        insertions.push({ at: position, text: part.inserted })
        before.put(position, [{ origin: originOf(edit), text: part.inserted }])
        position += part.inserted.length
        // What is typed between two deletions parts them.
        if (part.deleted === 0) state.goneAt = -1
      }
      // Only now is known all that went: a passage that is dragged may come before the place that it leaves.
      for (const { at, text } of insertions) {
        const known = earlier(state, edit, text)
        if (known === undefined) continue
        before.take(at, text.length)
        before.put(at, known)
      }
      addToSession(edit.at, entered)
    },
    text: (field) => fields.get(field)?.runs.text() ?? '',
    result: (countedIn) => ({
      authorship: 1,
      fields: Object.fromEntries(
        [...fields].map(([field, { runs }]) => [field, countRuns(runs.all(), countedIn?.(field, runs.text()))]),
      ),
      sessions: fewer(sessions).map(
        ({ from, to, edits, entered }): WritingSession => ({ from, lengthMs: to - from, edits, entered }),
      ),
    }),
  }
}

/** A line that changes places with its neighbour leaves its line break on the other side. */
function turned(text: string): string {
  return text.startsWith('\n') ? `${text.slice(1)}\n` : text.endsWith('\n') ? `\n${text.slice(0, -1)}` : text
}

function turnedRuns({ text, runs }: Deleted): Run[] {
  const at = text.startsWith('\n') ? 1 : text.length - 1
  return [...cutOut(runs, at, text.length - at), ...cutOut(runs, 0, at)]
}

function originOf({ origin, source }: AuthorshipEdit): RunOrigin {
  switch (origin) {
    case 'pasted':
    case 'dropped':
      return source?.kind ?? 'unknown'
    case 'undone':
    case 'redone':
    case 'restored':
      return 'restored'
    case 'set':
      return 'set'
    default:
      return 'typed'
  }
}

function push(list: Deleted[], one: Deleted): void {
  list.push(one)
  if (list.length > REMEMBERED) list.shift()
}

function textOf(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('')
}

function cutOut(runs: readonly Run[], from: number, length: number): Run[] {
  const cut: Run[] = []
  let position = 0
  for (const { origin, text } of runs) {
    const start = Math.max(0, from - position)
    const end = Math.min(text.length, from + length - position)
    if (start < end) cut.push({ origin, text: text.slice(start, end) })
    position += text.length
  }
  return cut
}

function countRuns(runs: readonly Run[], places: readonly (readonly [number, number])[] | undefined): FieldAuthorship {
  const counts: Record<RunOrigin, number> = {
    typed: 0,
    material: 0,
    draft: 0,
    outside: 0,
    unknown: 0,
    moved: 0,
    restored: 0,
    set: 0,
  }
  let position = 0
  let next = 0
  for (const { origin, text } of runs) {
    const end = position + text.length
    if (places === undefined) counts[origin] += text.length
    else {
      for (; next < places.length; next++) {
        const [from, to] = places[next] ?? [0, 0]
        counts[origin] += Math.max(0, Math.min(end, to) - Math.max(position, from))
        if (to > end) break
      }
    }
    position = end
  }
  const { typed, material, draft, outside, unknown, moved, restored, set } = counts
  const length = Object.values(counts).reduce((sum, one) => sum + one, 0)
  return { length, typed, pasted: { material, draft, outside, unknown }, moved, restored, set }
}

/** Neighbours are put together until there are few enough. */
function fewer<T extends { from: number; to: number; edits: number; entered: number }>(sessions: readonly T[]): T[] {
  let list = [...sessions]
  while (list.length > MOST_SESSIONS) {
    list = list.flatMap((one, i): T[] => {
      const other = list[i + 1]
      if (i % 2 === 1) return []
      if (other === undefined) return [one]
      return [{ ...one, to: other.to, edits: one.edits + other.edits, entered: one.entered + other.entered }]
    })
  }
  return list
}
