import { usualLimits } from '../../http/limits.ts'
import { formats, openBatchFile } from '../../import/open-batch-file.ts'
import { rowUses } from '../../import/gdpval.ts'
import { importBatch } from '../../operator/import-batch.ts'
import { listBatches } from '../../store/batches.ts'
import { type Command, done, printJson, refuse } from '../command.ts'
import { instantToText, tableToText } from '../console.ts'
import { defined } from '../defined.ts'
import { unknownFilter } from '../known-ids.ts'
import { rateOptions, rateToText, readRate } from '../money.ts'
import { whyUnreadable } from '../readable.ts'
import { counted } from '../../../shared/rules/counted.ts'

const importCommand: Command = {
  name: 'batch import',
  words: ['FILE'],
  summary: 'Take in a batch of tasks, all or nothing, and offer them to the experts they fit',
  options: {
    programme: { value: 'ID', help: 'The programme it belongs to' },
    title: { value: 'TITLE', help: 'What the experts see above its tasks' },
    note: { value: 'TEXT', help: 'A note to go with it' },
    due: { value: 'DATE', help: 'When it should be done, such as 2026-12-31' },
    format: { value: formats.join('|'), help: 'What the file holds (default: auto)' },
    as: {
      value: rowUses.join('|'),
      help: 'For GDPval rows: answer the prompt, or mark the answer by the rubric (default: answer)',
    },
    map: {
      value: 'PART=COLUMN,…',
      multiple: true,
      help: 'For a table: which column is title, brief, occupation, kind, estimate (minutes), tags, id, text, response, persona.place, …',
    },
    fields: { value: 'FILE.json', help: 'For a table: the list of fields (default: one text, "Your answer")' },
    occupation: { value: 'CODE', help: 'For rows whose occupation this hub does not know' },
    'files-dir': { value: 'DIR', help: 'Folder of the files that the batch names' },
    copies: { value: 'N', help: 'How many experts get each task (default: 1)' },
    ...rateOptions,
    to: { value: 'EXPERT', help: 'The one expert who gets all of it, by id' },
    'same-title': { help: 'Also where the programme has a batch of this title' },
    json: { help: 'As JSON' },
  },
  plan(args) {
    const path = args.word(0, 'The file')
    const programmeId = args.neededId('programme')
    const title = args.needed('title')
    const dueAt = args.instant('due')
    const format = args.oneOf('format', formats)
    const as = args.oneOf('as', rowUses)
    const copies = args.number('copies', { min: 1, max: 1000, whole: true })
    const to = args.id('to')
    const rate = readRate(args)
    const [note, fieldsPath, filesFolder, occupation] = ['note', 'fields', 'files-dir', 'occupation'].map((name) =>
      args.text(name),
    )
    return async ({ store, console }) => {
      const unreadable = await whyUnreadable(path)
      if (unreadable !== undefined) return refuse(console, unreadable)
      const lines = await openBatchFile(store.context, store.files, {
        path,
        map: args.list('map'),
        fileBytes: usualLimits.fileBytes,
        ...defined({ format, as, filesFolder, occupation, fieldsPath }),
      })
      if (!lines.ok) return refuse(console, lines.error)
      const result = await importBatch(
        store.context,
        {
          programmeId,
          title,
          isNew: !args.flag('same-title'),
          ...defined({ note, dueAt, copies, onlyExpert: to, rate }),
        },
        lines.value,
      )
      if (!result.ok) return refuse(console, result.error)
      if (args.flag('json')) return printJson(console, result.value)
      const { batchId, tasks, offered, waiting } = result.value
      await console.write(
        `Batch ${batchId}: ${counted(tasks, 'task', 'tasks')}, ${counted(offered, 'offer', 'offers')} made, ${counted(waiting, 'task waits', 'tasks wait')} for an expert.\n`,
      )
      return done
    }
  },
}

const list: Command = {
  name: 'batch list',
  words: [],
  summary: 'Show the batches',
  options: { programme: { value: 'ID', help: 'Only of this programme' }, json: { help: 'As JSON' } },
  plan(args) {
    const programmeId = args.id('programme')
    return async ({ store, console }) => {
      const unknown = await unknownFilter(store.context.db, { programmeId })
      if (unknown !== undefined) return refuse(console, unknown)
      const rows = await listBatches(store.context.db, programmeId)
      if (args.flag('json')) return printJson(console, rows)
      await console.write(
        tableToText(
          ['ID', 'PROGRAMME', 'TITLE', 'RATE', 'DUE', 'TASKS', 'WAITING', 'SUBMISSIONS'],
          rows.map((row) => [
            row.id,
            row.programme,
            row.title,
            row.rate === null ? '' : rateToText(row.rate),
            instantToText(row.dueAt),
            row.tasks,
            row.waiting,
            row.submissions,
          ]),
        ),
      )
      return done
    }
  },
}

export const batchCommands: readonly Command[] = [importCommand, list]
