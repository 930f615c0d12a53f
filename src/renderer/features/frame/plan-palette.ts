import { matchWords } from '../../../shared/rules/match-words.ts'
import type { ActionList } from '../../state/actions.ts'

/** One line of the palette. */
export type PaletteRow = {
  readonly key: string
  readonly text: string
  readonly at: readonly number[]
  readonly note: string
  readonly shortcut?: string | undefined
  readonly run: () => void
}

export type FoundTask = { readonly id: string; readonly title: string; readonly state: string }

const MOST = 80
/** What fits by another word only comes after what fits by its name. */
const BY_OTHER_WORD = 0.5

/**
 * What the palette shows for what was typed: without words all actions in their order, else what fits, the best first.
 * @param tasks found by the core for the same words: also those that have them in their text only; these come last
 */
export function planPalette(
  lists: readonly ActionList[],
  typed: string,
  tasks: readonly FoundTask[],
  openTask: (id: string) => void,
): PaletteRow[] {
  const rows: (PaletteRow & { readonly score: number })[] = []
  for (const { title, actions } of lists) {
    for (const { id, name, shortcut, run, also } of actions) {
      if (run === undefined) continue
      const byName = matchWords(typed, name)
      const byOther = byName === undefined && also !== undefined ? matchWords(typed, `${name} ${also}`) : undefined
      const match = byName ?? byOther
      if (match === undefined) continue
      const score = byName === undefined ? match.score * BY_OTHER_WORD : match.score
      const at = match.at.filter((place) => place < name.length)
      rows.push({ key: `${title} ${id}`, text: name, at, note: title, shortcut, run, score })
    }
  }
  for (const { id, title, state } of tasks) {
    const match = matchWords(typed, title)
    rows.push({
      key: `task ${id}`,
      text: title,
      at: match?.at ?? [],
      note: state,
      run: () => openTask(id),
      score: match?.score ?? Number.NEGATIVE_INFINITY,
    })
  }
  // Sorting is stable: what fits equally well stays in its order.
  return rows.sort((a, b) => (a.score === b.score ? 0 : b.score - a.score)).slice(0, MOST)
}
