import { dirname, resolve } from 'node:path'
import type { TDocumentDefinitions, TFontFamilyTypes } from 'pdfmake/interfaces.js'
import { type PaperFont, paperFonts } from './paper-letters.ts'
import { setScripts } from './set-scripts.ts'
import { paperStyles } from './paper-look.ts'

/** A paper: what pdfmake draws, and what the file says of itself. Colours and sizes come from `paper-look.ts`. */
export type Paper = Omit<TDocumentDefinitions, 'info' | 'defaultStyle'> & {
  readonly title: string
  readonly author: string
  /** When it was made, in milliseconds UTC. The same paper with the same instant gives the same bytes. */
  readonly at: number
}

/** The files of a font, which are read when a text is set in it. Only Inter has a bold one: no other script is bold. */
function fontFiles(font: PaperFont, folder: string): TFontFamilyTypes {
  const file = (name: string): string => resolve(folder, name)
  if (font === 'Inter') {
    const [normal, bold] = [file('inter-regular.ttf'), file('inter-semibold.ttf')]
    return { normal, bold, italics: normal, bolditalics: bold }
  }
  const own = font === 'Beyond' ? 'dejavu-sans.ttf' : font === 'Han' ? 'droid-sans-fallback.ttf' : undefined
  const only = file(own ?? `noto-${font.toLowerCase()}.ttf`)
  return { normal: only, bold: only, italics: only, bolditalics: only }
}

/**
 * Draws a paper as PDF, with its fonts inside, offline: it fetches nothing and reads no file but our fonts.
 * @param fontFolder `resources/fonts`
 * @param finish adds to the document what the paper cannot say, such as a file inside of it
 * @throws where the fonts are not there or the paper is drawn wrong, which are defects
 */
export async function renderPdf(
  paper: Paper,
  fontFolder: string,
  finish?: (document: PDFKit.PDFDocument) => void,
): Promise<Uint8Array> {
  const { title, author, at, ...definition } = paper
  // Loaded with the first paper: a desk that starts should not wait for it.
  const { default: pdfmake } = await import('pdfmake')
  const made = new Date(at)
  // None is read before a text is set in it.
  pdfmake.setFonts(Object.fromEntries(paperFonts.map((name) => [name, fontFiles(name, fontFolder)])))
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy((path) => dirname(path) === resolve(fontFolder))
  await setScripts(() => pdfmake.createPdf({ content: '', defaultStyle: { font: 'Inter' } }).getStream())
  const document = pdfmake.createPdf({
    pageSize: 'A4',
    pageMargins: [48, 52, 48, 56],
    version: '1.7',
    displayTitle: true,
    tagged: true,
    language: 'en',
    ...definition,
    info: { title, author, creator: 'Understudy', producer: 'Understudy', creationDate: made, modDate: made },
    styles: { ...paperStyles, ...definition.styles },
    defaultStyle: { font: 'Inter', fontSize: 9, lineHeight: 1.25 },
  })
  if (finish !== undefined) finish(await document.getStream())
  return document.getBuffer()
}
