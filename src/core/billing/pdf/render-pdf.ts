import { dirname, resolve } from 'node:path'
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js'
import { paperStyles } from './paper-look.ts'

/** A paper: what pdfmake draws, and what the file says of itself. Colours and sizes come from `paper-look.ts`. */
export type Paper = Omit<TDocumentDefinitions, 'info' | 'defaultStyle'> & {
  readonly title: string
  readonly author: string
  /** When it was made, in milliseconds UTC. The same paper with the same instant gives the same bytes. */
  readonly at: number
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
  const font = (name: string): string => resolve(fontFolder, name)
  pdfmake.setFonts({
    Inter: {
      normal: font('inter-regular.ttf'),
      bold: font('inter-semibold.ttf'),
      italics: font('inter-regular.ttf'),
      bolditalics: font('inter-semibold.ttf'),
    },
    // What Inter has not; see `textToRuns`.
    Beyond: {
      normal: font('dejavu-sans.ttf'),
      bold: font('dejavu-sans.ttf'),
      italics: font('dejavu-sans.ttf'),
      bolditalics: font('dejavu-sans.ttf'),
    },
  })
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy((path) => dirname(path) === resolve(fontFolder))
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
