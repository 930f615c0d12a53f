import type { Content } from 'pdfmake/interfaces.js'
import type { AppealPack } from '../../../shared/contract/appeal-file.ts'
import { facts, fitsPage, linesOf, muted, pageFoot, rowLines, title, unparted, words } from '../pdf/paper-look.ts'
import type { Paper } from '../pdf/render-pdf.ts'
import { textToRuns } from '../pdf/text-runs.ts'
import { type PackTable, packToWords, type TaskWords } from './pack-words.ts'

/** The pack as a paper. */
export function packToPaper(pack: AppealPack): Paper {
  const told = packToWords(pack)
  return {
    title: told.title,
    author: pack.worker.name === '' ? 'Understudy' : pack.worker.name,
    at: pack.madeAt,
    footer: pageFoot(told.title),
    content: [
      title(told.title),
      muted({ text: told.intro, margin: [0, 0, 0, 8] }),
      facts(told.facts),
      { text: 'How to check it', style: 'heading' },
      ...told.howToCheck.map((text): Content => ({ text, margin: [0, 0, 0, 2] })),
      ...told.tasks.flatMap(taskContent),
    ],
  }
}

function taskContent({ title: name, facts: pairs, tables, comments }: TaskWords): Content[] {
  return [
    { text: textToRuns(name), fontSize: 14, bold: true, margin: [0, 26, 0, 4] },
    facts(pairs),
    ...tables.flatMap(tableContent),
    ...(comments.length === 0 ? [] : [{ text: 'What the operator wrote', style: 'heading' }]),
    ...comments.map((text): Content => ({ text: textToRuns(text), margin: [10, 0, 0, 4] })),
  ]
}

/** The last column takes what is left; a hash in it is parted where it must be. */
function tableContent({ title: name, head, rows }: PackTable): Content[] {
  const widths = head.map((text, i) => (i === head.length - 1 || text === 'Why' ? '*' : 'auto'))
  const short = new Set(['Date', 'From', 'To', 'Length', 'Changed by', 'Claimed'])
  return [
    { text: name, style: 'heading' },
    {
      fontSize: 8,
      table: {
        headerRows: 1,
        // Narrow columns: a reason of 2,000 letters is higher than a page.
        dontBreakRows: rows.flat().every((text) => fitsPage(linesOf(text, 100))),
        widths,
        body: [
          head.map((text) => muted({ text })),
          ...rows.map((row) =>
            row.map((text, i) =>
              short.has(head[i] ?? '') ? unparted(text) : /^[0-9a-f]{64}$/.test(text) ? hash(text) : words(text),
            ),
          ),
        ],
      },
      layout: rowLines,
    },
  ]
}

/** In four lines: a word without spaces would push the other columns aside. */
function hash(text: string): Content {
  return { text: text.match(/.{1,16}/g)?.join('\n') ?? text }
}
