import { describe, expect, it } from 'vitest'
import { readXlsx } from '../../../src/renderer/documents/read-xlsx.ts'
import { zipOf } from '../../support/documents/made-files.ts'

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A workbook of one sheet with formats of its own. */
function workbook(formats: readonly string[], cells: string) {
  const named = formats.map((code, i) => `<numFmt numFmtId="${164 + i}" formatCode="${code}"/>`).join('')
  const used = [0, 46, 20, 14, ...formats.map((_, i) => 164 + i)].map((id) => `<xf numFmtId="${id}"/>`).join('')
  const rels = `<Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/>`
  return zipOf({
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Hours" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${rels}</Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${main}"><numFmts>${named}</numFmts><cellStyleXfs><xf numFmtId="46"/></cellStyleXfs><cellXfs>${used}</cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData><row r="1">${cells}</row></sheetData></worksheet>`,
  })
}

async function firstRow(file: Uint8Array): Promise<readonly string[] | undefined> {
  const read = await readXlsx(file)
  if (!read.ok) throw new Error(read.error)
  return read.value.sheets[0]?.rows[0]
}

describe('a sheet', () => {
  it('tells sums of hours as hours, also beyond a day', async () => {
    const cells =
      '<c r="A1" s="1"><v>1.2604166666666667</v></c><c s="4" r="B1"><f>SUM(A1:A9)</f><v>12.5</v></c>' +
      '<c r="C1" s="5" t="n"><v>0.3333333333333333</v></c><c r="D1" s="1"><v>-0.5</v></c><c r="E1" s="1"/>' +
      '<c r="F1" s="4" t="str"><v>none</v></c>'
    expect(await firstRow(workbook(['[h]:mm', '[hh]:mm:ss'], cells))).toEqual([
      '30:15:00',
      '300:00:00',
      '08:00:00',
      '-12:00:00',
      '',
      'none',
    ])
  })

  it('leaves days, times of day and figures as they are', async () => {
    const cells =
      '<c r="A1" s="2"><v>0.2604166666666667</v></c><c r="B1" s="3"><v>45000</v></c><c r="C1" s="0"><v>1.25</v></c>' +
      '<c r="D1" s="4"><v>1.25</v></c><c r="E1" s="1"><v>2</v></c>'
    expect(await firstRow(workbook(['0.00&quot;[h]&quot;'], cells))).toEqual([
      '06:15:00',
      '2023-03-15',
      '1.25',
      '1.25',
      '48:00:00',
    ])
  })

  it('of 150,000 rows is read to its end', async () => {
    const count = 150_000
    const rows = Array.from({ length: count }, (_, i) => `</row><row r="${i + 2}"><c r="A${i + 2}"><v>${i}</v></c>`)
    const read = await readXlsx(workbook([], `<c r="A1"><v>7</v></c>${rows.join('')}`))
    expect(read.ok && read.value.sheets[0]?.rows.length).toBe(count + 1)
    expect(read.ok && read.value.sheets[0]?.rows.at(-1)).toEqual([String(count - 1)])
  }, 30_000)
})
