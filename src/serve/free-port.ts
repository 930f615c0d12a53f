/** Where a desk is looked for first, and the ports after it. */
const USUAL = Array.from({ length: 20 }, (_, i) => 4870 + i)
/** The system chooses. */
const ANY = 0

/**
 * The ports to try, one after the other: the one that was asked for and no other; else the last one, because an open
 * window looks for its desk there, the usual ones, and whichever is free.
 */
export function planPorts(wanted: number | undefined, last: number | undefined): readonly number[] {
  if (wanted !== undefined) return [wanted]
  return [...(last === undefined ? [] : [last]), ...USUAL, ANY]
}

/**
 * The first that can be opened. Whatever is wrong with one may be right with the next: Windows keeps ranges of ports for
 * itself, others after each start, and refuses them with EACCES.
 */
export async function startOnFirst<Server extends object>(
  ports: readonly number[],
  start: (port: number) => Promise<Server | { taken: string }>,
): Promise<Server | undefined> {
  for (const port of ports) {
    const started = await start(port)
    if (!('taken' in started)) return started
  }
  return undefined
}
