type Glyph = { readonly id: number; readonly advanceWidth: number; readonly codePoints: readonly number[] }

/** What we need of a font inside of a document; pdfkit has no types for it. */
type EmbeddedFont = {
  readonly subset: { readonly glyphs: number[]; includeGlyph(id: number): number }
  /** By the number of a glyph in this document: the letters it stands for, and its width. */
  readonly unicode: (readonly number[] | undefined)[]
  readonly widths: number[]
  readonly scale: number
  layout(
    text: string,
    features?: unknown,
  ): { readonly glyphs: readonly Glyph[]; readonly positions: readonly unknown[] }
}

type LayoutRun = (this: EmbeddedFont, text: string, features?: unknown) => unknown
type Encode = (this: EmbeddedFont, text: string, features?: unknown) => [string[], readonly unknown[]]

/** Scripts whose shapes stand in another order than their letters, or are fewer or more than these. */
const SHAPED =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}]/u

/** AM of Thai and Lao behind a tone mark: its ring stands below the mark, which fontkit does not see to. */
const AM = [/([\u0e48-\u0e4b])\u0e33/gu, /([\u0ec8-\u0ecb])\u0eb3/gu] as const

function takeApart(text: string): string {
  return text.replaceAll(AM[0], '\u{e4d}$1\u{e32}').replaceAll(AM[1], '\u{ecd}$1\u{eb2}')
}

let isDone = false

/**
 * Has pdfkit set words of more scripts as they are written, and write them so that they are found and copied as they were
 * written. It writes one list for each font that says which letters a shape stands for, and readers put the letters in a row
 * as the shapes are: किसान came back as िकसान. Here the shapes of a word stand for its letters in the order of the letters; a
 * shape that stands for several things so is in the font several times.
 * @param draw any document: what all of them share is not to be had otherwise
 */
export async function setScripts(draw: () => Promise<PDFKit.PDFDocument>): Promise<void> {
  if (isDone) return
  const document = await draw()
  const provide =
    'provideFont' in document && typeof document.provideFont === 'function' ? document.provideFont : undefined
  const font: unknown = provide?.call(document, 'Inter', false, false)
  const shared: unknown = Object.getPrototypeOf(Object(font))
  if (!isFontClass(shared)) throw new Error('this version of pdfmake sets text in another way')
  // Another paper may have been quicker.
  if (isDone) return
  isDone = true
  const { encode, layoutRun } = shared
  shared.layoutRun = function layoutApart(text, features) {
    return layoutRun.call(this, takeApart(text), features)
  }
  shared.encode = function encodeInOrder(text, features) {
    if (!SHAPED.test(text)) return encode.call(this, text, features)
    const { glyphs, positions } = this.layout(text, features)
    const said = dealOut(text, glyphs)
    const numbers = glyphs.map((glyph, i) => numberOf(this, glyph, said[i] ?? NOTHING))
    return [numbers.map((number) => number.toString(16).padStart(4, '0')), positions]
  }
}

function isFontClass(value: unknown): value is { encode: Encode; layoutRun: LayoutRun } {
  if (typeof value !== 'object' || value === null || !('encode' in value) || !('layoutRun' in value)) return false
  return typeof value.encode === 'function' && typeof value.layoutRun === 'function'
}

/** For a shape without a width of its own and without a letter: readers leave it out, and want something for each. */
const NOTHING = '\u{200b}'

/**
 * The letters of a word in their order, dealt out to its shapes from the first to the last: to each as many as it stands for
 * by the font, which is right for all that are not moved and close enough for the others.
 */
function dealOut(text: string, glyphs: readonly Glyph[]): string[] {
  // A vowel of two parts is two shapes.
  const letters = Array.from(text.length < glyphs.length ? text.normalize('NFD') : text)
  const shares = glyphs.map(({ codePoints }) => Math.max(1, codePoints.length))
  let over = shares.reduce((sum, share) => sum + share, 0) - letters.length
  const reduce = (least: number, isMeant: (glyph: Glyph) => boolean) => {
    for (const [i, glyph] of glyphs.entries()) {
      const less = isMeant(glyph) ? Math.min(Math.max(0, over), (shares[i] ?? 0) - least) : 0
      shares[i] = (shares[i] ?? 0) - less
      over -= less
    }
  }
  reduce(1, () => true)
  reduce(0, ({ advanceWidth }) => advanceWidth === 0)
  reduce(0, () => true)
  let at = 0
  return glyphs.map(({ advanceWidth }, i) => {
    const end = (): number => (i === glyphs.length - 1 ? letters.length : at + (shares[i] ?? 0))
    // Readers take a shape that stands for marks alone for one without a width, and see a gap behind it.
    const isGap = (): boolean => advanceWidth > 0 && /^\p{Mn}+$/u.test(letters.slice(at, end()).join(''))
    while (isGap()) {
      const lender = shares.findIndex((share, j) => j > i && share > (glyphs[j]?.advanceWidth === 0 ? 0 : 1))
      if (lender === -1) break
      shares[lender] = (shares[lender] ?? 0) - 1
      shares[i] = (shares[i] ?? 0) + 1
    }
    const said = letters.slice(at, end()).join('')
    at = end()
    return said === '' ? NOTHING : said
  })
}

const numbers = new WeakMap<EmbeddedFont, Map<string, number>>()

/** The number in this document of a glyph that stands for these letters. */
function numberOf(font: EmbeddedFont, glyph: Glyph, said: string): number {
  const known = numbers.get(font) ?? new Map<string, number>()
  numbers.set(font, known)
  const key = `${glyph.id} ${said}`
  const found = known.get(key)
  if (found !== undefined) return found
  const first = font.subset.includeGlyph(glyph.id)
  const number = font.unicode[first] === undefined ? first : font.subset.glyphs.push(glyph.id) - 1
  font.unicode[number] = Array.from(said, (char) => char.codePointAt(0) ?? 0)
  font.widths[number] = glyph.advanceWidth * font.scale
  known.set(key, number)
  return number
}
