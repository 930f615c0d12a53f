import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { isKnownField, type KnownField } from '../../src/shared/domain/fields.ts'
import { SampleProgramme, SampleTask } from '../../src/shared/domain/sample.ts'
import { sendCheck } from '../../src/shared/rules/send-check.ts'
import { wordCount } from '../../src/shared/rules/words.ts'

const folder = join(import.meta.dirname, '../../resources/sample')
const read = (path: string) => readFileSync(join(folder, path), 'utf8')
const programme = SampleProgramme.parse(JSON.parse(read('programme.json')))
const lines = programme.batches.flatMap((batch) =>
  read(batch.tasks)
    .trimEnd()
    .split('\n')
    .map((line, index): [string, string] => [`${batch.tasks}:${index + 1}`, line]),
)
// A line that is no task fails its own test below, by name, and is left out of the others.
const tasks = lines.flatMap(([, line]) => {
  const task = SampleTask.safeParse(JSON.parse(line))
  return task.success ? [task.data] : []
})
const paths = tasks.flatMap((task) => task.materials.flatMap((one) => ('path' in one ? [one.path] : [])))

type Row = Record<string, string>
const rowsOf = (name: string) => parse(read(`files/${name}`), { columns: true }) as Row[]
const number = (row: Row | undefined, column: string) => Number(row?.[column] ?? Number.NaN)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const cents = (value: number) => Math.round(value * 100) / 100
const taskOf = (id: string) => {
  const task = tasks.find(({ external }) => external.sampleId === id)
  if (task === undefined) throw new Error(`no task ${id}`)
  return task
}
const wordsOf = (id: string) =>
  [taskOf(id).brief, ...taskOf(id).materials.map((one) => ('text' in one ? one.text : ''))].join('\n')

describe('the sample programme is a batch that any hub would take', () => {
  it.each(lines)('%s is a task with all that a task needs', (_, line) => {
    const task = SampleTask.parse(JSON.parse(line))
    const keys = [task.fields.map((field) => field.key), task.materials.map((material) => material.key)]
    for (const list of keys) expect(new Set(list).size).toBe(list.length)
    expect(task.fields.length).toBeGreaterThanOrEqual(2)
    expect(task.fields.length).toBeLessThanOrEqual(7)
    expect(task.fields.filter((field) => !isKnownField(field))).toEqual([])
    expect(task.persona?.situation).toBeTruthy()
    expect(task.estimateMs).toBeGreaterThan(0)
  })

  it('asks for nothing that could not be given: bounds in order, choices told apart, an empty draft never ready', () => {
    const impossible = tasks.flatMap(({ external, fields }) =>
      fields
        .filter((field) => isKnownField(field) && !canBeGiven(field))
        .map((field) => `${external.sampleId} ${field.key}`),
    )
    expect(impossible).toEqual([])
    for (const task of tasks) {
      const required = task.fields.filter((field) => field.required).map((field) => field.key)
      expect(sendCheck(task.fields, {}).map((missing) => missing.field)).toEqual(required)
    }
  })

  it('names every file it uses, stays in its folder, carries nothing unused and stays small', () => {
    for (const path of [programme.terms, programme.guideline, ...programme.batches.map((batch) => batch.tasks)]) {
      expect(path).toMatch(/^[a-z0-9-]+\.(md|jsonl)$/)
      expect(statSync(join(folder, path)).size).toBeGreaterThan(0)
    }
    for (const path of paths) expect(path).toMatch(/^files\/[a-z0-9-]+\.(csv|md|txt|pdf|xlsx)$/)
    const held = readdirSync(join(folder, 'files'))
    expect(held.map((name) => `files/${name}`).sort()).toEqual([...new Set(paths)].sort())
    expect(sum(held.map((name) => statSync(join(folder, 'files', name)).size))).toBeLessThan(300_000)
  })

  it('gives each task an id of its own and an occupation by its official code and title', () => {
    expect(new Set(tasks.map((task) => task.external.sampleId)).size).toBe(tasks.length)
    const official = readFileSync(join(folder, 'occupations.tsv'), 'utf8').split('\n')
    for (const { occupation } of tasks) expect(official).toContain(`${occupation.code}\t${occupation.title}`)
  })

  it('pays between 50 and 500 an hour, a fixed price by its estimate', () => {
    for (const task of tasks) {
      const rate = task.rate ?? programme.programme.rate
      const perHour =
        rate.type === 'hourly' ? rate.perHour.minor : (rate.perTask.minor * 3_600_000) / (task.estimateMs ?? 0)
      expect(perHour).toBeGreaterThanOrEqual(50_00)
      expect(perHour).toBeLessThanOrEqual(500_00)
      const cap = rate.type === 'hourly' ? rate.capMs : undefined
      expect(cap ?? Infinity).toBeGreaterThanOrEqual(task.estimateMs ?? 0)
    }
  })

  it('shows the whole desk: every kind of task, field, material and rate, many trades, and a long read', () => {
    const all = <T>(of: (task: SampleTask) => readonly T[]) => new Set(tasks.flatMap(of))
    expect(tasks.length).toBeGreaterThanOrEqual(12)
    expect(all((task) => [task.occupation.code]).size).toBeGreaterThanOrEqual(6)
    expect([...all((task) => [task.kind])].sort()).toEqual(
      ['answer', 'author', 'compare', 'converse', 'grade', 'revise'].sort(),
    )
    const kinds = all((task) => task.fields.map((field) => field.kind))
    expect([...kinds]).toEqual(expect.arrayContaining(['persona', 'conversation', 'rubric', 'rubric-score']))
    expect(kinds.size).toBeGreaterThanOrEqual(10)
    expect(all((task) => task.materials.map((material) => material.kind)).size).toBe(4)
    const rates = tasks.flatMap((task) => (task.rate === undefined ? [] : [task.rate]))
    expect(rates.filter((rate) => rate.type === 'fixed')).toHaveLength(1)
    expect(rates.some((rate) => rate.type === 'hourly' && rate.capMs !== undefined)).toBe(true)
    const bothFiles = tasks.filter((task) => {
      const files = task.fields.filter((field) => field.kind === 'files')
      return files.some((field) => field.required) && files.some((field) => !field.required)
    })
    expect(bothFiles.length).toBeGreaterThan(0)
    expect(Math.max(...tasks.map(({ external }) => wordCount(wordsOf(external.sampleId))))).toBeGreaterThan(2000)
    expect(wordCount(read(programme.guideline))).toBeGreaterThan(800)
  })
})

