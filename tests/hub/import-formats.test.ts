import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { rowFromTask } from '../../src/hub/import/gdpval.ts'
import { type BatchFile, openBatchFile } from '../../src/hub/import/open-batch-file.ts'
import { importBatch } from '../../src/hub/operator/import-batch.ts'
import { wholeContent } from '../../src/hub/store/withheld.ts'
import type { TaskContent } from '../../src/shared/domain/task.ts'
import { farmer, taskContent } from '../support/hub/fixtures.ts'
import { folder, folderForFile, hub, hubForFile } from '../support/hub/for-each-test.ts'

hubForFile()
folderForFile()
let programmeId: string
beforeAll(async () => {
  programmeId = await hub.operator.createProgramme()
  await mkdir(join(folder, 'files'))
  await writeFile(join(folder, 'files', 'soil test.csv'), 'field,pH\nA,6.4\n')
  await writeFile(join(folder, 'files', 'bridge.constructor'), 'C')
  await writeFile(join(folder, 'secret.txt'), 'not for experts')
  await symlink(join(folder, 'secret.txt'), join(folder, 'files', 'link.txt'))
})

let number = 0
async function importText(text: string | Buffer, ending: string, options: Partial<BatchFile> = {}) {
  const path = join(folder, `batch-${++number}${ending}`)
  await writeFile(path, text)
  const lines = await openBatchFile(hub.hub.context, hub.hub.files, { path, fileBytes: 1000, ...options })
  if (!lines.ok) return lines
  return importBatch(hub.hub.context, { programmeId, title: 'A batch' }, lines.value)
}
async function imported(
  text: string | Buffer,
  ending: string,
  options: Partial<BatchFile> = {},
): Promise<TaskContent[]> {
  const result = await importText(text, ending, options)
  if (!result.ok) throw new Error([result.error.text, ...(result.error.details ?? [])].join('\n'))
  const rows = await hub.db.query<{ content: string; withheld: string | null }>(
    'select content, withheld from tasks where batch_id = $1 order by position',
    [result.value.batchId],
  )
  return rows.map((row) => JSON.parse(wholeContent(row.content, row.withheld)) as TaskContent)
}
async function problems(
  text: string | Buffer,
  ending: string,
  options: Partial<BatchFile> = {},
): Promise<readonly string[]> {
  const before = await hub.db.query('select id from batches')
  const result = await importText(text, ending, options)
  expect(await hub.db.query('select id from batches')).toEqual(before)
  return result.ok ? ['nothing wrong'] : (result.error.details ?? [result.error.text])
}
const line = (value: unknown) => `${JSON.stringify(value)}\n`

