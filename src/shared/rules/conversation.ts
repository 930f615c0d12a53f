import type { ConversationTurn } from '../domain/structured.ts'

/** What the walk through a conversation needs of a turn. */
export type TurnPlace = Pick<ConversationTurn, 'id' | 'parent' | 'preferred'>

/** Stands for “no turn before it” where turns are told apart by what they answer. */
export const ROOT = ''

/** One turn on the way through a conversation, and the others that answer the same. */
export type Step<T extends TurnPlace> = {
  readonly turn: T
  /** All that answer the same turn, this one among them, in the order in which they were written. */
  readonly siblings: readonly T[]
  /** Its place among them, from 0. */
  readonly at: number
}

function byParent<T extends TurnPlace>(turns: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const turn of turns) {
    const parent = turn.parent ?? ROOT
    const siblings = found.get(parent)
    if (siblings === undefined) found.set(parent, [turn])
    else siblings.push(turn)
  }
  return found
}

/**
 * The way through a conversation from its first turn: where several answer the same turn, the one that was chosen, else
 * the preferred one, else the first.
 * @param chosen what a turn is answered by, by the id of that turn (`ROOT` for the first turns)
 */
export function walkTurns<T extends TurnPlace>(turns: readonly T[], chosen: ReadonlyMap<string, string>): Step<T>[] {
  const answers = byParent(turns)
  const steps: Step<T>[] = []
  let parent = ROOT
  // No turn is passed twice, so that a text in which two answer each other comes to an end.
  while (steps.length < turns.length) {
    const siblings = answers.get(parent)
    if (siblings === undefined) break
    const wanted = chosen.get(parent)
    const isWanted = siblings.findIndex(({ id }) => id === wanted)
    const at =
      isWanted >= 0
        ? isWanted
        : Math.max(
            0,
            siblings.findIndex(({ preferred }) => preferred === true),
          )
    const turn = siblings[at]
    if (turn === undefined) break
    steps.push({ turn, siblings, at })
    parent = turn.id
  }
  return steps
}

/** The turn and all that follow it, on every branch, in their order. */
export function withFollowers<T extends TurnPlace>(turns: readonly T[], id: string): T[] {
  const gone = new Set([id])
  return turns.filter((turn) => {
    if (turn.parent !== undefined && gone.has(turn.parent)) gone.add(turn.id)
    return gone.has(turn.id)
  })
}

/** The conversation without a turn and all that follow it. The others stay the same objects. */
export function removeTurn<T extends TurnPlace>(turns: readonly T[], id: string): T[] {
  const gone = new Set(withFollowers(turns, id))
  return turns.filter((turn) => !gone.has(turn))
}

/**
 * Puts turns back where they stood.
 * @param before how all turns stood then
 * @returns what is there now and what was taken out, in the order of then; what came since stands after it
 */
export function putBackTurns<T extends TurnPlace>(now: readonly T[], before: readonly T[], removed: readonly T[]): T[] {
  const present = new Map(now.map((turn) => [turn.id, turn]))
  const back = new Map(removed.map((turn) => [turn.id, turn]))
  const old = before.flatMap(({ id }) => present.get(id) ?? back.get(id) ?? [])
  const known = new Set(before.map(({ id }) => id))
  return [...old, ...now.filter(({ id }) => !known.has(id))]
}

/** Marks a turn as the better one among those that answer the same, or takes that back. */
export function preferTurn<T extends TurnPlace>(turns: readonly T[], id: string): T[] {
  const wanted = turns.find((turn) => turn.id === id)
  if (wanted === undefined) return [...turns]
  return turns.map((turn) => {
    if ((turn.parent ?? ROOT) !== (wanted.parent ?? ROOT)) return turn
    if (turn.id === id && turn.preferred !== true) return { ...turn, preferred: true }
    if (turn.preferred === undefined) return turn
    const { preferred: _, ...rest } = turn
    return rest as T
  })
}

/** How a turn is called by its place: its depth from 1, and among several answers to the same turn which one it is. */
export function turnName(turns: readonly TurnPlace[], id: string): string {
  const byId = new Map(turns.map((turn) => [turn.id, turn]))
  let depth = 0
  for (let turn = byId.get(id); turn !== undefined && depth < turns.length; turn = byId.get(turn.parent ?? ROOT))
    depth += 1
  const own = byId.get(id)
  const siblings = turns.filter((turn) => (turn.parent ?? ROOT) === (own?.parent ?? ROOT))
  const at = siblings.findIndex((turn) => turn.id === id)
  return siblings.length > 1 ? `Turn ${depth}, answer ${at + 1} of ${siblings.length},` : `Turn ${depth}`
}

/** How many turns the longest way through has. */
export function longestWay(turns: readonly TurnPlace[]): number {
  const depths = new Map<string, number>()
  let longest = 0
  // A turn stands after the one it answers.
  for (const { id, parent } of turns) {
    const depth = (parent === undefined ? 0 : (depths.get(parent) ?? 0)) + 1
    depths.set(id, depth)
    longest = Math.max(longest, depth)
  }
  return longest
}

/** Who speaks next after a turn. */
export function nextRole(role: ConversationTurn['role'] | undefined): ConversationTurn['role'] {
  return role === 'user' ? 'assistant' : 'user'
}
