import type { StripPiece } from '../contract/desk-time.ts'
import type { Section, Segment } from '../domain/ledger.ts'

/** Whether somebody at this part of a task reads rather than writes. */
export function isReading(section: Section): boolean {
  return section === 'brief' || section.startsWith('material:')
}

/**
 * Segments as a strip draws them: working time divided into what was read and what was written, in its order.
 * Totals stay as they are.
 */
export function segmentsToStrip(segments: Iterable<Segment>): StripPiece[] {
  const pieces: StripPiece[] = []
  for (const { taskId, kind, start, end, ms, offsetMinutes, note, sections } of segments) {
    const base = { taskId, offsetMinutes, ...(note === undefined ? {} : { note }) }
    if (kind !== 'work' || sections === undefined) {
      pieces.push({ ...base, kind, start, end, ms })
      continue
    }
    let at = start
    for (const run of sections) {
      const what = isReading(run.section) ? 'reading' : 'work'
      const last = pieces.at(-1)
      if (at > start && last?.kind === what) {
        last.ms += run.ms
        last.end += run.ms
      } else {
        pieces.push({ ...base, kind: what, start: at, end: at + run.ms, ms: run.ms })
      }
      at += run.ms
    }
  }
  return pieces
}
