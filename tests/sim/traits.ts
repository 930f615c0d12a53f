/**
 * What the life of a seed has besides words and a bad line. What came later takes seeds that have no name
 * (sim.test.ts): those stay the lives that they were when they got it.
 */

/** Coprime to any number of processes that share the seeds, so that each has its part of these, which take longer. */
const ONE_IN = 7

export function hasFiles(seed: number): boolean {
  return seed % ONE_IN === 0
}

/** Whether a desk that dies takes with it what it has not flushed, as in a power cut: in one of five that have files. */
export function losesPower(seed: number): boolean {
  return hasFiles(seed) && seed % 5 === 1
}

/** Sealed files that go by hand: two of eleven. */
export function hasStick(seed: number): boolean {
  return seed % 11 === 6 || seed % 11 === 8
}

/** Links that the expert calls metered: four of thirteen that have files. */
export function hasMetered(seed: number): boolean {
  return hasFiles(seed) && [0, 3, 5, 9].includes(seed % 13)
}

/** Desks that often find no network: three of seventeen. */
export function hasNoNetwork(seed: number): boolean {
  return [2, 8, 13].includes(seed % 17)
}

/** Somebody else gets what was given back, which is then refused to whoever wants it again: three of twenty-three. */
export function hasRival(seed: number): boolean {
  return [2, 11, 19].includes(seed % 23)
}

/** Times offline that are planned and proven: five of nineteen that have files. */
export function hasAway(seed: number): boolean {
  return hasFiles(seed) && [0, 3, 5, 12, 14].includes(seed % 19)
}

/** Experts who close their desks and open them again: five of thirty-one. */
export function hasQuit(seed: number): boolean {
  return [1, 5, 13, 19, 25].includes(seed % 31)
}

/** Disks that lose a part of a store: four of twenty-nine. */
export function hasDamage(seed: number): boolean {
  return [2, 9, 16, 20].includes(seed % 29)
}

/** Hubs that are put back from a backup: five of thirty-seven that have neither files nor sticks nor damage. */
export function hasRestore(seed: number): boolean {
  return (
    [3, 8, 20, 27, 34].includes(seed % 37) && !hasFiles(seed) && !hasStick(seed) && !hasDamage(seed) && !hasRival(seed)
  )
}
