/** How well a name fits what was typed, and which of its letters did. */
export type WordMatch = {
  /** Higher is better; only to be compared with that of other names for the same words. */
  readonly score: number
  /** Places in the name, in UTF-16 code units, from low to high. */
  readonly at: readonly number[]
}

const START_OF_NAME = 12
const START_OF_WORD = 8
const NEXT_TO_LAST = 5
const EACH = 1
/** Letters that were passed over cost this much each, up to `MOST_GAP`. */
const GAP = 0.5
const MOST_GAP = 6
/** More than this was pasted by mistake: nothing is called that, and to look for it in each name would hold up the window. */
const MOST_TYPED = 1_000

/**
 * Whether the letters of each typed word stand in the name in their order, as `gs` does in "Go to Sync"; words may come
 * in any order. Case and accents do not matter. Letters at the beginning of words and side by side count for more, so
 * that what people abbreviate comes first; of two equal ones the shorter name does.
 * @param typed some words; without any, every name fits equally well
 * @returns undefined when a letter is not there
 */
export function matchWords(typed: string, name: string): WordMatch | undefined {
  if (typed.length > MOST_TYPED) return undefined
  const text = plain(name)
  const at = new Set<number>()
  let score = 0
  for (const word of plain(typed).split(/\s+/)) {
    if (word === '') continue
    const match = best(word, text)
    if (match === undefined) return undefined
    score += match.score
    for (const place of match.at) at.add(place)
  }
  return { score: score === 0 ? 0 : score - text.length / 100, at: [...at].sort((a, b) => a - b) }
}

/** Letter by letter without case or accents; each stays in its place. */
function plain(text: string): string {
  return Array.from(text)
    .map((letter) => {
      const bare = letter.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
      return bare.length === letter.length ? bare : letter
    })
    .join('')
}

/** The best way to find the letters of a word in a text: the best score for each letter at each place, from the left. */
function best(word: string, text: string): WordMatch | undefined {
  type Step = { readonly score: number; readonly before: number }
  let last: (Step | undefined)[] = []
  const steps: (Step | undefined)[][] = []
  for (let i = 0; i < word.length; i++) {
    const row: (Step | undefined)[] = []
    for (let j = i; j < text.length; j++) {
      if (text[j] !== word[i]) continue
      const place = placeScore(text, j)
      if (i === 0) {
        row[j] = { score: place - Math.min(j, MOST_GAP) * GAP, before: -1 }
        continue
      }
      let step: Step | undefined
      for (let k = i - 1; k < j; k++) {
        const previous = last[k]
        if (previous === undefined) continue
        const joint = k === j - 1 ? NEXT_TO_LAST : -Math.min(j - k - 1, MOST_GAP) * GAP
        const score = previous.score + place + joint
        if (step === undefined || score > step.score) step = { score, before: k }
      }
      row[j] = step
    }
    steps.push(row)
    last = row
  }
  let end = -1
  for (let j = 0; j < text.length; j++) {
    const step = last[j]
    if (step !== undefined && (end < 0 || step.score > (last[end]?.score ?? 0))) end = j
  }
  if (end < 0) return undefined
  const at: number[] = []
  const score = last[end]?.score ?? 0
  for (let i = word.length - 1, j = end; i >= 0; i--) {
    at.unshift(j)
    j = steps[i]?.[j]?.before ?? -1
  }
  return { score, at }
}

function placeScore(text: string, at: number): number {
  if (at === 0) return START_OF_NAME
  return /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? EACH : START_OF_WORD
}
