/** How a stretch of text came. Pasted words by where they had been copied. */
export type RunOrigin = 'typed' | 'material' | 'draft' | 'outside' | 'unknown' | 'moved' | 'restored' | 'set'
export type Run = { origin: RunOrigin; text: string }

/** No run is longer, so that a change in the middle of one never copies much. */
const LONGEST = 2_000

export type Runs = {
  /** Takes characters out. */
  take(from: number, length: number): Run[]
  put(at: number, runs: readonly Run[]): void
  all(): Run[]
  text(): string
}

/**
 * A text as runs of one origin, with a gap where the last change was: who writes goes on where they are, so that most
 * changes touch one run, and a jump costs the runs between.
 */
export function createRuns(): Runs {
  const left: Run[] = []
  /** The nearest to the gap comes last. */
  const right: Run[] = []
  let gap = 0

  function pushLeft({ origin, text }: Run): void {
    const last = left.at(-1)
    gap += text.length
    if (last?.origin === origin && last.text.length + text.length <= LONGEST) last.text += text
    else left.push({ origin, text })
  }

  function pushRight({ origin, text }: Run): void {
    const next = right.at(-1)
    if (next?.origin === origin && next.text.length + text.length <= LONGEST) next.text = text + next.text
    else right.push({ origin, text })
  }

  function moveTo(position: number): void {
    while (gap > position) {
      const run = left.pop()
      if (run === undefined) return
      gap -= run.text.length
      const stays = Math.max(0, position - gap)
      pushRight({ origin: run.origin, text: run.text.slice(stays) })
      if (stays > 0) pushLeft({ origin: run.origin, text: run.text.slice(0, stays) })
    }
    while (gap < position) {
      const run = right.pop()
      if (run === undefined) throw new RangeError('a change beyond the end of its text')
      const goes = Math.min(run.text.length, position - gap)
      if (goes < run.text.length) right.push({ origin: run.origin, text: run.text.slice(goes) })
      pushLeft({ origin: run.origin, text: run.text.slice(0, goes) })
    }
  }

  const all = (): Run[] => [...left, ...right.toReversed()]
  return {
    take: (from, length) => {
      moveTo(from)
      const taken: Run[] = []
      for (let missing = length; missing > 0; ) {
        const run = right.pop()
        if (run === undefined) throw new RangeError('a change beyond the end of its text')
        const goes = Math.min(run.text.length, missing)
        taken.push({ origin: run.origin, text: run.text.slice(0, goes) })
        if (goes < run.text.length) right.push({ origin: run.origin, text: run.text.slice(goes) })
        missing -= goes
      }
      return taken
    },
    put: (at, runs) => {
      moveTo(at)
      for (const { origin, text } of runs) {
        for (let from = 0; from < text.length; from += LONGEST) {
          pushLeft({ origin, text: text.slice(from, from + LONGEST) })
        }
      }
    },
    all,
    text: () =>
      all()
        .map(({ text }) => text)
        .join(''),
  }
}