describe('the figures of the sample programme come out when a professional does the sums again', () => {
  it('has a farm whose soil zones add up to its fields and its fields to the brief', () => {
    const fields = rowsOf('harlan-ridge-fields.csv')
    const zones = rowsOf('harlan-ridge-soil-tests-2025.csv')
    for (const field of fields) {
      const acres = zones.filter((zone) => zone['field_id'] === field['field_id'])
      expect(cents(sum(acres.map((zone) => number(zone, 'zone_acres'))))).toBe(number(field, 'acres'))
    }
    expect(wordsOf('farm-plan-01')).toContain(`${cents(sum(fields.map((field) => number(field, 'acres'))))} acres`)
    expect(zones.filter((zone) => number(zone, 'ph_water') < 6)).toHaveLength(4)
  })

  it('has a rubric that claims 100 points and does not have them', () => {
    const points = rowsOf('grain-bin-rubric.csv').map((row) => number(row, 'points'))
    expect(sum(points.filter((one) => one > 0))).toBe(108)
  })

  it('has a load sheet whose lines, totals and draft release agree and lie within their limits', () => {
    const sheet = rowsOf('pcx318-load-sheet.csv')
    const total = (item: string) => sheet.find((row) => row['item']?.startsWith(item))
    const items = sheet.filter((row) => row['kind'] !== 'total')
    for (const row of items) {
      expect(number(row, 'count') * number(row, 'unit_lb')).toBe(number(row, 'weight_lb'))
    }
    const loaded = items.filter((row) => row['kind'] === 'item').map((row) => number(row, 'weight_lb'))
    const zeroFuel = sum(loaded)
    expect(number(total('Payload'), 'weight_lb')).toBe(sum(loaded.slice(1)))
    expect(number(total('Zero fuel'), 'weight_lb')).toBe(zeroFuel)
    expect(number(total('Zero fuel'), 'index_units')).toBe(cents(sum(items.map((row) => number(row, 'index_units')))))
    const fuel = new Map(rowsOf('pcx318-fuel-plan.csv').map((row) => [row['item'] ?? '', number(row, 'fuel_lb')]))
    const of = (item: string) => fuel.get(item) ?? Number.NaN
    const release = (alternate: string) =>
      of('Trip KMSP to KTVC') + of(`KTVC to ${alternate}`) + of('Reserve') + of('Holding for snow clearing')
    const landing = (alternate: string) => zeroFuel + release(alternate) - of('Trip KMSP to KTVC')
    expect(number(total('Take-off'), 'weight_lb')).toBe(zeroFuel + release('KGRR'))
    expect(number(total('Landing'), 'weight_lb')).toBe(landing('KGRR'))
    for (const row of sheet.filter((one) => one['limit_lb'] !== '')) {
      expect(number(row, 'weight_lb')).toBeLessThanOrEqual(number(row, 'limit_lb'))
    }
    for (const figure of [zeroFuel, release('KGRR'), landing('KGRR')]) {
      expect(wordsOf('dispatch-release-01')).toMatch(new RegExp(`\\b${figure}\\b`))
    }
    // What the task turns on: at condition code 3 Lansing fits behind Grand Rapids, Detroit does not.
    expect(wordsOf('dispatch-release-01')).toContain('71,500')
    expect(landing('KLAN')).toBe(71_386)
    expect(landing('KDTW')).toBe(72_036)
  })

  it('has an approach whose heights are above the aerodrome, not above the sea', () => {
    for (const point of rowsOf('kestrel-lake-rnav-14.csv')) {
      expect(number(point, 'published_ft') - 2310).toBe(number(point, 'height_above_aerodrome_ft'))
    }
  })

  it('has an observation chart whose NEWS2 totals are right, and a last row that comes to 13', () => {
    const rows = rowsOf('ward-14-bed-7-observations.csv')
    const charted = rows.map((row) => row['news2_charted'] ?? '')
    expect(rows.slice(0, -1).map(news2)).toEqual(charted.slice(0, -1).map(Number))
    expect(charted.at(-1)).toBe('')
    expect(news2(rows.at(-1) ?? {})).toBe(13)
  })

  it('has a medication check that slips by using the constant for men', () => {
    const clearance = (constant: number) => ((140 - 81) * 58 * constant) / 141
    expect(Math.round(clearance(1.23))).toBe(30)
    expect(clearance(1.04)).toBeLessThan(26)
    expect(wordsOf('interaction-grade-01')).toContain('(140 − 81) × 58 × 1.23 ÷ 141')
  })

  it('has a house whose load the second answer works out rightly (NEC 220.82)', () => {
    const rows = rowsOf('quarry-road-loads.csv')
    const general = sum(
      rows
        .filter((row) => row['rule_used_by_inspector']?.startsWith('220.82(B)'))
        .map((row) => number(row, 'nameplate_va')),
    )
    const [compressor = 0, strip = 0] = rows
      .filter((row) => row['rule_used_by_inspector'] === '220.82(C)')
      .map((row) => number(row, 'nameplate_va'))
    expect(general).toBe(46_900)
    expect(10_000 + 0.4 * (general - 10_000) + compressor + 0.65 * strip).toBe(36_040)
    expect(wordsOf('service-load-compare-01')).toContain('36,040 VA')
  })

  it('has a class whose exit ticket adds up to the table in the brief', () => {
    const rows = rowsOf('exit-ticket-period-3.csv')
    for (const row of rows) {
      expect(sum(['q1', 'q2', 'q3', 'q4', 'q5'].map((q) => number(row, q)))).toBe(number(row, 'total'))
    }
    for (const q of [1, 2, 3, 4, 5]) {
      const right = sum(rows.map((row) => number(row, `q${q}`)))
      expect(wordsOf('lesson-author-01')).toMatch(new RegExp(`\\| Q${q} \\|.*\\| ${right} \\|`))
    }
  })

  it('has a cooling log by which chili, rice, pork and chowder must go', () => {
    const rows = rowsOf('cooling-log-nov-8.csv')
    const kept = [...new Set(rows.map((row) => row['batch'] ?? ''))].filter((batch) => {
      const readings = rows.filter((row) => row['batch'] === batch)
      // A batch brought back to 165 °F begins again where it next passes 135 °F.
      const start = readings.findLastIndex((row) => number(row, 'temp_f') === 135)
      const cooling = readings.slice(start)
      const minutes = (row: Row | undefined) =>
        Number(row?.['time']?.slice(0, 2)) * 60 + Number(row?.['time']?.slice(3))
      const provedBy = (limit: number, within: number) =>
        cooling.some((row) => number(row, 'temp_f') <= limit && minutes(row) - minutes(cooling[0]) <= within)
      return provedBy(70, 120) && provedBy(41, 360)
    })
    expect(kept).toEqual(['A', 'D'])
    const pounds = new Map(rows.map((row) => [row['batch'], number(row, 'pounds')]))
    expect(wordsOf('cooling-log-01')).toContain(`${sum([...pounds.values()])} lb`)
  })

  it('has a workbook that opens and whose two balances reconcile to one', () => {
    const book = sheetOf('marsh-lane-october-2025.xlsx', 1)
    const bank = sheetOf('marsh-lane-october-2025.xlsx', 2)
    const inAndOut = book.slice(3).map((row) => cents((row['D'] ?? 0) - (row['E'] ?? 0)))
    expect(cents((book[2]?.['F'] ?? 0) + sum(inAndOut))).toBe(book.at(-1)?.['F'])
    expect(cents((bank[2]?.['D'] ?? 0) + sum(bank.map((row) => row['C'] ?? 0)))).toBe(bank.at(-1)?.['D'])
    for (const balance of [book.at(-1)?.['F'], bank.at(-1)?.['D']]) {
      const shown = balance?.toLocaleString('en-US', { minimumFractionDigits: 2 })
      expect(taskOf('reconcile-01').persona?.situation).toContain(`$${shown}`)
    }
    const adjustedBook = (book.at(-1)?.['F'] ?? 0) + 63 + 9 + 521 - 640 - 15 - 486.32 + 3.18 - 24
    const adjustedBank = (bank.at(-1)?.['D'] ?? 0) + 1406.75 - (374 + 738.9 + 521 + 5105) + 184.6
    expect(cents(adjustedBook)).toBe(5591.08)
    expect(cents(adjustedBank)).toBe(5591.08)
  })
})

