/** As much of a Markdown tree (mdast) as is read here. */
export type Part = { type: string; value?: string; children?: Part[] }

const MARKS: ReadonlySet<string> = new Set(['strong', 'emphasis', 'delete'])
const BLOCKS: ReadonlySet<string> = new Set(['paragraph', 'heading', 'tableCell'])

/**
 * Puts what is emphasised into the form that Markdown has for it. Word processors emphasise the blank behind a word, too,
 * and every run of letters by itself; written out as it is, that has to be `**Note:&#x20;**&#x74;ext`.
 */
export function evenMarks(tree: Part): void {
  even(tree)
  bareAddresses(tree)
}

function even(part: Part): void {
  if (part.children === undefined) return
  for (const child of part.children) even(child)
  let parts = joinMarks(part.children.flatMap(blanksOutside))
  // What was in a mark that is none any more has other neighbours.
  while (parts.some((_, at) => !isWritable(parts, at))) {
    const before = parts
    parts = joinTexts(before.flatMap((child, at) => (isWritable(before, at) ? [child] : (child.children ?? []))))
  }
  const kept = BLOCKS.has(part.type) ? trimmed(parts) : parts
  part.children = kept.filter(({ type, children }) => type !== 'paragraph' || children?.length !== 0)
}

const text = (value: string): Part[] => (value === '' ? [] : [{ type: 'text', value }])

function blanksOutside(part: Part): Part[] {
  if (!MARKS.has(part.type)) return [part]
  const inner = (part.children ?? []).flatMap((child) => (child.type === part.type ? (child.children ?? []) : [child]))
  const before: Part[] = []
  const after: Part[] = []
  for (let [first] = inner; first !== undefined; [first] = inner) {
    const value = first.type === 'text' ? (first.value ?? '').trimStart() : ''
    if (first.type !== 'break' && (first.type !== 'text' || value === first.value)) break
    before.push(...(first.type === 'break' ? [first] : text((first.value ?? '').slice(0, -value.length || undefined))))
    inner.splice(0, 1, ...text(value))
  }
  for (let last = inner.at(-1); last !== undefined; last = inner.at(-1)) {
    const value = last.type === 'text' ? (last.value ?? '').trimEnd() : ''
    if (last.type !== 'break' && (last.type !== 'text' || value === last.value)) break
    after.unshift(...(last.type === 'break' ? [last] : text((last.value ?? '').slice(value.length))))
    inner.splice(-1, 1, ...text(value))
  }
  return inner.length === 0 ? [...before, ...after] : [...before, { ...part, children: inner }, ...after]
}

/** Neighbours of one kind, also with a blank between them, are one. */
function joinMarks(parts: readonly Part[]): Part[] {
  const joined: Part[] = []
  for (const part of joinTexts(parts)) {
    const blank =
      joined.at(-1)?.type === 'text' && (joined.at(-1)?.value ?? '').trim() === '' ? joined.at(-1) : undefined
    const at = joined.length - (blank === undefined ? 1 : 2)
    const before = joined[at]
    if (before !== undefined && MARKS.has(part.type) && before.type === part.type) {
      const children = joinMarks([
        ...(before.children ?? []),
        ...(blank === undefined ? [] : [blank]),
        ...(part.children ?? []),
      ])
      joined.splice(at, joined.length - at, { ...before, children })
    } else {
      joined.push(part)
    }
  }
  return joined
}

function joinTexts(parts: readonly Part[]): Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const before = joined.at(-1)
    if (before?.type === 'text' && part.type === 'text') {
      joined[joined.length - 1] = { ...before, value: `${before.value ?? ''}${part.value ?? ''}` }
    } else {
      joined.push(part)
    }
  }
  return joined
}

/** Marks between a letter and a sign, as in `a**(b)**c`, are none in Markdown: there the words stand without them. */
function isWritable(parts: readonly Part[], at: number): boolean {
  const part = parts[at]
  if (part === undefined || !MARKS.has(part.type)) return true
  const [first] = part.children ?? []
  const isOpen = !isSign(first, 0) || !isLetter(parts[at - 1], -1)
  return isOpen && (!isSign(part.children?.at(-1), -1) || !isLetter(parts[at + 1], 0))
}

/** @param end 0 for the first character, -1 for the last; what is no text begins and ends with a sign */
function isSign(part: Part | undefined, end: 0 | -1): boolean {
  return part !== undefined && (part.type !== 'text' || /[\p{P}\p{S}]/u.test(characterOf(part, end)))
}

function isLetter(part: Part | undefined, end: 0 | -1): boolean {
  return part?.type === 'text' && /[^\s\p{P}\p{S}]/u.test(characterOf(part, end))
}

function characterOf({ value = '' }: Part, end: 0 | -1): string {
  return (end === 0 ? /^./su : /.$/su).exec(value)?.[0] ?? ''
}

/** Blanks at the ends of a block and of its lines, and lines that are empty there. */
function trimmed(parts: readonly Part[]): Part[] {
  const cut = parts.flatMap((part, at) => {
    if (part.type !== 'text') return [part]
    const isFirst = at === 0 || parts[at - 1]?.type === 'break'
    const isLast = at === parts.length - 1 || parts[at + 1]?.type === 'break'
    const begun = isFirst ? (part.value ?? '').trimStart() : (part.value ?? '')
    return text(isLast ? begun.trimEnd() : begun)
  })
  const first = cut.findIndex(({ type }) => type !== 'break')
  return first === -1 ? [] : cut.slice(first, cut.findLastIndex(({ type }) => type !== 'break') + 1)
}

/**
 * What is written out as it is. Not `html`, which would do too: remark joins the line above to what is HTML, so that of a
 * line break before an address only its stroke was left.
 */
export const ADDRESS_PART = 'address'

/** Addresses that are no links, as far as nothing in them means something in Markdown. */
const ADDRESS =
  /((?<![\p{L}\p{N}_])(?:https?:\/\/[\w./?=&%#:+,;@~-]*[\w/]|[\w.+-]{0,63}\w@\w[\w-]{0,62}(?:\.\w[\w-]{0,62}){1,8}))/u

/** An address stands as it was written: with strokes in it, as in `https\://`, nobody could copy it. */
function bareAddresses(part: Part): void {
  if (part.type === 'link' || part.children === undefined) return
  for (const child of part.children) bareAddresses(child)
  part.children = part.children.flatMap((child) => {
    if (child.type !== 'text' || !ADDRESS.test(child.value ?? '')) return [child]
    // Every second piece is what matched.
    return (child.value ?? '')
      .split(ADDRESS)
      .flatMap((piece, at): Part[] => (at % 2 === 1 ? [{ type: ADDRESS_PART, value: piece }] : text(piece)))
  })
}
