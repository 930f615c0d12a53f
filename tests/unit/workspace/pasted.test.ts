import { describe, expect, it } from 'vitest'
import { htmlToMarkdown } from '../../../src/renderer/editor/html-to-markdown.ts'
import { placeBlock } from '../../../src/renderer/editor/place-block.ts'
import { sheetToTable } from '../../../src/renderer/editor/sheet-text.ts'
import { textOf } from '../../../src/renderer/editor/text-edits.ts'
import { word, docs, sheets, excel } from '../../support/renderer/clipboards.ts'

describe('what is pasted', () => {
  it('from Word becomes headings, lists in lists and emphasis, with nothing of its styles', () => {
    expect(htmlToMarkdown(word)).toBe(
      [
        '# Crop plan',
        '',
        '## What comes first',
        '',
        'Lime **before** anything *else*, at 2 t/ha.',
        '',
        '- Clover',
        '  - red',
        '  - white',
        '- Wheat',
        '',
        '1. Sample the soil',
        '2. Spread the lime',
      ].join('\n'),
    )
  })

  it('from Word keeps the numbers of a list that goes on, or was copied from its middle', () => {
    const item = (mark: string, words: string): string =>
      `<p style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">${mark}<span>&nbsp; </span></span>${words}</p>`
    expect(htmlToMarkdown(`${item('3.', 'Sample')}<p>Wait.</p>${item('4.', 'Spread')}${item('5.', 'Roll')}`)).toBe(
      '3. Sample\n\nWait.\n\n4. Spread\n5. Roll',
    )
    expect(htmlToMarkdown(item('1.2.', 'Sample'))).toBe('2. Sample')
    expect(htmlToMarkdown(item('(a)', 'Sample') + item('(b)', 'Spread'))).toBe('1. Sample\n2. Spread')
  })

  it('from Google Docs becomes what its styles mean, and its links lead where they say', () => {
    expect(htmlToMarkdown(docs)).toBe(
      [
        '## Rotation',
        '',
        'Put **clover** first, then *wheat*, ~~never maize~~.',
        '',
        '- Spring',
        '  - [Soil map](https://soil.example/map)',
        '- Autumn',
      ].join('\n'),
    )
  })

  it.each([
    ['<p><b>Note: </b>lime first</p>', '**Note:** lime first'],
    ['<p>Lime<b> first</b>, then <i>rye&nbsp;</i></p>', 'Lime **first**, then *rye*'],
    [
      '<p><span style="font-weight:700">Lime</span><span style="font-weight:700"> first</span> of all</p>',
      '**Lime first** of all',
    ],
    ['<p><b>Lime</b> <b>first<br></b>of all</p>', '**Lime first**\\\nof all'],
    ['<p>up to 6<b>(a)</b>b and これは<b>「石灰」</b>です</p>', 'up to 6(a)b and これは「石灰」です'],
    ['<p>a<b><i>(x)</i></b> un<i>believ</i>able</p>', 'a(x) un*believ*able'],
    [
      '<h2><b>1. </b>Soil</h2><h3><b> </b></h3><ul><li><b>Lime </b>first</li></ul>',
      '## **1.** Soil\n\n- **Lime** first',
    ],
  ])('has its emphasis as Markdown writes it: %s', (html, written) => expect(htmlToMarkdown(html)).toBe(written))

  it.each([
    ['<p>10<sup>1.5</sup>, 8<sup>1/3</sup>, 2<sup>n</sup>, e<sup>−2x</sup>', '10^1.5, 8^1/3, 2ⁿ, e⁻²ˣ'],
    ['<p>10<sup>3</sup> kg, m<sup>−2</sup>, the 1<sup>st</sup>, H<sub>2</sub>O</p>', '10³ kg, m⁻², the 1st, H2O'],
    [
      '<p>See https://a.example/a_b?x=1&amp;y=2, <b>https://b.example/</b>. Ask <i>ada_f@a.example</i>, 5 * 3</p>',
      'See https://a.example/a_b?x=1&y=2, **https://b.example/**. Ask *ada_f@a.example*, 5 \\* 3',
    ],
    ['<p><a href="https://a.example/a_b">https://a.example/a_b</a></p>', '<https://a.example/a_b>'],
    ['<div>Lime</div><div><br></div><div>first<br></div>', 'Lime\n\nfirst'],
    ['<p>say <b>it <b>twice</b></b></p>', 'say **it twice**'],
    ['<p>Ada Lane<br>ada@a.example<br>https://a.example/</p>', 'Ada Lane\\\nada@a.example\\\nhttps://a.example/'],
  ])('says what it said: %s', (html, written) => expect(htmlToMarkdown(html)).toBe(written))

  it.each([
    ['a cell over all columns', '<tr><td colspan="1000000000">North</td></tr>', '| North | |'],
    ['a cell over two columns', '<tr><td colspan="2">North</td></tr>', '| North | |'],
    ['blocks in a cell', '<tr><td>North<div>field</div></td><td>low</td></tr>', '| North field | low |'],
    ['bold words in a cell', '<tr><td><b>North: </b>F1</td><td>low</td></tr>', '| **North:** F1 | low |'],
  ])('has %s in a table', (_, row, written) => {
    const html = `<table><caption>Soil</caption><tr><th>Field</th><th>P</th></tr>${row}</table>`
    expect(htmlToMarkdown(html)).toBe(`Soil\n\n| Field | P |\n| - | - |\n${written}`)
  })

  it('from a chat keeps its lines, where the page shows them as they were typed', () => {
    const said = '<b>Lime</b>\nfirst\n\nthen seed\n'
    expect(htmlToMarkdown(`<span style="color: red; white-space: pre-wrap;">${said}</span>`)).toBe(
      '**Lime**\\\nfirst\\\n\\\nthen seed',
    )
    expect(htmlToMarkdown(`<p style="white-space: normal;">${said}</p>`)).toBe('**Lime** first then seed')
    const rows = '\n<tr>\n<td>Crop</td><td>Field</td>\n</tr>\n<tr><td>Rye</td><td>F1\nF2</td></tr>\n'
    expect(htmlToMarkdown(`<div style="white-space-collapse: preserve"><table>${rows}</table></div>`)).toBe(
      '| Crop | Field |\n| - | - |\n| Rye | F1 F2 |',
    )
  })

  it('keeps which boxes of a list are ticked, from GitHub, a loose list and Google Docs; a field is no box', () => {
    const github = `<ul class="contains-task-list">
      <li class="task-list-item"><input type="checkbox" class="task-list-item-checkbox" checked=""> Fuel
        <ul><li><input type="checkbox" disabled> Tanks</li></ul></li>
      <li><p><input type="checkbox"> Oil</p></li>
      <li><label><input type="checkbox" checked> Lights</label></li><li>No box</li></ul>`
    expect(htmlToMarkdown(github)).toBe('- [x] Fuel\n  - [ ] Tanks\n- [ ] Oil\n- [x] Lights\n- No box')
    const docs = `<b style="font-weight:normal"><ul style="list-style-type:none">
      <li dir="ltr" role="checkbox" aria-checked="true" aria-level="1"><img src="data:image/png;base64,AA=="/><p>Done</p></li>
      <li dir="ltr" role="checkbox" aria-checked="false" aria-level="1"><img src="data:image/png;base64,AA=="/><p>Not yet</p></li>
    </ul></b>`
    expect(htmlToMarkdown(docs)).toBe('- [x] Done\n- [ ] Not yet')
    expect(htmlToMarkdown('<p>Name <input value="typed"> <input type="checkbox" checked> yes</p>')).toBe('Name yes')
  })

  it('from spreadsheets becomes a table', () => {
    expect(htmlToMarkdown(sheets)).toBe(
      ['| Crop | Hectares |', '| - | - |', '| Wheat \\| rye | 32 |', '| Clover | 18 |'].join('\n'),
    )
    expect(htmlToMarkdown(excel)).toContain('| Seed | 120 |')
  })

  it('from a hostile page brings no script, no picture and no address but of the web', () => {
    const hostile =
      '<p onclick="x()">Read <a href="javascript:alert(1)">this</a><script>alert(1)</script><img src="https://spy.example/p.gif" onerror="x()"> <b>now</b></p><style>p{}</style><iframe src="https://spy.example"></iframe>'
    expect(htmlToMarkdown(hostile)).toBe('Read this **now**')
  })

  it('keeps what looks like Markdown as the words it was', () => {
    expect(htmlToMarkdown('<p>2 * 3 * 4 and # not <b>a heading</b></p>')).toBe('2 \\* 3 \\* 4 and # not **a heading**')
  })
})

