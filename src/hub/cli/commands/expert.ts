import {
  addExpertOccupation,
  enrolExpert,
  expertDevices,
  makeExpertCode,
  recallTasks,
  revokeExpert,
} from '../../operator/experts.ts'
import { expertByEmail, listExperts } from '../../store/experts.ts'
import type { OperatorError } from '../../context.ts'
import { type Command, done, printJson, refuse } from '../command.ts'
import { instantToText, tableToText } from '../console.ts'
import { counted } from '../../../shared/rules/counted.ts'

const validDays = { value: 'N', help: 'Days the code can be used (default: 14)' }

const enrol: Command = {
  name: 'expert enrol',
  words: [],
  summary: 'Take an expert on; prints the one-time code for their desk',
  options: {
    name: { value: 'NAME', help: 'Their name' },
    email: { value: 'ADDRESS', help: 'Their e-mail address' },
    occupation: {
      value: 'CODE',
      multiple: true,
      help: 'An O*NET-SOC code such as 45-1011.00; may be given several times',
    },
    'valid-days': validDays,
    'same-email': { help: 'Also where another expert has this address' },
    json: { help: 'As JSON' },
  },
  plan(args) {
    const name = args.needed('name')
    const email = args.needed('email')
    const occupations = args.list('occupation')
    if (occupations.length === 0) args.complain('--occupation is missing. See: occupations list WORDS')
    const days = args.number('valid-days', { min: 0.00001, max: 365 })
    return async ({ store, console }) => {
      // A person who is enrolled twice would get both copies of a task, and more offers than others.
      const known = args.flag('same-email') ? undefined : await expertByEmail(store.context.db, email)
      if (known !== undefined) return refuse(console, isHere(email, known))
      const input = { name, email, occupations: [...occupations], ...(days === undefined ? {} : { validDays: days }) }
      const result = await enrolExpert(store.context, input)
      if (!result.ok) return refuse(console, result.error)
      if (args.flag('json')) return printJson(console, result.value)
      const { expertId, code, expiresAt, offered } = result.value
      await console.write(
        `Expert ${expertId}, offered ${counted(offered, 'task', 'tasks')}.\nCode ${code}, until ${instantToText(expiresAt)}\n`,
      )
      return done
    }
  },
}

function isHere(email: string, id: string): OperatorError {
  const text = `There is an expert with the address ${email} already: ${id}. For another desk, or in place of a lost code: expert code ${id}. For another person with the same address, add --same-email.`
  return { code: 'is-here', text }
}

const code: Command = {
  name: 'expert code',
  words: ['ID'],
  summary: 'Make a further code, for a second desk or in place of a lost one',
  options: { 'valid-days': validDays },
  plan(args) {
    const id = args.wordId(0, 'The id of the expert')
    const days = args.number('valid-days', { min: 0.00001, max: 365 })
    return async ({ store, console }) => {
      const result = await makeExpertCode(store.context, id, days)
      if (!result.ok) return refuse(console, result.error)
      await console.write(`Code ${result.value.code}, until ${instantToText(result.value.expiresAt)}\n`)
      return done
    }
  },
}

const list: Command = {
  name: 'expert list',
  words: [],
  summary: 'Show the experts',
  options: { json: { help: 'As JSON' } },
  plan:
    (args) =>
    async ({ store, console }) => {
      const rows = await listExperts(store.context.db)
      if (args.flag('json')) return printJson(console, rows)
      await console.write(
        tableToText(
          ['ID', 'NAME', 'E-MAIL', 'OCCUPATIONS', 'DEVICES', 'OPEN', 'SUBMISSIONS', 'ACCESS'],
          rows.map((row) => [
            row.id,
            row.name,
            row.email,
            row.occupations,
            row.devices,
            row.open,
            row.submissions,
            row.revoked ? 'withdrawn' : 'yes',
          ]),
        ),
      )
      return done
    },
}

const devices: Command = {
  name: 'expert devices',
  words: ['ID'],
  summary: 'Show the devices of an expert, and when each was last heard of',
  options: { json: { help: 'As JSON' } },
  plan(args) {
    const id = args.wordId(0, 'The id of the expert')
    return async ({ store, console }) => {
      const rows = await expertDevices(store.context, id)
      if (!rows.ok) return refuse(console, rows.error)
      if (args.flag('json')) return printJson(console, rows.value)
      await console.write(
        tableToText(
          ['ID', 'NAME', 'ENROLLED', 'LAST SEEN', 'ACCESS'],
          rows.value.map((row) => [
            row.id,
            row.name,
            instantToText(row.enrolledAt),
            instantToText(row.seenAt),
            row.revokedAt === null ? 'yes' : 'withdrawn',
          ]),
        ),
      )
      return done
    }
  },
}

const revoke: Command = {
  name: 'expert revoke',
  words: ['ID'],
  summary: 'End the access of an expert, or of one of their devices; what they took stays theirs until expert recall',
  options: { device: { value: 'ID', help: 'Only this device, as expert devices shows it' } },
  plan(args) {
    const id = args.wordId(0, 'The id of the expert')
    const device = args.id('device')
    return async ({ store, console }) => {
      const result = await revokeExpert(store.context, id, device)
      if (!result.ok) return refuse(console, result.error)
      const { devices, freed } = result.value
      await console.write(
        `${counted(devices, 'device', 'devices')} lost access; ${counted(freed, 'offer', 'offers')} went back.\n`,
      )
      return done
    }
  },
}

const recall: Command = {
  name: 'expert recall',
  words: ['ID'],
  summary: 'Take back what an expert has taken and not handed in, and offer it to others',
  options: {
    task: { value: 'ID', multiple: true, help: 'Only this task; may be given several times' },
    reason: { value: 'TEXT', help: 'Why; the expert reads it' },
  },
  plan(args) {
    const id = args.wordId(0, 'The id of the expert')
    const taskIds = args.ids('task')
    const reason = args.needed('reason')
    return async ({ store, console }) => {
      const result = await recallTasks(store.context, id, { reason, taskIds })
      if (!result.ok) return refuse(console, result.error)
      const { recalled, offered, waiting } = result.value
      await console.write(
        `${counted(recalled, 'task was', 'tasks were')} taken back, ${counted(offered, 'offer', 'offers')} made, ${counted(waiting, 'of them waits', 'of them wait')} for an expert.\n`,
      )
      return done
    }
  },
}

const addOccupation: Command = {
  name: 'expert occupation add',
  words: ['ID', 'CODE'],
  summary: 'Add an occupation; tasks that wait for it go to the expert',
  options: {},
  plan(args) {
    const id = args.wordId(0, 'The id of the expert')
    const occupation = args.word(1, 'The code of the occupation')
    return async ({ store, console }) => {
      const result = await addExpertOccupation(store.context, id, occupation)
      if (!result.ok) return refuse(console, result.error)
      await console.write(`Offered ${counted(result.value.offered, 'task', 'tasks')}.\n`)
      return done
    }
  },
}

export const expertCommands: readonly Command[] = [enrol, code, list, devices, revoke, recall, addOccupation]
