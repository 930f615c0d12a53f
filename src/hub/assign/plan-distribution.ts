/** A task that may go to more experts. */
export type OpenTask = {
  readonly id: string
  readonly occupation: string
  /** How many experts should still get it. */
  readonly wanted: number
  /** The only expert who may have it. */
  readonly onlyExpert: string | null
  /** Experts who have or had it, and do not get it again. */
  readonly had: readonly string[]
}

export type Candidate = {
  readonly id: string
  readonly occupations: readonly string[]
  /** Offered or taken tasks without a submission. */
  readonly load: number
}

export type Offer = { readonly taskId: string; readonly expertId: string }

/**
 * Decides who is offered which task: first experts of exactly the task's occupation, then those of the same SOC
 * occupation with another O*NET detail (the first seven characters agree); of several the one with the least open work.
 * An expert whom the operator named gets the task whatever their occupation is.
 */
export function planDistribution(tasks: readonly OpenTask[], candidates: readonly Candidate[]): Offer[] {
  const load = new Map(candidates.map((candidate) => [candidate.id, candidate.load]))
  const exact = groupBy(candidates, (code) => code)
  const related = groupBy(candidates, (code) => code.slice(0, 7))
  const offers: Offer[] = []

  const leastLoaded = (ids: readonly string[], not: ReadonlySet<string>): string | undefined => {
    let best: string | undefined
    for (const id of ids) {
      if (not.has(id)) continue
      if (best === undefined || (load.get(id) ?? 0) < (load.get(best) ?? 0)) best = id
    }
    return best
  }

  for (const task of tasks) {
    const not = new Set(task.had)
    for (let given = 0; given < task.wanted; given++) {
      const expertId =
        task.onlyExpert !== null
          ? leastLoaded(load.has(task.onlyExpert) ? [task.onlyExpert] : [], not)
          : (leastLoaded(exact.get(task.occupation) ?? [], not) ??
            leastLoaded(related.get(task.occupation.slice(0, 7)) ?? [], not))
      if (expertId === undefined) break
      not.add(expertId)
      load.set(expertId, (load.get(expertId) ?? 0) + 1)
      offers.push({ taskId: task.id, expertId })
    }
  }
  return offers
}

function groupBy(candidates: readonly Candidate[], key: (code: string) => string): Map<string, string[]> {
  const groups = new Map<string, Set<string>>()
  for (const { id, occupations } of candidates) {
    for (const code of occupations) {
      const group = groups.get(key(code)) ?? new Set()
      groups.set(key(code), group.add(id))
    }
  }
  return new Map([...groups].map(([code, ids]) => [code, [...ids].sort()]))
}