describe('cells of a spreadsheet', () => {
  it('are a table with figures at the right, whatever is in the cells', () => {
    expect(sheetToTable('Crop\tArea\r\nWheat\t32\r\nRye | oats\t1,200\r\n')).toBe(
      ['| Crop | Area |', '| --- | ---: |', '| Wheat | 32 |', '| Rye \\| oats | 1,200 |'].join('\n'),
    )
    expect(sheetToTable('Crop\tNote\n"Wheat"\t"two\nlines, ""quoted"""')).toBe(
      ['| Crop | Note |', '| --- | --- |', '| Wheat | two lines, "quoted" |'].join('\n'),
    )
  })

  it.each([
    ['2*3*4', '2\\*3\\*4'],
    ['_net_ of yield_t', '\\_net\\_ of yield_t'],
    ['`a` ~~5~~', '\\`a\\` \\~\\~5\\~\\~'],
    ['<b> 3 < 4', '\\<b> 3 < 4'],
    ['see [1](a) [2]', 'see [1\\](a) [2]'],
    ['R&amp;D & C:\\a', 'R\\&amp;D & C:\\\\a'],
  ])('say in the table what they said in the sheet: %s', (cell, written) => {
    expect(sheetToTable(`Note\tNo\n${cell}\t1`)).toBe(`| Note | No |\n| --- | ---: |\n| ${written} | 1 |`)
  })

  it('are not seen where there are none', () => {
    expect(sheetToTable('a text\twith a tab')).toBeUndefined()
    expect(sheetToTable('one\ntwo')).toBeUndefined()
    expect(sheetToTable('a\tb\nc')).toBeUndefined()
    expect(sheetToTable('\t\n\t')).toBeUndefined()
  })

  it('are not seen in lines that are put in by tabs', () => {
    expect(sheetToTable('\tif (wet) {\n\tdrain()\n\t}\n')).toBeUndefined()
    expect(sheetToTable('\t\tone\n\t\ttwo')).toBeUndefined()
    expect(sheetToTable('\tJan\nRye\t3')).toBe('|  | Jan |\n| --- | ---: |\n| Rye | 3 |')
  })
})

describe('a block', () => {
  it('gets the empty lines it needs, and no others', () => {
    expect(placeBlock(textOf(''), 0, 0, '- a')).toBe('- a')
    expect(placeBlock(textOf('words'), 5, 5, '- a')).toBe('\n\n- a')
    expect(placeBlock(textOf('words\n'), 6, 6, '- a')).toBe('\n- a')
    expect(placeBlock(textOf('one two'), 4, 4, '- a')).toBe('\n\n- a\n\n')
    expect(placeBlock(textOf('one\n\n\ntwo'), 5, 5, '- a')).toBe('- a\n')
  })
})
