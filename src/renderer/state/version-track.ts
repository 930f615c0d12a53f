import type { Branch, RunEdit, Timeline, TimelineMark } from '../../shared/contract/desk-versions.ts'
import {
  type Field,
  type FieldValue,
  isKnownField,
  isLoggedAsText,
  isStructuredField,
} from '../../shared/domain/fields.ts'
import { type NameOf, namesIn } from '../../shared/rules/structure-names.ts'
import { loggedToReadable } from '../../shared/rules/structure-readable.ts'
import type { Desk } from '../client/desk.ts'

/** A text or document of the task whose versions can be looked at. */
export type TrackField = {
  readonly key: string
  readonly label: string
  readonly isStructured: boolean
  /** What its document calls by an id or a key. */
  readonly nameOf?: NameOf
}

export type TrackMark = Pick<TimelineMark, 'kind' | 'label' | 'id' | 'at'> & { readonly position: number }

/** One version as it is shown. */
export type Shown = {
  readonly position: number
  /** As a person reads it. */
  readonly text: string
  /** As the log has it, by field: what restoring puts back. */
  readonly logged: Readonly<Record<string, string>>
  readonly at: number | undefined
}

/**
 * What the slider moves along: the edits of one field, or the points of all fields in the order they came. Texts come
 * from the core, one version at a time.
 */
export type VersionTrack = {
  readonly taskId: string
  readonly fields: readonly TrackField[]
  /** Newest position; 0 is before the first word. */
  readonly newest: number
  readonly marks: readonly TrackMark[]
  /** Length of the text at some positions. */
  readonly curve: readonly { readonly position: number; readonly length: number }[]
  /** Of one field; the first is the way it was begun in. */
  readonly branches: readonly Branch[]
  readonly branch: number | undefined
  show(position: number): Promise<Shown>
  /** Edits from a position on, for a replay; of one field only. */
  run?: (from: number) => Promise<{ edits: readonly RunEdit[]; next: number }>
}

/**
 * The fields that have versions, in their order.
 * @param values of the task as they are now, which have the names of what is marked
 */
export function trackFields(
  fields: readonly Field[],
  values: Readonly<Record<string, FieldValue | null>>,
): TrackField[] {
  return fields.flatMap((field): TrackField[] => {
    if (!isKnownField(field) || !isLoggedAsText(field)) return []
    const { key, label } = field
    return [
      isStructuredField(field)
        ? { key, label, isStructured: true, nameOf: namesIn(field, values) }
        : { key, label, isStructured: false },
    ]
  })
}

type Versions = Desk['versions']

/** @returns undefined where nothing was written yet */
export async function openFieldTrack(
  versions: Versions,
  taskId: string,
  field: TrackField,
  branch?: number,
): Promise<VersionTrack | undefined> {
  const place = { taskId, field: field.key, ...(branch === undefined ? {} : { branch }) }
  const timeline = await known(versions.timeline(place))
  if (timeline === undefined) return undefined
  return {
    taskId,
    fields: [field],
    newest: timeline.versions,
    marks: timeline.marks.map(({ version, ...mark }) => ({ ...mark, position: version })),
    curve: timeline.points.map(({ version, length }) => ({ position: version, length })),
    branches: timeline.branches,
    branch: timeline.branch,
    show: async (position) => {
      const { text, at } = await versions.at({ ...place, branch: timeline.branch, version: position })
      return { position, at, text: readable(field, text), logged: { [field.key]: text } }
    },
    run: async (from) => versions.run({ ...place, branch: timeline.branch, from }),
  }
}

/** All fields together. @returns undefined where nothing was written yet */
export async function openTaskTrack(
  versions: Versions,
  taskId: string,
  fields: readonly TrackField[],
): Promise<VersionTrack | undefined> {
  const found = await Promise.all(fields.map(({ key }) => known(versions.timeline({ taskId, field: key }))))
  const written = fields.flatMap((field, i) => {
    const timeline = found[i]
    return timeline === undefined ? [] : [{ field, timeline }]
  })
  if (written.length === 0) return undefined
  const points = mergePoints(written.map(({ timeline }) => timeline))
  const positionOf = (of: number, { version, at }: TimelineMark): number => {
    const own = written[of]?.timeline.points.findLast((point) => point.version <= version)?.version
    const before = points.find((point) => point.of === of && point.versions[of] === own)
    const order = Math.max(at, before?.order ?? at)
    return points.findLastIndex((point) => point.order <= order) + 1
  }
  return {
    taskId,
    fields,
    newest: points.length,
    marks: written
      .flatMap(({ timeline }, of) => timeline.marks.map((mark) => ({ mark, position: positionOf(of, mark) })))
      .filter(isFirstOfItsKind())
      .map(({ mark: { version: _version, ...mark }, position }) => ({ ...mark, position }))
      .toSorted((a, b) => a.position - b.position),
    curve: points.map(({ lengths }, i) => ({ position: i + 1, length: lengths.reduce((a, b) => a + b, 0) })),
    branches: [],
    branch: undefined,
    show: async (position) => {
      const point = points[position - 1]
      const parts = await Promise.all(
        written.map(async ({ field, timeline: { branch } }, i) => {
          const version = point?.versions[i] ?? 0
          const { text } = await versions.at({ taskId, field: field.key, branch, version })
          return { field, text }
        }),
      )
      return {
        position,
        at: point?.at,
        text: parts.map(({ field, text }) => `${field.label}\n\n${readable(field, text)}`).join('\n\n\n'),
        logged: Object.fromEntries(parts.map(({ field, text }) => [field.key, text])),
      }
    },
  }
}

/** What the log has of a field, as a person reads it. */
export function readable({ isStructured, nameOf }: TrackField, text: string): string {
  return isStructured ? loggedToReadable(text, nameOf) : text
}

/** What happened to the whole task stands in the timeline of each field and is shown once. */
function isFirstOfItsKind(): (one: { readonly mark: TimelineMark }) => boolean {
  const seen = new Set<string>()
  return ({ mark: { kind, id, at } }) => {
    const name = `${kind} ${id ?? at}`
    if (seen.has(name)) return false
    seen.add(name)
    return true
  }
}

type TaskPoint = {
  readonly at: number
  /** The time by which it stands in the order. */
  readonly order: number
  /** The field that was written in. */
  readonly of: number
  readonly versions: readonly number[]
  readonly lengths: readonly number[]
}

/**
 * The points of several fields in the order of their time, each with how all fields stood. Where the clock was set back, a
 * field still goes from one version to the next: by its time alone what was written first would stand last.
 */
function mergePoints(timelines: readonly Timeline[]): TaskPoint[] {
  const events = timelines
    .flatMap(({ points }, of) => {
      let order = -Infinity
      return points.map((point) => {
        order = Math.max(order, point.at)
        return { ...point, of, order }
      })
    })
    .toSorted((a, b) => a.order - b.order || a.version - b.version)
  let versions = timelines.map(() => 0)
  let lengths = timelines.map(() => 0)
  return events.map(({ at, of, order, version, length }) => {
    versions = versions.with(of, version)
    lengths = lengths.with(of, length)
    return { at, of, order, versions, lengths }
  })
}

/** A field that nothing was written in has no timeline, which is no fault. */
async function known<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

function isNotFound(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'NOT_FOUND'
}