describe('own format, one task a line', () => {
  it('names a field that names what is not there', async () => {
    const good = taskContent()
    const response = (key: string) => ({ kind: 'response', key, title: key, text: 'Drill late.' })
    const materials = [response('old'), response('new')]
    const base = { key: 'mine', label: 'Mine' }
    const faults = [{ value: 'wrong', label: 'Wrong' }]
    const withField = (field: object) => line({ ...good, materials, fields: [...good.fields, { ...base, ...field }] })
    const text = [
      withField({ kind: 'comparison', responses: ['old', 'new'] }),
      withField({ kind: 'comparison', responses: ['old', 'older'] }),
      withField({ kind: 'comparison', responses: ['old', 'old'] }),
      withField({ kind: 'spans', target: 'answer', faults }),
      withField({ kind: 'spans', target: 'mine', faults }),
      withField({ kind: 'rubric-score', rubric: 'answer' }),
      withField({ kind: 'rubric-score' }),
      withField({ kind: 'rubric-score', criteria: [{ id: 'one', text: 'Says when.', points: 1 }], target: 'older' }),
      withField({ kind: 'rubric', lint: { promptField: 'prompt' } }),
    ].join('')
    expect(await problems(text, '.jsonl')).toEqual([
      'line 2: fields[2].responses: there is no material older',
      'line 3: fields[2].responses: the key old is there twice',
      'line 5: fields[2].target: there is no material and no other field mine',
      'line 6: fields[2].rubric: there is no rubric field answer',
      'line 7: fields[2].criteria: there is none, and no rubric is named that has some',
      'line 8: fields[2].target: there is no material and no other field older',
      'line 9: fields[2].lint.promptField: there is no other field prompt',
    ])
  })

  it('names a field that goes on from, looks at or marks what it cannot', async () => {
    const good = taskContent()
    const response = (key: string) => ({ kind: 'response', key, title: key, text: 'Drill late.' })
    const scan = { kind: 'file', key: 'scan', title: 'Scan', path: 'soil test.csv' }
    const talk = { kind: 'conversation', key: 'talk', title: 'Talk', turns: [{ role: 'user', text: 'When to drill?' }] }
    const materials = [response('old'), response('new'), scan, talk]
    const number = { kind: 'number', key: 'area', label: 'Area' }
    const withField = (field: object) =>
      line({ ...good, materials, fields: [...good.fields, number, { key: 'mine', label: 'Mine', ...field }] })
    const faults = [{ value: 'wrong', label: 'Wrong' }]
    const text = [
      withField({ kind: 'conversation', from: 'talk' }),
      withField({ kind: 'conversation', from: 'tlak' }),
      withField({ kind: 'conversation', from: 'old' }),
      withField({ kind: 'rubric', lint: { goldNotFull: true, goldField: 'gold', blocks: true } }),
      withField({ kind: 'rubric', lint: { goldNotFull: true } }),
      withField({ kind: 'rubric', lint: { noCapsHeadings: true } }),
      withField({ kind: 'rubric', lint: { noCapsHeadings: true, promptField: 'area' } }),
      withField({ kind: 'spans', target: 'talk', faults }),
      withField({ kind: 'spans', target: 'scan', faults }),
      withField({ kind: 'spans', target: 'area', faults: [...faults, ...faults] }),
      withField({ kind: 'comparison', responses: ['old', 'scan'] }),
      withField({ kind: 'comparison', responses: ['old', 'scan'], blind: false }),
    ].join('')
    const at = 'fields[3]'
    expect(await problems(text, '.jsonl', { filesFolder: join(folder, 'files') })).toEqual([
      `line 2: ${at}.from: there is no material tlak that is a conversation`,
      `line 3: ${at}.from: there is no material old that is a conversation`,
      `line 4: ${at}.lint.goldField: there is no rubric-score field gold`,
      `line 5: ${at}.lint.goldNotFull: says nothing without lint.goldField, in which the gold answer is marked`,
      `line 6: ${at}.lint.noCapsHeadings: says nothing without lint.promptField, the text that is looked at`,
      `line 7: ${at}.lint.promptField: area is no text`,
      `line 9: ${at}.target: nothing can be marked in scan, which is of kind file`,
      `line 10: ${at}.faults: the value wrong is there twice; ${at}.target: nothing can be marked in area, which is of kind number`,
      `line 11: ${at}.responses: scan is a file, which nobody could open here; give its text, or "blind": false`,
    ])
  })

  it('names a field that nothing could be entered in that can be sent', async () => {
    const good = taskContent()
    const withField = (field: object) =>
      line({ ...good, fields: [...good.fields, { key: 'mine', label: 'Mine', ...field }] })
    const options = ['late', 'early', 'late'].map((value) => ({ value, label: value }))
    const text = [
      withField({ kind: 'markdown', minWords: 500, maxWords: 500 }),
      withField({ kind: 'markdown', minWords: 500, maxWords: 50 }),
      withField({ kind: 'text', minLength: 100, maxLength: 10 }),
      withField({ kind: 'number', min: 10, max: 1 }),
      withField({ kind: 'number', min: 1.2, max: 1.8, integer: true }),
      withField({ kind: 'date', min: '2027-01-01', max: '2026-12-31' }),
      withField({ kind: 'files', minFiles: 11 }),
      withField({ kind: 'ranking', options }),
      withField({ kind: 'choice', options }),
      withField({ kind: 'rubric', lint: { minCriteria: 20, maxCriteria: 10, minPoints: 5, maxPoints: 1 } }),
    ].join('')
    const at = 'fields[2]'
    expect(await problems(text, '.jsonl')).toEqual([
      `line 2: ${at}.minWords: is more than maxWords`,
      `line 3: ${at}.minLength: is more than maxLength`,
      `line 4: ${at}.min: is more than max`,
      `line 5: ${at}.min: there is no whole number between min and max`,
      `line 6: ${at}.min: is more than max`,
      `line 7: ${at}.minFiles: is more than maxFiles`,
      `line 8: ${at}.options: the value late is there twice`,
      `line 9: ${at}.options: the value late is there twice`,
      `line 10: ${at}.lint.minCriteria: is more than lint.maxCriteria; ${at}.lint.minPoints: is more than lint.maxPoints`,
    ])
  })

  it('takes no key that every object has, since an optional field of that name could never be left empty', async () => {
    const good = taskContent()
    const field = { kind: 'text', key: 'constructor', label: 'Who built it', required: false }
    const material = { kind: 'text', key: 'constructor', title: 'Who built it', text: 'Nobody.' }
    const text = line({ ...good, fields: [...good.fields, field] }) + line({ ...good, materials: [material] })
    expect(await problems(text, '.jsonl')).toEqual([
      'line 1: fields[2].key: the word constructor is taken; choose another',
      'line 2: materials[0].key: the word constructor is taken; choose another',
    ])
  })

  it('gives a file of any ending a media type, or no desk would take its task', async () => {
    const materials = [{ kind: 'file', key: 'drawing', title: 'Drawing', path: 'bridge.constructor' }]
    const [task] = await imported(line({ ...taskContent(), materials }), '.jsonl', {
      filesFolder: join(folder, 'files'),
    })
    expect(task?.materials).toMatchObject([{ file: { mediaType: 'application/octet-stream' } }])
  })

  it('names every bad line with its number and its reason, and imports nothing', async () => {
    const good = taskContent()
    const text = [
      line(good),
      '{"kind": "answer"\n',
      '\n',
      line({ ...good, brief: '' }),
      line({ ...good, fields: [{ kind: 'markdown', key: 'a', label: 'A', minWords: 'many' }] }),
      line({ ...good, occupation: { code: 'farmer', title: 'Farmer' } }),
      line({ ...good, kind: 'dance' }),
      line({ ...good, materails: [] }),
      line({ ...good, fields: [...good.fields, ...good.fields] }),
      line([1, 2]),
      line({ ...good, rate: { type: 'fixed', perTask: { minor: 9_000, currency: 'EUT' } } }),
      line(good),
    ].join('')
    expect(await problems(text, '.jsonl')).toEqual([
      'line 2: is not JSON; write one whole object on each line',
      'line 4: brief: is empty',
      'line 5: fields[0].minWords: must be a number',
      'line 6: occupation.code: not an O*NET-SOC code such as 45-1011.00',
      'line 7: kind: must be author or answer or compare or grade or revise or converse',
      'line 8: has unknown parts: materails',
      'line 9: fields: the key answer is there twice; fields: the key trust is there twice',
      'line 10: must be an object',
      'line 11: rate: there is no currency EUT',
    ])
  })

  it('takes no option that goes with another format, since it would do nothing', async () => {
    const own = line(taskContent())
    const row = line({ task_id: 'a', occupation: 'Farmers', prompt: 'Which clover?' })
    const idle = async (text: string, ending: string, options: Partial<BatchFile>): Promise<string> =>
      (await problems(text, ending, options)).join()
    const end = 'Leave it out, or say with --format what the file holds.'
    expect(await idle(own, '.jsonl', { as: 'grade', map: ['brief=Question'] })).toBe(
      `--as and --map would do nothing: the file is taken for tasks, one a line. ${end}`,
    )
    expect(await idle(own, '.jsonl', { occupation: farmer.code })).toContain('--occupation would do nothing')
    expect(await idle(row, '.jsonl', { fieldsPath: 'fields.json' })).toBe(
      `--fields would do nothing: the file is taken for GDPval rows. ${end}`,
    )
    expect(await idle('Question\nWhen?\n', '.csv', { map: ['brief=Question'], filesFolder: folder })).toBe(
      `--files-dir would do nothing: the file is taken for a table. ${end}`,
    )
    const { expertId } = await hub.operator.enrolExpert()
    const batch = { programmeId, title: 'A batch', copies: 3, onlyExpert: expertId }
    expect(await importBatch(hub.hub.context, batch, [{ line: 1, content: taskContent() }])).toMatchObject({
      error: { code: 'bad-copies', text: 'One expert gets each task once: give either --copies or --to.' },
    })
  })

  it('reports what is not UTF-8, and a file without tasks', async () => {
    const bytes = Buffer.concat([Buffer.from(line(taskContent())), Buffer.from([0x7b, 0xff, 0xfe, 0x0a])])
    expect(await problems(bytes, '.jsonl')).toEqual(['line 2: is not UTF-8 text; save the file anew as UTF-8'])
    expect(await problems('\n\n', '.jsonl')).toEqual(['There is no task in this file; nothing was imported.'])
  })

  it("keeps fields of unknown kinds and the operator's own data exactly as they came", async () => {
    const field = { key: 'shape', kind: 'hologram', label: 'Shape', required: false, rays: [{ angle: 1.5 }, null] }
    const external = { id: 'A-17', nested: { list: [1, 'two', false, null] } }
    const [task] = await imported(line({ ...taskContent(), fields: [field], external }), '.jsonl')
    expect(task?.fields).toEqual([field])
    expect(task?.external).toEqual(external)
  })

  it('reads a byte order mark, Windows line ends, a last line without an end, and .gz', async () => {
    const text = `\u{FEFF}${JSON.stringify(taskContent({ title: 'one' }))}\r\n${JSON.stringify(taskContent({ title: 'two' }))}`
    expect((await imported(text, '.jsonl')).map((task) => task.title)).toEqual(['one', 'two'])
    expect((await imported(gzipSync(text), '.jsonl.gz')).map((task) => task.title)).toEqual(['one', 'two'])
  })

  it('takes files from the folder that was named, and from nowhere else', async () => {
    const withPath = (path: string) =>
      line({ ...taskContent(), materials: [{ kind: 'file', key: 'f', title: 'F', path }] })
    const filesFolder = join(folder, 'files')
    const [task] = await imported(withPath('soil test.csv'), '.jsonl', { filesFolder })
    expect(task?.materials).toMatchObject([
      { kind: 'file', file: { name: 'soil test.csv', size: 15, mediaType: 'text/csv' } },
    ])
    for (const path of [
      '../secret.txt',
      '..\\secret.txt',
      join(folder, 'secret.txt'),
      'files/../../secret.txt',
      'link.txt',
      'C:\\x',
    ]) {
      expect(await problems(withPath(path), '.jsonl', { filesFolder })).toEqual([
        expect.stringMatching(/leads out of the folder/),
      ])
    }
    expect(await problems(withPath('other.csv'), '.jsonl', { filesFolder })).toEqual([
      'line 1: the file other.csv is not in the folder',
    ])
    expect(await problems(withPath('a.csv'), '.jsonl')).toEqual([
      expect.stringContaining('no folder was given with --files-dir'),
    ])
  })

  it('refuses a file that it is told about and does not have', async () => {
    const file = { name: 'x.csv', sha256: 'a'.repeat(64), size: 3, mediaType: 'text/csv' }
    const text = line({ ...taskContent(), materials: [{ kind: 'file', key: 'f', title: 'F', file }] })
    expect(await problems(text, '.jsonl')).toEqual([expect.stringContaining('line 1: the file x.csv is named')])
  })
})

