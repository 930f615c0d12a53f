import type { Section, SectionRun, Segment } from '../domain/ledger.ts'

/** Cutting and joining of segments. Everything here keeps totals: of the time, and of each part of the task. */

/**
 * Cuts a segment in two after `ms`; what it divides into (`sections`) is cut with it.
 * @param ms more than 0 and less than the segment's length
 */
export function cutSegment(segment: Segment, ms: number): [Segment, Segment] {
  const at = segment.start + ms
  const first: Segment = { ...segment, end: at, ms }
  const second: Segment = { ...segment, start: at, ms: segment.ms - ms }
  if (segment.sections !== undefined) {
    const [before, after] = cutRuns(segment.sections, ms)
    first.sections = before
    second.sections = after
  }
  return [first, second]
}

/** Takes the last `ms` off a segment, in place. @returns what was taken off, undefined where it was all of it */
export function takeTail(segment: Segment, ms: number): Segment | undefined {
  if (ms >= segment.ms) return undefined
  const [head, tail] = cutSegment(segment, segment.ms - ms)
  Object.assign(segment, head)
  return tail
}

/** Lengthens a segment by another one that follows it, in place. */
export function joinSegment(segment: Segment, next: Segment): void {
  if (segment.sections !== undefined || next.sections !== undefined) {
    const runs = segment.sections ?? [{ section: 'other', ms: segment.ms }]
    for (const run of next.sections ?? [{ section: 'other', ms: next.ms }]) pushRun(runs, run)
    segment.sections = runs
  }
  segment.ms += next.ms
  segment.end = segment.start + segment.ms
}

/** How long somebody was at each part of a task, added up over segments. */
export function msBySection(segments: Iterable<Segment>): Map<Section, number> {
  const sums = new Map<Section, number>()
  for (const { sections, ms } of segments) {
    for (const run of sections ?? [{ section: 'other', ms }])
      sums.set(run.section, (sums.get(run.section) ?? 0) + run.ms)
  }
  return sums
}

function pushRun(runs: SectionRun[], run: SectionRun): void {
  const last = runs.at(-1)
  if (last?.section === run.section) last.ms += run.ms
  else runs.push({ ...run })
}

function cutRuns(runs: readonly SectionRun[], ms: number): [SectionRun[], SectionRun[]] {
  const before: SectionRun[] = []
  const after: SectionRun[] = []
  let left = ms
  for (const { section, ms: length } of runs) {
    const here = Math.min(left, length)
    if (here > 0) before.push({ section, ms: here })
    if (length > here) after.push({ section, ms: length - here })
    left -= here
  }
  return [before, after]
}
