import type { Reading, Segment, TimedEvent } from '../../../src/shared/domain/ledger.ts'
import { createSegmentBuilder } from '../../../src/shared/rules/segments.ts'

/** All segments of a ledger. @param until an open task is counted up to here; left out, up to its newest entry */
export function entriesToSegments(entries: Iterable<TimedEvent>, until?: Reading): Segment[] {
  const builder = createSegmentBuilder()
  for (const entry of entries) builder.add(entry)
  return until === undefined ? [...builder.segments] : [...builder.segments, ...builder.tail(until)]
}
