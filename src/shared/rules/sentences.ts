/** The same borders of sentences on every machine, whatever language it speaks. */
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/** Only so much of a text is looked at: what is longer is more than a sentence anyway. */
const LONGEST = 4_000

/** Words that end with a full stop and go on, without it. English and German, as they stand in criteria. */
const abbreviations: ReadonlySet<string> = new Set(
  (
    'e.g i.e eg ie cf viz vs al approx appr est dept figs nr pp p para paras sect ch chap vol ed eds ' +
    'ex max min incl excl resp mr mrs ms dr prof sr jr ltd co corp bros gen col capt lt sgt rev hon gov ' +
    'jan feb apr jun jul aug sep sept oct nov dec tue wed thu fri ph.d ' +
    'bzw ca evtl ggf inkl exkl bspw vgl abs s str tel o.ä hrsg aufl bd'
  ).split(' '),
)

/** Words of their own as well: only before a figure are they short for something. */
const beforeFigures: ReadonlySet<string> = new Set(['no', 'nos', 'art', 'fig', 'st', 'mar', 'sec'])

/**
 * Whether a text has more than one sentence, by Unicode sentence borders (UAX #29) that know abbreviations, initials,
 * decimals and numbers of a list: `Uses e.g. 2.5 kg.` is one.
 */
export function hasSeveralSentences(text: string): boolean {
  const line = text.slice(0, LONGEST).replaceAll(/\s+/g, ' ').trim()
  // Most texts end with their only full stop, and need no segmenter.
  if (!/[.!?…。！？]["'”’»)\]]*\s?./u.test(withoutEnd(line))) return false
  let isOpen = false
  let before = ''
  for (const { segment } of segmenter.segment(line)) {
    if (isOpen && !goesOn(before, segment)) return true
    before = isOpen ? before + segment : segment
    isOpen = true
  }
  return false
}

function withoutEnd(line: string): string {
  let end = line.length
  while (end > 0 && '.!?…。！？"\'”’»)] '.includes(line.charAt(end - 1))) end -= 1
  return line.slice(0, end)
}

/** Whether what ends here is not a sentence's end: an abbreviation, an initial, a number of a list, or no words follow. */
function goesOn(before: string, after: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(after) || !/[\p{L}\p{N}]/u.test(before)) return true
  // `Says “Go around!” to the crew.`
  if (/^\P{L}*\p{Ll}/u.test(after)) return true
  const last = /([\p{L}\p{N}.]+)\.["'”’»)\]]*\s*$/u.exec(before.slice(-40))?.[1]
  if (last === undefined) return false
  const word = last.toLowerCase()
  if (abbreviations.has(word) || /^\p{L}$/u.test(word) || /^(\p{L}\.)+\p{L}$/u.test(word)) return true
  if (beforeFigures.has(word) && /^\W*\d/.test(after)) return true
  // `1. Names the price.`
  return /^\d{1,3}$/.test(word) && /^\W*\d{1,3}\.\s*$/u.test(before)
}
