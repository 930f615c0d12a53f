import { boundedDiff } from '../../../../../editor/bounded-diff.ts'

export type Stretch = { readonly from: number; readonly text: string; readonly isChanged: boolean }

/** Two texts cut where they differ, in whole words where that reads better. */
export type Difference = { readonly left: readonly Stretch[]; readonly right: readonly Stretch[] }

/** Texts that have little in common are compared roughly from here on, so that the window stays quick. */
const SCAN_LIMIT = 2_000
const LONGEST_MS = 400

export function differenceOf(left: string, right: string): Difference {
  const changes = boundedDiff(left, right, { scanLimit: SCAN_LIMIT, timeout: LONGEST_MS })
  return {
    left: stretches(
      left,
      changes.map(({ fromA, toA }) => ({ from: fromA, to: toA })),
    ),
    right: stretches(
      right,
      changes.map(({ fromB, toB }) => ({ from: fromB, to: toB })),
    ),
  }
}

function stretches(text: string, changed: readonly { from: number; to: number }[]): Stretch[] {
  const out: Stretch[] = []
  const add = (from: number, to: number, isChanged: boolean): void => {
    if (from < to) out.push({ from, text: text.slice(from, to), isChanged })
  }
  let at = 0
  for (const { from, to } of changed) {
    add(at, from, false)
    add(from, to, true)
    at = to
  }
  add(at, text.length, false)
  return out
}
