import { isJson } from './stored-json.ts'

/**
 * What can be saved of one field's log of edits when some of its rows cannot be read. A change set names the length of
 * the text it was made for, so whether two edits follow on each other shows without their texts.
 */

export type LogRow = { readonly version: number; readonly change: string }
export type TextAt = { readonly version: number; readonly text: string }

/** In which order the edits go into the new log. A bridge stands where rows are missing. */
export type LogRescue = {
  /** Rows by their old version, in their new order; numbered from 0. */
  readonly rows: readonly ({ readonly from: number } | { readonly bridge: string })[]
  /** Checkpoints that stay true, with their new version. */
  readonly checkpoints: readonly TextAt[]
  /** Edits that were there and are not in the new log. */
  readonly lost: number
}

/** A field that is not text: each edit is the whole value, so the holes are closed up. */
export function planValueRescue(rows: readonly LogRow[]): LogRescue {
  const sound = rows.filter(({ change }) => isJson(change))
  const newest = rows.at(-1)?.version ?? -1
  return {
    rows: sound.map(({ version }) => ({ from: version })),
    checkpoints: [],
    lost: newest + 1 - sound.length,
  }
}

/**
 * A text: the edits from the beginning as far as they follow on each other. Where a checkpoint lies beyond the hole,
 * one edit puts its text there, and the edits after it follow.
 * @param rows that could be read, by version
 * @param checkpoints that could be read, by version
 */
export function planTextRescue(rows: readonly LogRow[], checkpoints: readonly TextAt[]): LogRescue {
  const byVersion = new Map(rows.map((row) => [row.version, row]))
  const newest = Math.max(-1, ...rows.slice(-1).map((row) => row.version), ...checkpoints.map((c) => c.version - 1))
  const first = follow(byVersion, 0, 0)
  const bridge = checkpoints
    .filter(({ version }) => version > first.end)
    .map((checkpoint) => ({ checkpoint, run: follow(byVersion, checkpoint.version, checkpoint.text.length) }))
    .toSorted((a, b) => b.run.end - a.run.end || a.checkpoint.version - b.checkpoint.version)[0]
  const kept = range(0, first.end).map((from) => ({ from }))
  // A checkpoint whose text is not as long as the edits before it make it was hurt itself; the edits tell its text.
  const whole = checkpoints.filter(({ version, text }) => version > 0 && first.lengths[version] === text.length)
  if (bridge === undefined) return { rows: kept, checkpoints: whole, lost: newest + 1 - first.end }
  const { checkpoint, run } = bridge
  const jump = checkpoint.version - first.end - 1
  return {
    rows: [
      ...kept,
      { bridge: replaceAll(first.length, checkpoint.text) },
      ...range(checkpoint.version, run.end).map((from) => ({ from })),
    ],
    checkpoints: [...whole, { version: checkpoint.version - jump, text: checkpoint.text }],
    lost: newest + 1 - first.end - (run.end - checkpoint.version),
  }
}

type Run = { readonly end: number; readonly length: number; readonly lengths: readonly number[] }

/**
 * Follows the log from a version at which the text has `length` characters.
 * @returns the version it comes to, the length there, and the length at each version from `start` on
 */
function follow(rows: ReadonlyMap<number, LogRow>, start: number, length: number): Run {
  const lengths = [length]
  for (let end = start; ; end++) {
    const row = rows.get(end)
    const change = row === undefined ? undefined : lengthsAround(row.change)
    if (change === undefined || change.before !== length) return { end, length, lengths }
    length = change.after
    lengths.push(length)
  }
}

/** Lengths of the text before and after a change set (CodeMirror's `ChangeSet.toJSON`); undefined when damage made it none. */
function lengthsAround(json: string): { before: number; after: number } | undefined {
  let parts: unknown
  try {
    parts = JSON.parse(json)
  } catch {
    return undefined
  }
  if (!Array.isArray(parts)) return undefined
  let before = 0
  let after = 0
  for (const part of parts as readonly unknown[]) {
    const [length, ...lines]: readonly unknown[] = Array.isArray(part) ? part : [part]
    if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) return undefined
    if (!lines.every((line) => typeof line === 'string')) return undefined
    before += length
    after += Array.isArray(part) ? lines.join('\n').length : length
  }
  return { before, after }
}

/** Whether an edit is one of a text, and not the value of another field (a list of texts, say). */
export function isChangeSet(json: string): boolean {
  return json !== '[]' && lengthsAround(json) !== undefined
}

/** A change set that puts `text` in place of all there is. */
function replaceAll(length: number, text: string): string {
  return JSON.stringify([[length, ...(text === '' ? [] : text.split('\n'))]])
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i)
}
