import type { AppealSubmission } from '../../shared/contract/appeal-file.ts'
import { NO_ROUNDING } from '../../shared/domain/money.ts'
import { Review } from '../../shared/domain/work.ts'
import { localDate } from '../../shared/rules/days.ts'
import { openStaging } from '../../sealed/staging.ts'
import { type AppealedTask, makeAppealPack } from '../billing/appeal/make-pack.ts'
import type { HubRow } from '../store/hubs-table.ts'
import type { SubmissionRow } from '../store/submissions-table.ts'
import { createBillableTasks } from './billable-tasks.ts'
import type { CarriageFiles } from './carriage-files.ts'
import type { Context } from './context.ts'
import { readPerson } from './exports-routes.ts'
import type { Implementer } from './implementer.ts'
import { parseStored, wholeReceipt } from '../store/stored-json.ts'

/** Entries of the ledger that are read at a time. */
const PAGE = 5_000

/** One file to show how some tasks were worked on. @param files where a window reads it from */
export function createAppealRoutes(os: Implementer, context: Context, files: CarriageFiles) {
  const { store, time, ports, fontFolder } = context

  /** Work that was taken back before it left is nothing that a hub knows of. */
  function submissionsOf(taskId: string): SubmissionRow[] {
    const head = store.tasks.head(taskId)
    return head === undefined ? [] : store.submissions.ofTask(head.no).reverse()
  }

  function* pages(): Generator<ReturnType<typeof store.ledger.after>> {
    for (let seq = 0; ; seq += PAGE) {
      const page = store.ledger.after(seq, PAGE)
      if (page.length > 0) yield page
      if (page.length < PAGE) return
    }
  }

  return {
    tasks: os.appeal.tasks.handler(() => {
      const worked = time.workByTask()
      const taskOf = createBillableTasks(store, worked.keys())
      const rank = (state: string): number => (state === 'rejected' ? 0 : state === 'returned' ? 1 : 2)
      return [...worked]
        .flatMap(([taskId, workMs]) => {
          const task = taskOf(taskId)
          if (task === undefined) return []
          return [{ taskId, title: task.title, programme: task.programme, state: task.state, workMs }]
        })
        .sort((a, b) => rank(a.state) - rank(b.state) || a.title.localeCompare(b.title))
    }),

    make: os.appeal.make.handler(async ({ input, errors }) => {
      const taskOf = createBillableTasks(store, input.taskIds)
      const tasks: AppealedTask[] = []
      const works = new Map<string, string>()
      const hubs = new Map<string, HubRow>()
      for (const taskId of new Set(input.taskIds)) {
        const task = taskOf(taskId)
        if (task === undefined) throw errors.NOT_FOUND({ data: { text: 'A chosen task is not on this computer.' } })
        const { title, programme, operator = '', occupation, state, rate, rounding = NO_ROUNDING } = task
        const rows = submissionsOf(taskId)
        for (const row of rows) {
          works.set(row.id, row.content)
          const hub = store.hubs.get(row.hubId)
          if (hub !== undefined) hubs.set(hub.id, hub)
        }
        const submissions = rows.map(toAppealSubmission)
        tasks.push({ id: taskId, title, programme, operator, occupation, state, rate, rounding, submissions })
      }
      const { wall, zone, offsetMinutes } = ports.clock.read()
      const { saveId, path } = await files.place()
      const staging = await openStaging(await files.folder())
      try {
        const made = await makeAppealPack(
          {
            tasks,
            works,
            hubs: [...hubs.values()].map(({ id, name, publicKey, expertId }) => ({ id, name, publicKey, expertId })),
            worker: readPerson(context),
            zone,
            madeAt: wall,
            pages,
          },
          path,
          { staging: staging.folder, fontFolder },
        )
        return { saveId, fileName: `understudy-appeal-${localDate(wall, offsetMinutes)}.zip`, ...made }
      } catch (error) {
        await files.drop(saveId)
        throw error
      } finally {
        await staging.remove()
      }
    }),
  }
}

function toAppealSubmission(row: SubmissionRow): AppealSubmission {
  return {
    id: row.id,
    hubId: row.hubId,
    finishedAt: row.finishedAt,
    contentSha256: row.sha256,
    claimedMs: row.claimedMs,
    ...(row.receipt === null ? {} : { receipt: wholeReceipt(row.receipt) }),
    ...(row.review === null ? {} : { review: Review.parse(parseStored(row.review)) }),
  }
}
