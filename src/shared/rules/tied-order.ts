/** An order in which some may be tied: best first, those in one group are equal. */
export type TiedOrder = readonly (readonly string[])[]

export type Step = 'up' | 'down'

/** What the list shows: each with its place, counted from 1, and whether it is tied with the one above it. */
export type Placed = { readonly key: string; readonly place: number; readonly isTied: boolean }

/** Places as in a race: after two who share the first comes the third. */
export function placesOf(order: TiedOrder): Placed[] {
  let before = 0
  return order.flatMap((group) => {
    const place = before + 1
    before += group.length
    return group.map((key, at) => ({ key, place, isTied: at > 0 }))
  })
}

/**
 * The order with every one of `keys` once and nothing else: what is not among them goes, what has no place yet comes
 * last, in the order of `keys`.
 */
export function completeOrder(order: TiedOrder, keys: readonly string[]): string[][] {
  const known = new Set(keys)
  const seen = new Set<string>()
  const kept = order.flatMap((group) => {
    const rest = group.filter((key) => known.has(key) && !seen.has(key) && seen.add(key))
    return rest.length === 0 ? [] : [rest]
  })
  return [...kept, ...keys.filter((key) => !seen.has(key)).map((key) => [key])]
}

/**
 * Moves one by one place. One that is tied leaves its group first; one that stands alone changes places with the group
 * beside it.
 */
export function moved(order: TiedOrder, key: string, step: Step): string[][] {
  const groups = order.map((group) => [...group])
  const at = groups.findIndex((group) => group.includes(key))
  const group = groups[at]
  if (group === undefined) return groups
  if (group.length > 1) {
    const rest = group.filter((one) => one !== key)
    groups.splice(at, 1, ...(step === 'up' ? [[key], rest] : [rest, [key]]))
    return groups
  }
  const to = step === 'up' ? at - 1 : at + 1
  const beside = groups[to]
  if (beside === undefined) return groups
  groups[to] = group
  groups[at] = beside
  return groups
}

/** Puts one, alone, right before or after another. */
export function movedTo(order: TiedOrder, key: string, target: string, side: 'before' | 'after'): string[][] {
  if (key === target || !order.some((group) => group.includes(target))) return order.map((group) => [...group])
  return order.flatMap((group) => {
    const rest = group.filter((one) => one !== key)
    if (!rest.includes(target)) return rest.length === 0 ? [] : [rest]
    if (rest.length === 1) return side === 'before' ? [[key], rest] : [rest, [key]]
    // Between two that are tied: the tie is cut there.
    const cut = rest.indexOf(target) + (side === 'before' ? 0 : 1)
    return [rest.slice(0, cut), [key], rest.slice(cut)].filter((part) => part.length > 0)
  })
}

/** Ties one with those above it, or sets it apart from them where it is tied already. The first one stays. */
export function tieToggled(order: TiedOrder, key: string): string[][] {
  const groups = order.map((group) => [...group])
  const at = groups.findIndex((group) => group.includes(key))
  const group = groups[at]
  if (group === undefined) return groups
  const inGroup = group.indexOf(key)
  if (inGroup > 0) groups.splice(at, 1, group.slice(0, inGroup), group.slice(inGroup))
  else if (at > 0) groups.splice(at - 1, 2, [...(groups[at - 1] ?? []), ...group])
  return groups
}

/** The order in words: `1. Clay; 2. Loam and Sand, tied`. */
export function orderToLines(order: TiedOrder, nameOf: (key: string) => string): string[] {
  let place = 1
  return order.map((group) => {
    const names = group.map(nameOf)
    const line = `${place}. ${listed(names)}${group.length > 1 ? ', tied' : ''}`
    place += group.length
    return line
  })
}

/** `A`, `A and B`, `A, B and C`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
