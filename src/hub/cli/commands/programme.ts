import { readFile } from 'node:fs/promises'
import type { Rate } from '../../../shared/domain/money.ts'
import { changeGuideline, createProgramme } from '../../operator/programmes.ts'
import { listProgrammes } from '../../store/programmes.ts'
import { type Command, done, printJson, refuse } from '../command.ts'
import { tableToText } from '../console.ts'
import { parseMoney, rateToText } from '../money.ts'

const create: Command = {
  name: 'programme create',
  words: [],
  summary: 'Set up a programme: what is asked for, on which terms, at which rate',
  options: {
    name: { value: 'NAME', help: 'Its name' },
    operator: { value: 'NAME', help: 'Who runs it' },
    summary: { value: 'TEXT', help: 'What it is about, in a sentence or two' },
    rate: { value: 'AMOUNT', help: 'What an hour pays, such as 120 or 120.50' },
    currency: { value: 'CODE', help: 'Currency of the rate, such as EUR' },
    per: { value: 'hour|task', help: 'What the rate is for (default: hour)' },
    'cap-hours': { value: 'N', help: 'Most hours that are paid for one task' },
    'lease-days': { value: 'N', help: 'Days an expert has for a task they took' },
    'idle-seconds': { value: 'N', help: 'After how long without a sign of work the clock asks (default: 180)' },
    terms: { value: 'FILE.md', help: 'The terms of work' },
    guideline: { value: 'FILE.md', help: 'How to do the work well' },
  },
  plan(args) {
    const name = args.needed('name')
    const operator = args.needed('operator')
    const amount = args.needed('rate')
    const money = parseMoney(amount, args.needed('currency'))
    if (!money.ok && amount !== '') args.complain(money.error)
    const per = args.oneOf('per', ['hour', 'task']) ?? 'hour'
    const cap = args.number('cap-hours', { min: 0.1, max: 10_000 })
    if (per === 'task' && cap !== undefined) args.complain('--cap-hours goes with a rate per hour only.')
    const leaseDays = args.number('lease-days', { min: 1, max: 365, whole: true })
    if (leaseDays === undefined) args.complain('--lease-days is missing.')
    const idle = args.number('idle-seconds', { min: 30, max: 3600, whole: true })
    const terms = args.needed('terms')
    const guideline = args.needed('guideline')
    const summary = args.text('summary') ?? ''
    return async ({ store, console }) => {
      const paid = money.ok ? money.value : { minor: 0, currency: 'EUR' }
      const capMs = cap === undefined ? {} : { capMs: Math.round(cap * 3_600_000) }
      const rate: Rate = per === 'task' ? { type: 'fixed', perTask: paid } : { type: 'hourly', perHour: paid, ...capMs }
      const [termsText, guidelineText] = await Promise.all([terms, guideline].map((path) => readText(path)))
      if (termsText === undefined)
        return refuse(console, { code: 'no-file', text: `The file ${terms} cannot be read.` })
      if (guidelineText === undefined)
        return refuse(console, { code: 'no-file', text: `The file ${guideline} cannot be read.` })
      const result = await createProgramme(store.context, {
        name,
        operator,
        summary,
        rate,
        leaseDays: leaseDays ?? 1,
        terms: termsText,
        guideline: guidelineText,
        ...(idle === undefined ? {} : { idleMs: idle * 1000 }),
      })
      if (!result.ok) return refuse(console, result.error)
      await console.write(`Programme ${result.value.programmeId}\n`)
      return done
    }
  },
}

const list: Command = {
  name: 'programme list',
  words: [],
  summary: 'Show the programmes',
  options: { json: { help: 'As JSON' } },
  plan:
    (args) =>
    async ({ store, console }) => {
      const rows = await listProgrammes(store.context.db)
      if (args.flag('json')) return printJson(console, rows)
      await console.write(
        tableToText(
          ['ID', 'NAME', 'OPERATOR', 'RATE', 'LEASE', 'GUIDELINE', 'BATCHES', 'TASKS'],
          rows.map((row) => [
            row.id,
            row.name,
            row.operator,
            rateToText(row.rate),
            `${row.leaseDays} d`,
            `v${row.guidelineVersion}`,
            row.batches,
            row.tasks,
          ]),
        ),
      )
      return done
    },
}

const guideline: Command = {
  name: 'programme guideline',
  words: ['ID', 'FILE.md'],
  summary: 'Set a new guideline in force; it goes out to every desk of the programme',
  options: {},
  plan(args) {
    const id = args.wordId(0, 'The id of the programme')
    const path = args.word(1, 'The file with the guideline')
    return async ({ store, console }) => {
      const text = await readText(path)
      if (text === undefined) return refuse(console, { code: 'no-file', text: `The file ${path} cannot be read.` })
      const result = await changeGuideline(store.context, id, text)
      if (!result.ok) return refuse(console, result.error)
      await console.write(
        `Guideline version ${result.value.version} is in force; ${result.value.experts} experts get it.\n`,
      )
      return done
    }
  },
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}

export const programmeCommands: readonly Command[] = [create, list, guideline]
