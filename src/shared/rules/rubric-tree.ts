import type { Criterion } from '../domain/structured.ts'

/**
 * Criteria as a tree. They stand in one list in the order in which they are read: each after its parent, and all that
 * belongs under one right after it. Every change gives a new list in which what did not change is the same object.
 */
export type Criteria = readonly Criterion[]

/** One criterion in its place. */
export type Placed = {
  readonly criterion: Criterion
  /** 0 for those that stand under none. */
  readonly depth: number
  /** Others stand below it: it carries no points itself. */
  readonly isGroup: boolean
  /** As it is called: `2.1` is the first one below the second. */
  readonly number: string
}

/** Deeper trees are read as if they ended here; no rubric is. */
const DEEPEST = 50

/** Lists do not change once they are made, and many rules ask for the places of the same one. */
const known = new WeakMap<Criteria, readonly Placed[]>()

/** The place of each criterion, in one pass. One whose parent does not stand before it stands under none. */
export function placed(criteria: Criteria): readonly Placed[] {
  let places = known.get(criteria)
  if (places === undefined) {
    places = findPlaces(criteria)
    known.set(criteria, places)
  }
  return places
}

function findPlaces(criteria: Criteria): readonly Placed[] {
  const places = new Map<string, { depth: number; number: string; below: number; at: number }>()
  let top = 0
  const found: (Placed & { isGroup: boolean })[] = []
  for (const criterion of criteria) {
    const parent = criterion.parent === undefined ? undefined : places.get(criterion.parent)
    const isBelow = parent !== undefined && parent.depth < DEEPEST
    const depth = isBelow ? parent.depth + 1 : 0
    let number: string
    if (isBelow) {
      parent.below += 1
      number = `${parent.number}.${parent.below}`
      const above = found[parent.at]
      if (above !== undefined) above.isGroup = true
    } else {
      top += 1
      number = String(top)
    }
    places.set(criterion.id, { depth, number, below: 0, at: found.length })
    found.push({ criterion, depth, isGroup: false, number })
  }
  return found
}

/** The same criteria, each after its parent and with all of its own right after it. The same list where it is so. */
export function inReadingOrder(criteria: Criteria): Criteria {
  const known = new Set<string>()
  const below = new Map<string | undefined, Criterion[]>()
  for (const one of criteria) {
    const parent = one.parent !== undefined && known.has(one.parent) ? one.parent : undefined
    const list = below.get(parent)
    if (list === undefined) below.set(parent, [one])
    else list.push(one)
    known.add(one.id)
  }
  const ordered: Criterion[] = []
  const waiting = [...(below.get(undefined) ?? [])].reverse()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    ordered.push(next)
    const own = below.get(next.id) ?? []
    for (let i = own.length - 1; i >= 0; i--) {
      const one = own[i]
      if (one !== undefined) waiting.push(one)
    }
  }
  return ordered.every((one, at) => one === criteria[at]) ? criteria : ordered
}

/** Where what belongs under the criterion at a place ends: the place after the last of it. */
export function endOf(places: readonly Placed[], at: number): number {
  const depth = places[at]?.depth ?? 0
  let end = at + 1
  while (end < places.length && (places[end]?.depth ?? 0) > depth) end += 1
  return end
}

function under(criterion: Criterion, parent: string | undefined): Criterion {
  if (criterion.parent === parent) return criterion
  const { parent: _, ...rest } = criterion
  return parent === undefined ? rest : { ...rest, parent }
}

/** Changes one criterion. */
export function withCriterion(criteria: Criteria, id: string, change: (one: Criterion) => Criterion): Criteria {
  return criteria.map((one) => (one.id === id ? change(one) : one))
}

/**
 * Puts a new one after another: below it where that is a group, else beside it, behind all that belongs under it.
 * @param after the last one where it is not given
 */
export function withNew(criteria: Criteria, added: Criterion, after?: string): Criteria {
  const list = inReadingOrder(criteria)
  const places = placed(list)
  const at = after === undefined ? -1 : list.findIndex(({ id }) => id === after)
  const place = places[at]
  if (place === undefined) return [...list, under(added, undefined)]
  return place.isGroup
    ? [...list.slice(0, at + 1), under(added, place.criterion.id), ...list.slice(at + 1)]
    : [...list.slice(0, at + 1), under(added, parentOf(places, at)), ...list.slice(at + 1)]
}

/** The parent that a criterion really stands under. */
function parentOf(places: readonly Placed[], at: number): string | undefined {
  const place = places[at]
  return place === undefined || place.depth === 0 ? undefined : place.criterion.parent
}

/** Takes one out, with all that belongs under it. */
export function without(criteria: Criteria, id: string): Criteria {
  const list = inReadingOrder(criteria)
  const at = list.findIndex((one) => one.id === id)
  if (at < 0) return criteria
  return [...list.slice(0, at), ...list.slice(endOf(placed(list), at))]
}

