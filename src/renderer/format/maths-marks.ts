/** A longer formula stays as it was written, and its end is looked for no further: a page of dollar signs costs no more. */
export const LONGEST_FORMULA = 2_000

/**
 * Where a formula that is opened by a `$` at `open` ends, by the rule of Pandoc (`tex_math_dollars`): no space after the
 * first mark, none before the last, and no digit after it, so that prices stay prices. A formula lies in one line.
 * @returns the place of the closing mark; -1 where the `$` opens nothing
 */
export function formulaEnd(line: string, open: number): number {
  const first = line.charCodeAt(open + 1)
  if (Number.isNaN(first) || isSpace(first) || first === DOLLAR) return -1
  const last = Math.min(line.length - 1, open + LONGEST_FORMULA + 1)
  for (let at = open + 2; at <= last; at++) {
    if (line.charCodeAt(at) !== DOLLAR || line.charCodeAt(at - 1) === BACKSLASH) continue
    if (isSpace(line.charCodeAt(at - 1))) return -1
    return isDigit(line.charCodeAt(at + 1)) ? -1 : at
  }
  return -1
}

const DOLLAR = 36
const BACKSLASH = 92

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** A line that begins or ends formulas that stand by themselves. */
export function isFormulaFence(line: string): boolean {
  return /^ {0,3}\$\$\s*$/.test(line)
}

export type MathsText = {
  /** The text with every `$` that is no mark of a formula escaped. */
  readonly text: string
  readonly hasMaths: boolean
}

/** Tells formulas from prices before a Markdown parser sees them, which takes any two `$` for a formula. */
export function readMaths(text: string): MathsText {
  if (!text.includes('$')) return { text, hasMaths: false }
  let hasMaths = false
  let fence: string | undefined
  let isInFormula = false
  const lines = text.split('\n').map((line) => {
    const mark = /^[\s>]*(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true) fence = undefined
      return line
    }
    if (isInFormula || isFormulaFence(line)) {
      if (isFormulaFence(line)) isInFormula = !isInFormula
      hasMaths = true
      return line
    }
    if (mark !== undefined) {
      fence = mark
      return line
    }
    if (!line.includes('$')) return line
    const read = readLine(line)
    hasMaths ||= read.hasMaths
    return read.text
  })
  return { text: lines.join('\n'), hasMaths }
}

function readLine(line: string): MathsText {
  let text = ''
  let hasMaths = false
  let at = 0
  const take = (to: number): void => {
    text += line.slice(at, to)
    at = to
  }
  while (at < line.length) {
    const char = line[at]
    if (char === '\\') take(at + 2)
    else if (char === '`') take(codeEnd(line, at))
    else if (char !== '$') take(at + 1)
    else {
      const isDouble = line[at + 1] === '$'
      const end = isDouble ? line.indexOf('$$', at + 2) : formulaEnd(line, at)
      if (end > at + (isDouble ? 2 : 0)) {
        hasMaths = true
        take(end + (isDouble ? 2 : 1))
      } else {
        text += '\\'
        take(at + 1)
      }
    }
  }
  return { text, hasMaths }
}

/** Behind a run of code that begins at `open`, or behind its marks where it does not end in this line. */
function codeEnd(line: string, open: number): number {
  let run = open
  while (line[run] === '`') run += 1
  const marks = line.slice(open, run)
  for (let at = line.indexOf(marks, run); at !== -1; at = line.indexOf(marks, at)) {
    let end = at
    while (line[end] === '`') end += 1
    if (end - at === marks.length) return end
    at = end
  }
  return run
}
