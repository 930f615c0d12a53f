import { type ExportWish, Person } from '../../shared/contract/desk-exports.ts'
import { NO_ROUNDING } from '../../shared/domain/money.ts'
import { localDate } from '../../shared/rules/days.ts'
import { startOfDate } from '../../shared/rules/zone-offset.ts'
import { makeExport, sheetToPreview } from '../billing/make-export.ts'
import { createSheet, type Sheet } from '../billing/sheet.ts'
import type { Context } from './context.ts'
import type { Implementer } from './implementer.ts'
import { timesheetTasks } from './submitted-work.ts'

const DAY = 86_400_000

/** Hours as files for other people's software. */
export function createExportsRoutes(os: Implementer, context: Context) {
  const { store, time, ports, events, fontFolder } = context

  const readTasks = () => timesheetTasks(context)

  function sheet(wish: Pick<ExportWish, 'dates'>, taskOf: ReturnType<typeof readTasks>, isPlain = false): Sheet {
    const { zone } = ports.clock.read()
    return createSheet({
      segments: time.segments(),
      corrections: time.corrections(),
      ...instantsOf(wish.dates, zone),
      zone,
      taskOf: (taskId) => {
        const task = taskOf(taskId)
        return task !== undefined && isPlain ? { ...task, rounding: NO_ROUNDING } : task
      },
    })
  }

  return {
    person: os.exports.person.handler(() => readPerson(context)),

    savePerson: os.exports.savePerson.handler(({ input }) => {
      store.meta.setJson('person', input)
      events.emit({ topic: 'settings' })
      return input
    }),

    preview: os.exports.preview.handler(({ input }) => {
      const taskOf = readTasks()
      return sheetToPreview(sheet(input, taskOf), sheet(input, taskOf, true))
    }),

    make: os.exports.make.handler(async ({ input }) => {
      const last = store.ledger.last()
      const { fileName, mediaType, content } = await makeExport(sheet(input, readTasks()), {
        format: input.format,
        isRounded: input.isRounded,
        clockHours: input.clockHours,
        worker: readPerson(context),
        ledger: last === undefined ? { entries: 0 } : { entries: last.seq, head: last.hash },
        madeAt: ports.clock.read().wall,
        fontFolder,
      })
      return { fileName, mediaType, bytes: Buffer.from(content).toString('base64') }
    }),
  }
}

/** The days that were chosen begin and end by the zone in which the desk counts them. */
function instantsOf({ first, last }: ExportWish['dates'], zone: string) {
  const after = localDate(Date.parse(`${last}T12:00:00Z`) + DAY, 0)
  return { from: startOfDate(first, zone), to: startOfDate(after, zone) }
}

/** Name and e-mail as the expert gave them; else the name by which a hub knows them. */
export function readPerson({ store }: Context): Person {
  const person = store.meta.getJson('person', Person) ?? { name: '', email: '' }
  if (person.name !== '') return person
  const known = store.hubs.all().find((hub) => hub.kind === 'hub')
  return known === undefined ? person : { ...person, name: known.expertName }
}
