import type { AppealPack } from '../../../shared/contract/appeal-file.ts'
import { type PackTable, packToWords, type TaskWords } from './pack-words.ts'

/** The pack as one page that needs nothing beside it: no script, no picture, no other file. */
export function packToPage(pack: AppealPack): string {
  const words = packToWords(pack)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(words.title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(words.title)}</h1>
<p class="intro">${escape(words.intro)}</p>
${facts(words.facts)}
<section>
<h2>How to check it</h2>
${words.howToCheck.map((line) => `<p>${escape(line)}</p>`).join('\n')}
</section>
${words.tasks.map(taskSection).join('\n')}
</main>
</body>
</html>
`
}

function taskSection({ title, facts: pairs, tables, comments }: TaskWords): string {
  const told =
    comments.length === 0
      ? ''
      : `<h3>What the operator wrote</h3>\n${comments.map((text) => `<blockquote dir="auto">${escape(text)}</blockquote>`).join('\n')}`
  return `<section>\n<h2 dir="auto">${escape(title)}</h2>\n${facts(pairs)}\n${tables.map(table).join('\n')}\n${told}\n</section>`
}

function facts(pairs: readonly (readonly [string, string])[]): string {
  const rows = pairs.map(([name, value]) => `<dt>${escape(name)}</dt><dd dir="auto">${escape(value)}</dd>`)
  return `<dl>${rows.join('\n')}</dl>`
}

function table({ title, head, rows }: PackTable): string {
  const cells = (row: readonly string[]): string => row.map((text) => `<td dir="auto">${escape(text)}</td>`).join('')
  return `<h3>${escape(title)}</h3>
<div class="scroll"><table>
<thead><tr>${head.map((text) => `<th scope="col">${escape(text)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}
</tbody>
</table></div>`
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>')
}

const style = `
:root { color-scheme: light dark; --ink: #1c1a17; --soft: #5f5a52; --line: #d8d2c6; --paper: #f8f5ee; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece7dd; --soft: #aaa398; --line: #3f3b35; --paper: #1d1b18; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 Inter, system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 3rem 1.5rem 5rem; }
h1 { margin: 0 0 .5rem; font: 600 2rem/1.2 Georgia, serif; }
h2 { margin: 0 0 .75rem; font-size: 1.2rem; overflow-wrap: anywhere; }
h3 { margin: 1.5rem 0 .25rem; font-size: .95rem; }
section { margin-top: 2.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
p { max-width: 44rem; margin: 0 0 .5rem; }
.intro { color: var(--soft); }
dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .15rem 1.25rem; margin: 1rem 0 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th { color: var(--soft); font-weight: 500; text-align: start; }
th, td { padding: .3rem 1rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; min-width: 4.5rem; }
blockquote { margin: .5rem 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); }
@media print { :root { --paper: #fff; --ink: #000; --soft: #444; } main { padding: 0; } tr { break-inside: avoid; } }
`
