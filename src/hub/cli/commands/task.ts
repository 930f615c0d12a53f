import { withdrawTask } from '../../operator/tasks.ts'
import { listTasks, readTask } from '../../store/tasks.ts'
import { type Command, done, printJson, refuse } from '../command.ts'
import { firstOf, instantToText, plainText, tableToText } from '../console.ts'
import { defined } from '../defined.ts'
import { unknownFilter } from '../known-ids.ts'
import { counted } from '../../../shared/rules/counted.ts'

const list: Command = {
  name: 'task list',
  words: [],
  summary: 'Show tasks and who has them',
  options: {
    batch: { value: 'ID', help: 'Only of this batch' },
    waiting: { help: 'Only those that nobody has, or fewer than are to have them (--copies)' },
    limit: { value: 'N', help: 'At most so many (default: 100)' },
    json: { help: 'As JSON' },
  },
  plan(args) {
    const filter = { ...defined({ batchId: args.id('batch') }), waiting: args.flag('waiting') }
    const limit = args.number('limit', { min: 1, max: 1_000_000, whole: true }) ?? 100
    return async ({ store, console }) => {
      const unknown = await unknownFilter(store.context.db, filter)
      if (unknown !== undefined) return refuse(console, unknown)
      const rows = firstOf(console, await listTasks(store.context.db, filter, limit + 1), limit)
      if (args.flag('json')) return printJson(console, rows)
      await console.write(
        tableToText(
          ['ID', 'TITLE', 'OCCUPATION', 'OFFERED', 'TAKEN', 'SUBMISSIONS', 'STATE'],
          rows.map((row) => [
            row.id,
            row.title,
            row.occupation,
            row.offered,
            row.taken,
            row.submissions,
            row.withdrawn ? 'withdrawn' : row.waiting ? 'waiting' : '',
          ]),
        ),
      )
      return done
    }
  },
}

const show: Command = {
  name: 'task show',
  words: ['ID'],
  summary: 'Show one task and who has it',
  options: { json: { help: 'As JSON' } },
  plan(args) {
    const id = args.wordId(0, 'The id of the task')
    return async ({ store, console }) => {
      const found = await readTask(store.context.db, id)
      if (found === undefined)
        return refuse(console, { code: 'unknown', text: 'There is no task with this id. See: task list' })
      const task = JSON.parse(found.content) as { title: string; brief: string }
      if (args.flag('json')) return printJson(console, { task, experts: found.holders })
      const holders = found.holders.map((row) => [
        row.expertId,
        row.name,
        row.state,
        instantToText(row.takenAt),
        instantToText(row.dueAt),
        row.reason ?? '',
      ])
      await console.write(`${plainText(`${task.title}\n\n${task.brief}`)}\n\n`)
      await console.write(tableToText(['EXPERT', 'NAME', 'STATE', 'TAKEN', 'DUE', 'REASON'], holders))
      return done
    }
  },
}

const withdraw: Command = {
  name: 'task withdraw',
  words: ['ID'],
  summary: 'Take a task back from everyone who has it; nothing that was written is lost',
  options: { reason: { value: 'TEXT', help: 'Why; the experts read it' } },
  plan(args) {
    const id = args.wordId(0, 'The id of the task')
    const reason = args.needed('reason')
    return async ({ store, console }) => {
      const result = await withdrawTask(store.context, id, reason)
      if (!result.ok) return refuse(console, result.error)
      await console.write(`Withdrawn from ${counted(result.value.experts, 'expert', 'experts')}.\n`)
      return done
    }
  },
}

export const taskCommands: readonly Command[] = [list, show, withdraw]
