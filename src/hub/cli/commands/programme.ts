import { readTextFile } from '../../import/read-text.ts'
import { changeGuideline, changeRate, createProgramme } from '../../operator/programmes.ts'
import { listProgrammes } from '../../store/programmes.ts'
import { type Command, done, misused, printJson, refuse } from '../command.ts'
import { tableToText } from '../console.ts'
import { parseRounding, rateOptions, rateToText, readRate, roundingToText } from '../money.ts'
import { counted } from '../../../shared/rules/counted.ts'

const create: Command = {
  name: 'programme create',
  words: [],
  summary: 'Set up a programme: what is asked for, on which terms, at which rate',
  options: {
    name: { value: 'NAME', help: 'Its name' },
    operator: { value: 'NAME', help: 'Who runs it' },
    summary: { value: 'TEXT', help: 'What it is about, in a sentence or two' },
    ...rateOptions,
    rounding: {
      value: 'RULE',
      help: 'How time is rounded before it is paid: 1, 6 or 15 minutes, up or nearest, per entry, task or day, such as 15-up-per-task (default: none)',
    },
    'lease-days': { value: 'N', help: 'Days an expert has for a task they took' },
    'idle-seconds': { value: 'N', help: 'After how long without a sign of work the clock asks (default: 180)' },
    'reading-words': {
      value: 'N',
      help: 'Words read in a minute: as long as that takes, reading counts as work (default: 200)',
    },
    terms: { value: 'FILE.md', help: 'The terms of work' },
    guideline: { value: 'FILE.md', help: 'How to do the work well' },
  },
  plan(args) {
    const name = args.needed('name')
    const operator = args.needed('operator')
    args.needed('rate')
    const rate = readRate(args)
    const rounding = parseRounding(args.text('rounding') ?? 'none')
    if (!rounding.ok) args.complain(rounding.error)
    const leaseDays = args.number('lease-days', { min: 1, max: 365, whole: true })
    if (leaseDays === undefined) args.complain('--lease-days is missing.')
    const idle = args.number('idle-seconds', { min: 30, max: 3600, whole: true })
    const reading = args.number('reading-words', { min: 50, max: 1000, whole: true })
    const terms = args.needed('terms')
    const guideline = args.needed('guideline')
    const summary = args.text('summary') ?? ''
    return async ({ store, console }) => {
      const termsText = await readTextFile(terms)
      if (!termsText.ok) return refuse(console, termsText.error)
      const guidelineText = await readTextFile(guideline)
      if (!guidelineText.ok) return refuse(console, guidelineText.error)
      const result = await createProgramme(store.context, {
        name,
        operator,
        summary,
        // Never used: where the rate is missing `args` has complained, and this is not called.
        rate: rate ?? { type: 'fixed', perTask: { minor: 0, currency: 'EUR' } },
        ...(rounding.ok ? { rounding: rounding.value } : {}),
        leaseDays: leaseDays ?? 1,
        terms: termsText.value,
        guideline: guidelineText.value,
        ...(idle === undefined ? {} : { idleMs: idle * 1000 }),
        ...(reading === undefined ? {} : { readingWordsPerMinute: reading }),
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
          ['ID', 'NAME', 'OPERATOR', 'RATE', 'ROUNDING', 'LEASE', 'GUIDELINE', 'BATCHES', 'TASKS'],
          rows.map((row) => [
            row.id,
            row.name,
            row.operator,
            rateToText(row.rate),
            roundingToText(row.rounding),
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
      const text = await readTextFile(path)
      if (!text.ok) return refuse(console, text.error)
      const result = await changeGuideline(store.context, id, text.value)
      if (!result.ok) return refuse(console, result.error)
      await console.write(
        `Guideline version ${result.value.version} is in force; ${counted(result.value.experts, 'expert gets', 'experts get')} it.\n`,
      )
      return done
    }
  },
}

const rate: Command = {
  name: 'programme rate',
  words: ['ID'],
  summary: 'Change what a programme pays from now on; what was agreed stays as it was',
  options: rateOptions,
  plan(args) {
    const id = args.wordId(0, 'The id of the programme')
    args.needed('rate')
    const given = readRate(args)
    return async ({ store, console }) => {
      // Never so: where the rate is missing `args` has complained, and this is not called.
      if (given === undefined) return misused
      const result = await changeRate(store.context, id, given)
      if (!result.ok) return refuse(console, result.error)
      const { before, kept, isRaise, experts } = result.value
      const [now, then] = [rateToText(given), rateToText(before)]
      if (now === then) {
        await console.write(`The programme pays ${now} already.\n`)
        return done
      }
      const known = isRaise ? 'had taken' : 'had been offered'
      const rest =
        kept === 0
          ? ''
          : ` ${counted(kept, `task that somebody ${known} keeps`, `tasks that somebody ${known} keep`)} ${then}.`
      await console.write(
        `The programme pays ${now} from now on; ${counted(experts, 'expert gets', 'experts get')} to know it.${rest}\n`,
      )
      return done
    }
  },
}

export const programmeCommands: readonly Command[] = [create, list, guideline, rate]
