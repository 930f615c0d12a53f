import type { Content, ContentText, CustomTableLayout, DynamicContent } from 'pdfmake/interfaces.js'
import { textToRuns } from './text-runs.ts'

/** What all papers share: one grey, one line, one scale of sizes. */

const INK_SOFT = '#5b6169'
const LINE = '#c9ced6'

export const paperStyles = {
  title: { fontSize: 20, bold: true, lineHeight: 1.1, margin: [0, 0, 0, 10] as [number, number, number, number] },
  heading: { fontSize: 11.5, bold: true, margin: [0, 18, 0, 4] as [number, number, number, number] },
}

/** A hairline under each row and nothing else. */
export const rowLines: CustomTableLayout = {
  hLineWidth: (line, node) => (line === 0 || line === node.table.body.length ? 0 : 0.5),
  vLineWidth: () => 0,
  hLineColor: () => LINE,
  paddingLeft: (column) => (column === 0 ? 0 : 5),
  paddingRight: (column, node) => (column === (node.table.widths?.length ?? 0) - 1 ? 0 : 5),
  paddingTop: () => 3,
  paddingBottom: () => 3,
}

const bare: CustomTableLayout = {
  hLineWidth: () => 0,
  vLineWidth: () => 0,
  paddingLeft: () => 0,
  paddingRight: () => 12,
  paddingTop: () => 1,
  paddingBottom: () => 1,
}

export function title(text: string): Content {
  return { text: textToRuns(text), style: 'title' }
}

/** Names and what belongs to them, one below the other. */
export function facts(pairs: readonly (readonly [string, string])[]): Content {
  return {
    table: {
      widths: ['auto', '*'],
      body: pairs.map(([name, value]) => [muted({ text: name }), { text: textToRuns(value) }]),
    },
    layout: bare,
  }
}

/** What people wrote, in a cell. */
export function words(text: string): ContentText {
  return { text: textToRuns(text) }
}

/** A date or a time, which is not parted. */
export function unparted(text: string): ContentText {
  return { text, noWrap: true }
}

/** So many lines surely have room on one page. */
const PAGE_LINES = 40
/** No letter of a usual text is wider at the size of a paper's text, and most are half as wide. */
const LETTER_WIDTH = 9

/** How many lines a text takes at most in a column. @param width in points */
export function linesOf(text: string, width: number): number {
  return Math.max(1, Math.ceil((text.length * LETTER_WIDTH) / width))
}

/**
 * Whether something may be kept on one page. What is higher than a page and must not be parted pdfmake leaves out,
 * without a word: a heading, and all its rows with it.
 */
export function fitsPage(lines: number): boolean {
  return lines <= PAGE_LINES
}

/** Figures and their heads stand to the right. Only for texts of our own. */
export function figure(text: string): ContentText {
  return { text, alignment: 'right' }
}

export function strong(text: ContentText): ContentText {
  return { ...text, bold: true }
}

export function muted(text: ContentText): ContentText {
  return { ...text, color: INK_SOFT }
}

/** For what stands below what matters. */
export const smallPrint = { color: INK_SOFT, fontSize: 8 }

export function pageFoot(text: string): DynamicContent {
  return (page, pages) => ({
    margin: [48, 18, 48, 0],
    fontSize: 8,
    color: INK_SOFT,
    columns: [{ text: textToRuns(text) }, { text: pages > 1 ? `${page} of ${pages}` : '', alignment: 'right' }],
  })
}