/**
 * Puts back what was taken out: behind the neighbour that stood before it, else first below its parent, wherever these
 * stand by now. Where its parent is gone, too, it stands under none.
 * @param before how all of them stood then
 * @param gone one, with all that belongs under it
 */
export function putBack(criteria: Criteria, before: Criteria, gone: Criteria): Criteria {
  const [first, ...rest] = gone
  if (first === undefined) return criteria
  const list = inReadingOrder(criteria)
  const places = placed(list)
  const known = new Map(list.map(({ id }, at) => [id, at]))
  const parent = first.parent !== undefined && known.has(first.parent) ? first.parent : undefined
  const own = [under(first, parent), ...rest]
  for (let i = before.findIndex(({ id }) => id === first.id) - 1; i >= 0; i--) {
    const at = known.get(before[i]?.id ?? '')
    if (at === undefined) continue
    const isParent = list[at]?.id === parent
    if (!isParent && parentOf(places, at) !== parent) continue
    const goal = isParent ? at + 1 : endOf(places, at)
    return [...list.slice(0, goal), ...own, ...list.slice(goal)]
  }
  return [...own, ...list]
}

/** Moves one, with what is under it, before or behind its neighbour of the same parent. The same list at the edge. */
export function moved(criteria: Criteria, id: string, way: 'up' | 'down'): Criteria {
  const list = inReadingOrder(criteria)
  const places = placed(list)
  const at = list.findIndex((one) => one.id === id)
  if (at < 0) return criteria
  const end = endOf(places, at)
  if (way === 'up') {
    const before = siblingBefore(places, at)
    return before < 0
      ? criteria
      : [...list.slice(0, before), ...list.slice(at, end), ...list.slice(before, at), ...list.slice(end)]
  }
  if (places[end]?.depth !== places[at]?.depth) return criteria
  const far = endOf(places, end)
  return [...list.slice(0, at), ...list.slice(end, far), ...list.slice(at, end), ...list.slice(far)]
}

/** @returns -1 where it is the first of its parent */
function siblingBefore(places: readonly Placed[], at: number): number {
  const depth = places[at]?.depth ?? 0
  for (let i = at - 1; i >= 0; i--) {
    const other = places[i]?.depth ?? 0
    if (other === depth) return i
    if (other < depth) return -1
  }
  return -1
}

/** Puts one, with what is under it, below the one before it of the same parent. The same list where there is none. */
export function movedIn(criteria: Criteria, id: string): Criteria {
  const list = inReadingOrder(criteria)
  const places = placed(list)
  const at = list.findIndex((one) => one.id === id)
  const before = at < 0 ? -1 : siblingBefore(places, at)
  const parent = list[before]
  if (parent === undefined || (places[before]?.depth ?? 0) + 1 >= DEEPEST) return criteria
  return list.map((one, i) => (i === at ? under(one, parent.id) : one))
}

/** Puts one, with what is under it, behind its parent. The same list where it stands under none. */
export function movedOut(criteria: Criteria, id: string): Criteria {
  const list = inReadingOrder(criteria)
  const places = placed(list)
  const at = list.findIndex((one) => one.id === id)
  const parent = at < 0 ? undefined : parentOf(places, at)
  const above = parent === undefined ? -1 : list.findIndex((one) => one.id === parent)
  const [one, ...rest] = list.slice(at, endOf(places, at))
  if (above < 0 || one === undefined) return criteria
  const grand = parentOf(places, above)
  const close = endOf(places, above)
  const end = endOf(places, at)
  return [...list.slice(0, at), ...list.slice(end, close), under(one, grand), ...rest, ...list.slice(close)]
}

/** Puts one, with what is under it, beside another that does not belong under it. */
export function movedBeside(criteria: Criteria, id: string, other: string, side: 'before' | 'behind'): Criteria {
  const list = inReadingOrder(criteria)
  const places = placed(list)
  const at = list.findIndex((one) => one.id === id)
  const to = list.findIndex((one) => one.id === other)
  if (at < 0 || to < 0) return criteria
  const end = endOf(places, at)
  if (to >= at && to < end) return criteria
  const [one, ...rest] = list.slice(at, end)
  if (one === undefined) return criteria
  const own = [under(one, parentOf(places, to)), ...rest]
  const goal = side === 'before' ? to : endOf(places, to)
  const next =
    goal <= at
      ? [...list.slice(0, goal), ...own, ...list.slice(goal, at), ...list.slice(end)]
      : [...list.slice(0, at), ...list.slice(end, goal), ...own, ...list.slice(goal)]
  return next.every((each, i) => each === list[i]) ? criteria : next
}