describe('GDPval rows', () => {
  const row = {
    task_id: '83d10b06-26d1-4636-a32c-23f92c57f30b',
    sector: 'Agriculture, Forestry, Fishing and Hunting',
    occupation: 'Farmers, Ranchers, and Other Agricultural Managers',
    prompt: 'Prepare a crop plan for the coming season.\nUse the attached soil test.',
    reference_files: ['reference_files/ab12/../soil test.csv'],
    reference_file_urls: ['https://example.org/soil.csv'],
    deliverable_files: ['deliverable_files/cd34/plan.xlsx'],
    rubric_json: JSON.stringify([
      {
        score: 2,
        criterion: 'Names the crop of each field',
        required: true,
        rubric_item_id: 'r1',
        author_type: 'human',
        tags: [],
        read_only: false,
      },
      { score: -1, criterion: 'Plants maize after maize', required: false },
    ]),
    rubric_pretty: '[+2] Names the crop of each field',
    extra: { kept: [1, null, 'as it is'] },
  }

  it('become tasks and rows again without loss', async () => {
    const odd = {
      ...row,
      task_id: 'second',
      reference_files: null,
      deliverable_files: [],
      rubric_json: 'not json',
      sector: null,
    }
    const tasks = await imported(line(row) + line(odd), '.jsonl')
    expect(tasks.map((task) => rowFromTask(task.external))).toEqual([row, odd])
    expect(tasks[0]).toMatchObject({
      kind: 'answer',
      occupation: farmer,
      title: 'Prepare a crop plan for the coming season. Use the attached soil test.',
      brief: expect.stringContaining('Reference files: soil test.csv'),
      materials: [
        { kind: 'text', text: '- +2 Names the crop of each field (required)\n- -1 Plants maize after maize' },
      ],
      tags: ['Agriculture, Forestry, Fishing and Hunting'],
    })
    expect(tasks[0]?.fields.map((field) => [field.key, field.required])).toEqual([
      ['deliverables', true],
      ['answer', false],
    ])
    expect(tasks[1]?.fields.map((field) => [field.key, field.required])).toEqual([
      ['deliverables', false],
      ['answer', true],
    ])
  })

  it('bring their reference files along from a folder', async () => {
    const filesFolder = join(folder, 'files')
    await mkdir(join(filesFolder, 'reference_files'), { recursive: true })
    await writeFile(join(filesFolder, 'reference_files', 'soil test.csv'), 'field,pH\nB,5.9\n')
    const [task] = await imported(line(row), '.jsonl', { filesFolder, format: 'gdpval' })
    expect(task?.materials[0]).toMatchObject({ kind: 'file', key: 'reference-1', file: { name: 'soil test.csv' } })
    expect(task?.brief).toBe(row.prompt)
  })

  it('become tasks to mark their answer by their rubric, line by line, and are still there whole', async () => {
    const answered = { ...row, deliverable_text: 'Field B: oats, then clover.' }
    const [task] = await imported(line(answered), '.jsonl', { as: 'grade' })
    expect(task).toMatchObject({
      kind: 'grade',
      materials: [{ kind: 'response', key: 'answer', text: answered.deliverable_text }],
    })
    expect(task?.fields[0]).toMatchObject({
      kind: 'rubric-score',
      criteria: [
        { id: 'r1', text: 'Names the crop of each field', points: 2, required: true },
        { id: 'line-2', text: 'Plants maize after maize', points: -1 },
      ],
    })
    expect(rowFromTask(task?.external)).toEqual(answered)
    expect(await problems(line({ ...row, rubric_json: 'not json' }), '.jsonl', { as: 'grade' })).toEqual([
      expect.stringMatching(/there is no answer to mark.*--files-dir.*no lines that the answer could be marked by/),
    ])
  })

  it('are refused for an occupation that nobody knows, unless the operator names one for such', async () => {
    const strange = { ...row, occupation: 'Dragon Tamers' }
    expect(await problems(line(strange), '.jsonl')).toEqual([
      expect.stringMatching(/none called "Dragon Tamers".*--occupation CODE/),
    ])
    const [task] = await imported(line(strange), '.jsonl', { occupation: '29-1131.00' })
    expect(task?.occupation.title).toBe('Veterinarians')
    // A code goes before the operator's word, also one that the short list does not have.
    const [coded] = await imported(line({ ...row, occupation: '39-9011.99' }), '.jsonl', { occupation: '29-1131.00' })
    expect(coded?.occupation).toEqual({ code: '39-9011.99', title: '39-9011.99' })
  })
})

