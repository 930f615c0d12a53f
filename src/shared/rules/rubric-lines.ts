/** What one line of a pasted rubric says, taken apart without its neighbours. */
export type RubricLine =
  | { readonly kind: 'blank' }
  /** More of the text above it. */
  | { readonly kind: 'more'; readonly text: string }
  | { readonly kind: 'tags'; readonly tags: readonly string[] }
  | { readonly kind: 'source'; readonly text: string }
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | {
      readonly kind: 'criterion'
      /** How far in it stands, in characters; a tab is four. */
      readonly indent: number
      readonly text: string
      readonly points: number | undefined
      readonly required: boolean
      readonly weight: number | undefined
      /** It stands behind a bullet or a number, so it is an item of a list. */
      readonly isListed: boolean
    }
  | { readonly kind: 'unclear'; readonly why: string }

const bullet = /^(?:[-*+•◦‣·–—▪●○]|\(?(?:\d{1,4}|[a-zA-Z])[.)])\s+(?=\S)/
const checkbox = /^\[[ xX]\]\s+/
const figure = String.raw`[-+−–]?\s?\d+(?:[.,]\d+)?|[-+−–]?\s?[.,]\d+`
// The blanks belong to the unit: side by side with those that follow, a long row of blanks could be parted in any way.
const unit = String.raw`(?:\s*(?:points?|pts?\.?|p\.?|punkte?))?`
const inBrackets = new RegExp(String.raw`^\[\s*(${figure})${unit}\s*((?:[,;]\s*[^\]]*)?)\]\s*[:.–—-]?\s*`, 'i')
// `(2)` alone is the number of an item; with a sign or a unit it is points.
const inRound = new RegExp(
  String.raw`^\(\s*((?:[-+−–]\s?[\d.,]+${unit})|(?:[\d.,]+\s*(?:points?|pts?\.?|punkte?)))\s*((?:[,;]\s*[^)]*)?)\)\s*[:.–—-]?\s*`,
  'i',
)
// `10:30` is a time, and `2:1` a ratio.
const before = new RegExp(String.raw`^(${figure})(?:\s*(?:points?|pts?\.?|punkte?))?\s*(?:[|\t]|:(?!\d))\s*`, 'i')
const behind = new RegExp(String.raw`[[(]\s*(${figure})\s*(?:points?|pts?\.?|punkte?)\s*[\])]\s*$`, 'i')
const cellBehind = new RegExp(String.raw`\t *(${figure})${unit}\s*$`, 'i')
const requiredMark = /^[[(](?:required|must|gate|pflicht)[\])]\s*/i

/** A criterion with its marks. */
const LONGEST = 8_200
/** As `Criterion` has it. */
export const MOST_POINTS = 1_000_000
export const tooMany = 'The most points of a criterion are 1,000,000.'
const tooLong = 'It is longer than the 8,000 characters of a criterion.'

/** Takes one line apart. */
export function readRubricLine(line: string): RubricLine {
  const trimmed = line.trim()
  if (trimmed === '') return { kind: 'blank' }
  if (trimmed.length > LONGEST) return { kind: 'unclear', why: tooLong }
  const further = /^\|(?: (.*)|)$/.exec(trimmed)
  if (further !== null && !trimmed.endsWith('|')) return { kind: 'more', text: further[1] ?? '' }
  if (trimmed === '|') return { kind: 'more', text: '' }
  if (!/[\p{L}\p{N}]/u.test(trimmed)) return { kind: 'unclear', why: 'There are no words in it.' }
  const tag = /^tag:\s*(.*)$/i.exec(trimmed)
  if (tag !== null) return { kind: 'tags', tags: [tag[1] ?? ''] }
  const tags = /^tags:\s*(.*)$/i.exec(trimmed)
  if (tags !== null) return { kind: 'tags', tags: (tags[1] ?? '').split(',').map((one) => one.trim()) }
  const source = /^source:\s*(.*)$/i.exec(trimmed)
  if (source !== null) return { kind: 'source', text: source[1] ?? '' }
  const heading = /^(#{1,6})\s+(.*)$/.exec(trimmed)
  if (heading !== null) return { kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' }
  return readCriterion(line, trimmed)
}

function readCriterion(line: string, trimmed: string): RubricLine {
  const lead = /^\s*/.exec(line)?.[0] ?? ''
  const indent = lead.replaceAll('\t', '    ').length
  const listed = inBrackets.test(trimmed) || inRound.test(trimmed) ? undefined : bullet.exec(trimmed)?.[0]
  let text = trimmed.slice(listed?.length ?? 0).replace(checkbox, '')
  let points: number | undefined
  let required = false
  let weight: number | undefined
  const bracket = inBrackets.exec(text) ?? inRound.exec(text)
  const found = bracket ?? before.exec(text)
  if (found !== null) {
    text = text.slice(found[0].length)
    points = toNumber(found[1])
    const marks = readMarks(bracket?.[2] ?? '')
    if (marks === undefined) return { kind: 'unclear', why: `“${found[0].trim()}” cannot be read.` }
    required = marks.required
    weight = marks.weight
  } else {
    const last = behind.exec(text) ?? cellBehind.exec(text)
    if (last !== null) {
      text = text.slice(0, last.index)
      points = toNumber(last[1])
    }
  }
  if (points !== undefined && !Number.isFinite(points)) {
    return { kind: 'unclear', why: 'Its points are no number.' }
  }
  if (points !== undefined && Math.abs(points) > MOST_POINTS) return { kind: 'unclear', why: tooMany }
  const gate = requiredMark.exec(text)
  if (gate !== null) {
    text = text.slice(gate[0].length)
    required = true
  }
  // `[two] Names the price.`: meant as points, and to be seen rather than guessed.
  const odd = points === undefined ? /^\[([^\]]{0,20})\]\s*\S/.exec(text)?.[1] : undefined
  if (odd !== undefined && /^[-+−–]|point|pts/i.test(odd)) {
    return { kind: 'unclear', why: `“[${odd}]” is no number of points.` }
  }
  text = text.trim()
  if (text.length > 8000) return { kind: 'unclear', why: tooLong }
  return { kind: 'criterion', indent, text, points, required, weight, isListed: listed !== undefined }
}

const alone = new RegExp(String.raw`^(${figure})${unit}$`, 'i')

/** The points that a cell of a sheet gives; undefined where it says something else. */
export function pointsInCell(cell: string): number | undefined {
  const found = alone.exec(cell.trim())?.[1]
  return found === undefined ? undefined : toNumber(found)
}

function toNumber(text = ''): number {
  const plain = text.replaceAll(/\s|[a-z]+\.?$/gi, '')
  const signed = plain.replace(/^[−–]/, '-')
  // Three figures behind a comma are thousands: nobody gives a thousandth of a point.
  const isGrouped = /^[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/.test(signed)
  return Number(isGrouped ? signed.replaceAll(',', '') : signed.replace(',', '.'))
}

/** `, required, weight 2` behind the points. */
function readMarks(text: string): { required: boolean; weight: number | undefined } | undefined {
  let required = false
  let weight: number | undefined
  for (const part of text.split(/[,;]/).map((one) => one.trim().toLowerCase())) {
    if (part === '') continue
    const given = /^weight:?\s*(\d+(?:\.\d+)?(?:e[-+]?\d+)?)$/.exec(part)?.[1]
    if (given !== undefined) weight = Math.min(1_000_000, Number(given))
    else if (/^(required|must|gate|pflicht)$/.test(part)) required = true
    else return undefined
  }
  return { required, weight }
}
