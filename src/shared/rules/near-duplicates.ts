/** What is compared of a text: what must be the same, and what may differ a little. */
export type Likeness = {
  /** The words without case, stops and spaces: the same in texts that are the same. */
  readonly plain: string
  /** Figures and negations: texts that differ in them say different things, however alike they look. */
  readonly sharp: string
  /** Hashes of its pairs of words, each once. */
  readonly pairs: readonly number[]
}

/** Share of the pairs of words that two texts have in common, of all they have, from which on they are nearly the same. */
const ALIKE = 0.65
/** Only so many words are compared; texts alike so far are nearly the same. */
const WORDS = 300
/** So many texts at most are held against one. */
const CANDIDATES = 200

const small: ReadonlySet<string> = new Set(
  'a an the of to that this and or is are be in on for with by as at'.split(' '),
)
const negations: ReadonlySet<string> = new Set(
  'no not never without none nor cannot fails fail avoids avoid nicht kein keine keinen nie ohne'.split(' '),
)

export function likenessOf(text: string): Likeness {
  const folded = text.normalize('NFKC').toLowerCase()
  const words = (folded.match(/[\p{L}\p{M}]+(?:['’]\p{L}+)?|[-+−]?\p{N}+(?:[.,:/]\p{N}+)*/gu) ?? []).slice(0, WORDS)
  const sharp: string[] = []
  const pairs = new Set<number>()
  let before = '^'
  for (const word of words) {
    if (/\p{N}/u.test(word) || negations.has(word) || /n['’]t$/.test(word)) sharp.push(word)
    if (small.has(word)) continue
    pairs.add(hash(`${before} ${word}`))
    before = word
  }
  if (before !== '^') pairs.add(hash(`${before} $`))
  return { plain: words.join(' '), sharp: sharp.sort().join(' '), pairs: [...pairs] }
}

/** FNV-1a over UTF-16 code units, of which 30 bits are kept: such numbers are the quickest keys of a map. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value & 0x3fff_ffff
}

export type Twin = { readonly at: number; readonly of: number; readonly isSame: boolean }

/** So many texts are gone through in one step. */
const STEP = 100

/**
 * For each text that is the same or nearly the same as one before it, the first such one that is found. Similarity is
 * the Jaccard index over pairs of words. Two texts can reach it only if they have some of their rarest pairs in common
 * (prefix filtering: Bayardo, Ma and Srikant 2007), so only those are looked up, and texts with other figures never meet.
 * In steps of a few milliseconds, between which something else can be done.
 */
export function* twinSteps(likenesses: readonly Likeness[]): Generator<undefined, Twin[]> {
  const twins: Twin[] = []
  const sames = new Map<string, number>()
  const rarity = new Map<number, number>()
  for (const [at, { pairs }] of likenesses.entries()) {
    if (at % (STEP * 5) === 0) yield
    for (const pair of pairs) rarity.set(pair, (rarity.get(pair) ?? 0) + 1)
  }
  const search = createSearch(likenesses)
  for (const [at, { plain, sharp, pairs }] of likenesses.entries()) {
    if (at % STEP === 0) yield
    if (plain === '') continue
    const same = sames.get(plain)
    if (same !== undefined) {
      twins.push({ at, of: same, isSame: true })
      continue
    }
    sames.set(plain, at)
    const rarest = rarestOf(pairs, rarity)
    const of = search.find(at, sharp, rarest)
    if (of === undefined) search.add(at, sharp, rarest)
    else twins.push({ at, of, isSame: false })
  }
  return twins
}

/** So many of their rarest pairs, or all that they must share if that is less, have two texts alike in common. */
const COMMON = 3

function commonOf(pairs: readonly number[]): number {
  return Math.min(COMMON, Math.ceil(ALIKE * pairs.length))
}

/** As many of the rarest pairs as it takes for `COMMON` of them to be in common with whatever is alike. */
function rarestOf(pairs: readonly number[], rarity: ReadonlyMap<number, number>): number[] {
  // Rarity and hash in one number (43 bits): sorting plain numbers needs no calls.
  const keys = Float64Array.from(pairs, (pair) => (rarity.get(pair) ?? 0) * 0x4000_0000 + pair).sort()
  const count = pairs.length - Math.ceil(ALIKE * pairs.length) + commonOf(pairs)
  return Array.from(keys.subarray(0, count), (key) => key % 0x4000_0000)
}

/** An inverted index of the rarest pairs, for each set of figures by itself. */
function createSearch(likenesses: readonly Likeness[]) {
  const index = new Map<string, Map<number, number[]>>()
  /** How many of the rarest pairs each text has in common with the one that is looked for. */
  const hits = new Uint16Array(likenesses.length)

  function isAlike(own: ReadonlySet<number>, theirs: readonly number[]): boolean {
    let shared = 0
    for (const one of theirs) if (own.has(one)) shared += 1
    return shared >= ALIKE * (own.size + theirs.length - shared)
  }

  return {
    add: (at: number, sharp: string, rarest: readonly number[]): void => {
      let lists = index.get(sharp)
      if (lists === undefined) {
        lists = new Map()
        index.set(sharp, lists)
      }
      for (const pair of rarest) {
        const list = lists.get(pair)
        if (list === undefined) lists.set(pair, [at])
        else list.push(at)
      }
    },
    find: (at: number, sharp: string, rarest: readonly number[]): number | undefined => {
      const lists = index.get(sharp)
      const pairs = likenesses[at]?.pairs ?? []
      const touched: number[] = []
      for (const pair of rarest) {
        for (const other of lists?.get(pair) ?? []) {
          if (hits[other] === 0) touched.push(other)
          hits[other] = (hits[other] ?? 0) + 1
        }
      }
      let own: Set<number> | undefined
      let tried = 0
      let found: number | undefined
      for (const other of touched) {
        const theirs = likenesses[other]?.pairs ?? []
        const isNear = (hits[other] ?? 0) >= Math.min(commonOf(pairs), commonOf(theirs))
        hits[other] = 0
        if (!isNear || found !== undefined || tried >= CANDIDATES) continue
        tried += 1
        own ??= new Set(pairs)
        if (isAlike(own, theirs)) found = other
      }
      return found
    },
  }
}