describe('tables', () => {
  const map = [
    'title=Title, brief=Question,occupation=Job',
    'id=No',
    'persona.place=Where,response=Model A,response=Model B,estimate=Minutes',
  ]
  const header = 'No,Title,Question,Job,Where,Model A,Model B,Minutes,Source'

  it('map columns to parts of a task and keep the others', async () => {
    const text = `\u{FEFF}${header}\r\n7,"Rye, after\nwheat?","Is ""rye"" good here?",11-9013.00,Saxony,Yes.,No.,45,"=cmd|' /C calc'!A0"\r\n`
    const [task] = await imported(text, '.csv', { map })
    expect(task).toMatchObject({
      kind: 'answer',
      title: 'Rye, after wheat?',
      brief: 'Is "rye" good here?',
      occupation: farmer,
      persona: { place: 'Saxony' },
      estimateMs: 45 * 60_000,
      materials: [
        { kind: 'response', key: 'response-1', title: 'Model A', text: 'Yes.' },
        { kind: 'response', key: 'response-2', title: 'Model B', text: 'No.' },
      ],
      external: { id: '7', csv: { Source: "=cmd|' /C calc'!A0" } },
      fields: [{ kind: 'markdown', key: 'answer' }],
    })
  })

  it('keep every column, also of the same name or of none, and ask which of two is meant', async () => {
    const map = ['brief=Question', 'occupation=Job']
    const table = `Question,Job,Note,Note,Note (2),,\nWhich clover?,${farmer.code},red,white,blue,seen,paid\n`
    const [task] = await imported(table, '.csv', { map })
    expect(task?.external).toEqual({
      csv: { Note: 'red', 'Note (3)': 'white', 'Note (2)': 'blue', '': 'seen', ' (2)': 'paid' },
    })
    expect(await problems(`Question,Job,Question\nWhich?,${farmer.code},When?\n`, '.csv', { map })).toEqual([
      'line 1: has the column Question more than once; which one is meant?',
    ])
  })

  it('name bad rows by the line they begin on', async () => {
    const rows = [
      '1,T,Q,11-9013.00,,,,5,',
      '2,T,"two',
      'lines",11-9013.00,,,,soon,',
      '3,T,Q',
      '4,T,,11-9013.00,,,,,',
      '5,T,Q,Wizard,,,,,',
    ]
    expect(await problems([header, ...rows].join('\n'), '.csv', { map })).toEqual([
      'line 3: estimate: must be a number of minutes',
      'line 5: has 3 cells instead of 9',
      'line 6: brief: is empty',
      expect.stringContaining('line 7: occupation: this hub knows none called "Wizard"'),
    ])
  })

  it('say what is wrong with the map, the columns, the quotes or the list of fields', async () => {
    const text = `${header}\n1,T,Q,11-9013.00,,,,5,\n`
    expect(await problems(text, '.csv')).toEqual([expect.stringContaining('which column is the brief')])
    expect(await problems(text, '.csv', { map: ['brief=Question,colour=Job'] })).toEqual([
      expect.stringContaining('--map colour=Job'),
    ])
    expect(await problems(text, '.csv', { map: ['brief=Questions'] })).toEqual([
      expect.stringMatching(/line 1: has no column Questions; it has: No, Title/),
    ])
    expect(await problems(`${text}2,"T,Q`, '.csv', { map })).toEqual([
      'line 3: has a cell that begins with a quote (") and is never closed by one',
    ])
    const fieldsPath = join(folder, 'fields.json')
    await writeFile(fieldsPath, '[{"kind":"markdown"}]')
    expect(await problems(text, '.csv', { map, fieldsPath })).toEqual(['[0].key: is missing', '[0].label: is missing'])
    await writeFile(fieldsPath, '[{"kind":"number","key":"n","label":"N","unit":"t/ha"}]')
    expect((await imported(text, '.csv', { map, fieldsPath }))[0]?.fields).toMatchObject([
      { kind: 'number', unit: 't/ha' },
    ])
  })

  it('name a row in which what a field names is not there', async () => {
    const rows = ['1,T,Q,11-9013.00,,Yes.,No.,5,', '2,T,Q,11-9013.00,,Yes.,,5,']
    const fieldsPath = join(folder, 'compare.json')
    const comparison = { kind: 'comparison', key: 'better', label: 'Better', responses: ['response-1', 'response-2'] }
    await writeFile(fieldsPath, JSON.stringify([comparison]))
    expect(await problems([header, ...rows].join('\n'), '.csv', { map, fieldsPath })).toEqual([
      'line 3: fields[0].responses: there is no material response-2',
    ])
    await writeFile(fieldsPath, JSON.stringify([comparison, comparison]))
    expect(await problems([header, ...rows.slice(0, 1)].join('\n'), '.csv', { map, fieldsPath })).toEqual([
      'line 2: fields: the key better is there twice',
    ])
  })

  it('are UTF-8: letters of an older encoding are not replaced without a word', async () => {
    const row = (question: string) => `1,T,${question},11-9013.00,,,,5,\n`
    const many = row('Gr\u00fcn?').repeat(5000)
    expect(await imported(`${header}\n${many}`, '.csv', { map })).toHaveLength(5000)
    const bytes = Buffer.concat([Buffer.from(`${header}\n${many}`), Buffer.from(row('Gr\u00f6\u00dfe?'), 'latin1')])
    const text = 'line 5002: is not UTF-8 text; save the table anew as "CSV UTF-8"'
    expect(await problems(bytes, '.csv', { map })).toEqual([text])
    expect(await problems(bytes.subarray(0, -1), '.csv', { map })).toEqual([text])
    const [task] = await imported(Buffer.from(`\u{FEFF}${header}\n${row('Gr\u00f6\u00dfe?')}`, 'utf16le'), '.csv', {
      map,
    })
    expect(task?.brief).toBe('Gr\u00f6\u00dfe?')
  })

  it('may have tabs for commas', async () => {
    const [task] = await imported('Question\tJob\nHow much seed?\tveterinarians\n', '.tsv', {
      map: ['brief=Question,occupation=Job'],
    })
    expect(task).toMatchObject({ title: 'How much seed?', occupation: { code: '29-1131.00' } })
  })
})
