import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** A place where the words that are looked for stand: the page from 0, and the how-manieth on it. */
export type Found = { readonly page: number; readonly nth: number }

/** So many places are enough to go through. */
const MOST = 2_000

/** As it is compared: without regard to case, accents as they are, all kinds of spaces the same. */
export function comparable(text: string): string {
  return text.toLowerCase().replaceAll(/\s/g, ' ')
}

/** @returns where in a text it stands, in characters */
export function placesOf(text: string, words: string): number[] {
  const places: number[] = []
  if (words === '') return places
  for (let at = text.indexOf(words); at !== -1 && places.length < MOST; at = text.indexOf(words, at + words.length)) {
    places.push(at)
  }
  return places
}

/** @returns the words of a page as its text layer has them, one piece after another */
export async function textOfPage(document: PDFDocumentProxy, page: number): Promise<string> {
  const { items } = await (await document.getPage(page + 1)).getTextContent()
  return items.map((item) => ('str' in item ? item.str : '')).join('')
}

/**
 * Looks through a document page by page.
 * @param report hears what is found so far after each page that has something
 */
export async function searchPdf(
  document: PDFDocumentProxy,
  pages: number,
  words: string,
  { report, signal }: { report: (found: readonly Found[]) => void; signal: AbortSignal },
): Promise<void> {
  const wanted = comparable(words.trim())
  const found: Found[] = []
  for (let page = 0; page < pages && found.length < MOST && !signal.aborted; page++) {
    const places = placesOf(comparable(await textOfPage(document, page)), wanted)
    found.push(...places.map((_, nth) => ({ page, nth })))
    if (places.length > 0 && !signal.aborted) report([...found])
  }
  if (!signal.aborted) report([...found])
}
