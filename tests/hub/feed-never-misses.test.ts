import fc from 'fast-check'
import { expect, it } from 'vitest'
import { newId, submission, submitOperation, takeOperation, taskContent } from '../support/hub/fixtures.ts'
import { createFeedReader, type FeedReader, type Known, readFresh } from '../support/hub/feed-reader.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { bodiesOf, enrolledDesk } from '../support/hub/test-desk.ts'

hubForFile()

async function readUntil(reader: FeedReader, isOver: () => boolean): Promise<Known> {
  for (;;) {
    const last = isOver()
    const isAtEnd = await reader.read(3000)
    if (last && isAtEnd) return reader.known()
  }
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('import' as const),
    tasks: fc.integer({ min: 1, max: 6 }),
    copies: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ do: fc.constant('push' as const), who: fc.nat(2), task: fc.nat(50), submit: fc.boolean() }),
  fc.record({ do: fc.constant('guideline' as const) }),
  fc.record({ do: fc.constant('withdraw' as const), task: fc.nat(50) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

it('lets no reader miss a change, whatever commits in between and in which order [P1]', async () => {
  const programmeId = await hub.operator.createProgramme()
  const seed = Number(process.env['UNDERSTUDY_SEED'] ?? Date.now() % 2 ** 31)
  console.log(`feed property: UNDERSTUDY_SEED=${seed}`)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 4 }),
      async (writers) => {
        const occupation = { code: `99-${String(Math.floor(Math.random() * 9000) + 1000)}.00`, title: 'Tester' }
        await hub.db.query('insert into occupations (code, title) values ($1, $2) on conflict do nothing', [
          occupation.code,
          occupation.title,
        ])
        const desks = await Promise.all(
          [1, 2, 3].map(async () =>
            enrolledDesk(hub.fetch, (await hub.operator.enrolExpert({ occupations: [occupation.code] })).code),
          ),
        )
        let over = false
        const readers = desks.map((desk) => readUntil(createFeedReader(desk), () => over))
        const tasks: string[] = []
        const write = async (one: Step): Promise<void> => {
          if (one.do === 'import') {
            const contents = Array.from({ length: one.tasks }, () => taskContent({ occupation }))
            const { batchId } = await hub.operator.importTasks(contents, { programmeId, copies: one.copies })
            const rows = await hub.db.query<{ id: string }>('select id from tasks where batch_id = $1', [batchId])
            tasks.push(...rows.map((row) => row.id))
          } else if (one.do === 'guideline') {
            await hub.operator.changeGuideline(programmeId, `Guideline ${newId()}`)
          } else {
            const taskId = tasks[one.task % Math.max(1, tasks.length)]
            if (taskId === undefined) return
            if (one.do === 'withdraw') await hub.operator.withdrawTask(taskId, 'No longer needed.')
            else await desks[one.who]?.push([one.submit ? submitOperation(submission(taskId)) : takeOperation(taskId)])
          }
        }
        await Promise.all(
          writers.map(async (steps) => {
            for (const one of steps) await write(one)
          }),
        )
        over = true
        for (const [index, reader] of readers.entries()) {
          const desk = desks[index]
          // What a desk gathered page by page while others wrote is what a desk that comes now is given.
          expect(await reader).toEqual(desk && (await readFresh(desk)))
        }
      },
    ),
    { seed, numRuns: 12, endOnFailure: true },
  )
})

it('takes work, hands out tasks and changes guidelines at the same time without standing in its own way', async () => {
  const programmeId = await hub.operator.createProgramme()
  const desks = await Promise.all(
    Array.from({ length: 4 }, async () =>
      enrolledDesk(hub.fetch, (await hub.operator.enrolExpert({ occupations: ['53-2012.00'] })).code),
    ),
  )
  const pilot = { code: '53-2012.00', title: 'Commercial Pilots' }
  await hub.operator.importTasks(
    Array.from({ length: 40 }, () => taskContent({ occupation: pilot })),
    { programmeId, copies: 2 },
  )
  const outcomes = await Promise.all([
    ...desks.map(async (desk) => {
      const ids = [...bodiesOf(await desk.pull(), 'task').keys()]
      const results = await Promise.all(
        ids.map((id, index) =>
          desk.push([
            index % 3 === 0
              ? { id: newId(), taskId: id, at: Date.now(), kind: 'decline', body: {} }
              : submitOperation(submission(id)),
          ]),
        ),
      )
      return results.flat().every((result) => result.outcome === 'done')
    }),
    ...Array.from({ length: 5 }, async (_, index) => {
      await hub.operator.importTasks([taskContent({ occupation: pilot })], { programmeId, copies: 4 })
      await hub.operator.changeGuideline(programmeId, `Number ${index}`)
      return true
    }),
  ])
  expect(outcomes.every(Boolean)).toBe(true)
})