/** Whether a field's bounds leave room for a value and its choices can be told apart. */
function canBeGiven(field: KnownField): boolean {
  switch (field.kind) {
    case 'markdown':
      return (field.minWords ?? 0) < (field.maxWords ?? Infinity)
    case 'text':
      return (field.minLength ?? 0) < (field.maxLength ?? Infinity)
    case 'number':
      return (field.min ?? -Infinity) < (field.max ?? Infinity)
    case 'files':
      return field.minFiles <= field.maxFiles
    case 'choice':
      return new Set(field.options.map((option) => option.value)).size === field.options.length
    case 'likert':
      return field.low !== field.high
    case 'date':
      return (field.min ?? '') <= (field.max ?? '9999')
    default:
      return true
  }
}

/** National Early Warning Score 2, SpO2 scale 1 (Royal College of Physicians, 2017, chart 1). */
function news2(row: Row): number {
  const band = (value: number, bands: readonly (readonly [number, number])[]) =>
    bands.find(([upTo]) => value <= upTo)?.[1] ?? Number.NaN
  const of = (column: string, ...bands: [number, number][]) => band(number(row, column), bands)
  return sum([
    of('resp_rate', [8, 3], [11, 1], [20, 0], [24, 2], [Infinity, 3]),
    of('spo2_pct_scale_1', [91, 3], [93, 2], [95, 1], [100, 0]),
    row['air_or_oxygen'] === 'oxygen' ? 2 : 0,
    of('systolic', [90, 3], [100, 2], [110, 1], [219, 0], [Infinity, 3]),
    of('pulse', [40, 3], [50, 1], [90, 0], [110, 1], [130, 2], [Infinity, 3]),
    row['acvpu'] === 'A' ? 0 : 3,
    of('temp_c', [35, 3], [36, 1], [38, 0], [39, 1], [Infinity, 2]),
  ])
}

/** The numbers of one worksheet, a record by column letter for each row (ECMA-376; ZIP by APPNOTE 4.3.12). */
function sheetOf(name: string, index: number): Partial<Record<string, number>>[] {
  const zip = readFileSync(join(folder, 'files', name))
  const end = zip.lastIndexOf('PK\u0005\u0006')
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28)
    const entry = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    if (entry === `xl/worksheets/sheet${index}.xml`) {
      const xml = inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 20))).toString('utf8')
      return [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, cells = '']) =>
        Object.fromEntries(
          [...cells.matchAll(/<c r="([A-Z]+)\d+"[^>]*><v>([^<]*)<\/v>/g)].map(([, column, v]) => [column, Number(v)]),
        ),
      )
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  throw new Error(`${name} has no worksheet ${index}`)
}
