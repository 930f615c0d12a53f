/** About so many characters are laid out at once. */
const SLICE = 2_000
/** What may reach over a blank line, or mean something far from where it stands: definitions, notes, some HTML. */
const REACHES_FAR = /\]:|^ {0,3}<(?:script|pre|style|textarea|!|\?)|\r(?!\n)/im
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,}|\${2,}(?=[^$]*$))/
const FENCE_END = /^ {0,3}(`+|~+|\$+)\s*$/
/** What stands at the beginning of a line behind a blank one and belongs to nothing before it. */
const BEGINS_ANEW = /^[^\s\d*+<=_`|~$-]/

/**
 * A Markdown text in pieces that can be laid out one by one: the end of each quotation and list costs as much as all that
 * stands before it (4,000 quotations of one word took 4 s). Together the pieces are the text.
 */
export function sliceMarkdown(text: string): string[] {
  if (text.length <= 2 * SLICE || REACHES_FAR.test(text)) return [text]
  const slices: string[] = []
  let from = 0
  let fence: string | undefined
  let isBehindBlank = false
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end === -1 ? text.length : end)
    if (fence !== undefined) {
      const mark = FENCE_END.exec(line)?.[1]
      if (mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length) fence = undefined
    } else {
      fence = FENCE.exec(line)?.[1]
      if (isBehindBlank && at - from >= SLICE && BEGINS_ANEW.test(line)) {
        slices.push(text.slice(from, at))
        from = at
      }
    }
    isBehindBlank = line.trim() === ''
    at = end === -1 ? text.length : end + 1
  }
  // A fence that is open at the end may have been another one than it seemed.
  return fence === undefined ? [...slices, text.slice(from)] : [text]
}
