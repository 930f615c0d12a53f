/** As much of a tokenizer's construct (micromark) as is needed to look on. */
type Tokenize = (this: object, effects: object, ok: unknown, nok: unknown) => unknown
type Construct = { readonly name: string; readonly tokenize: Tokenize }
type Extension = { readonly text: Readonly<Record<number, Construct>> }

/** What may belong to another one further on, so that each is looked for among all before it: `* _ ~ [ ] !`. */
const MARKS = [42, 95, 126, 91, 93, 33]
/** Looks back in one text at most: some 2,500 marks in one paragraph, or many paragraphs with what people write. */
const MOST_LOOKS = 3_000_000
/** Lists, quotes and lines cost far more than the words in them. */
const MOST_LINES = 10_000
/** A mark of a list has a blank behind it: a line of a hundred dashes is a line. */
const DEEP = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))){100}/m

/**
 * Gives up a text that would hold up the window: emphasis and links are told apart in a time that grows with the square of
 * their marks in a paragraph (ten thousand pairs `](` took 6 to 35 s), and what is nested deep runs out of room. A plugin
 * for remark, to come last, so that it sees each mark first.
 * @param seen how often was looked back so far; the same for all pieces of a text
 * @throws RangeError where a text is such a one
 */
export function boundMarks(this: { data(): object }, seen: { looks: number }): void {
  const data: { micromarkExtensions?: Extension[] } = this.data()
  const marks = new WeakMap<object, number>()
  const construct: Construct = {
    name: 'boundMarks',
    // Each paragraph, heading or cell has a tokenizer of its own.
    tokenize(_effects, _ok, nok) {
      const before = marks.get(this) ?? 0
      marks.set(this, before + 1)
      seen.looks += before
      if (seen.looks > MOST_LOOKS) throw new RangeError('too many marks in one paragraph')
      return nok
    },
  }
  data.micromarkExtensions ??= []
  data.micromarkExtensions.push({ text: Object.fromEntries(MARKS.map((code) => [code, construct])) })
}

/** Each link has a panel of its own to come: 20,000 plain addresses took 3 to 12 s. */
const MOST_LINKS = 2_000
/** A list of one word a line costs twenty times what the same words cost in paragraphs. */
const MOST_ITEMS = 4_000
const ITEM = /^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]/gm

/** As much of a Markdown tree (mdast) as is read here. */
type Node = { readonly type: string; readonly children?: readonly Node[] }

/**
 * Plugin of remark: gives up a text with more links than a window draws in a moment.
 * @param seen how many there were so far; the same for all pieces of a text
 */
export function boundLinks(seen: { links: number }) {
  const visit = (node: Node): void => {
    if (node.type === 'link' || node.type === 'linkReference') seen.links += 1
    for (const child of node.children ?? []) visit(child)
  }
  return (tree: Node): void => {
    visit(tree)
    if (seen.links > MOST_LINKS) throw new RangeError('too many links')
  }
}

/** Whether a text is nested so deep, or has so many lines or items of lists, that it is not worth trying. */
export function isTooMuch(text: string): boolean {
  if (DEEP.test(text)) return true
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1
  return lines > MOST_LINES || (lines > MOST_ITEMS && (text.match(ITEM)?.length ?? 0) > MOST_ITEMS)
}

/** Where a quotation or a list ends, all that stands before it is gone through: ends times lines at most. */
const MOST_ENDS = 6_000_000
/** For a row of backticks that no row as long as it follows, a paragraph is read to its end: lengths times characters. */
const MOST_READ = 5_000_000
/** Each dollar sign may begin or end a formula: 60 kB of rows of them took 6 to 15 s. */
const MOST_DOLLARS = 10_000

/** Whether a piece laid out at once has too many ends of quotations and lists, kinds of code in a line, or dollar signs. */
export function isTooDense(piece: string): boolean {
  const lengths = new Set(piece.match(/`+/g)?.map((row) => row.length))
  if (lengths.size * piece.length > MOST_READ) return true
  if (piece.split('$').length > MOST_DOLLARS) return true
  const lines = piece.split('\n')
  let ends = 0
  let before = ''
  for (const line of lines) {
    const first = line.trim() === '' ? '' : (line[0] ?? '')
    // What is indented goes on with what stands above it, and so does the next item behind a blank line.
    if (/\s/.test(first) || (first === '' && before !== '>')) continue
    const kind = /\d/.test(first) ? '1' : first
    if (kind !== before && /[>*+1-]/.test(before)) ends += 1
    before = kind
  }
  return ends * lines.length > MOST_ENDS
}
