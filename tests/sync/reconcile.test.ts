import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { agreementToText, planAgreement } from '../../src/core/sync/plan-agreement.ts'
import { until } from '../support/core/until.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { untilState, write } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'

/** What was handed in beside what the hub has proven to hold. */

deskAndHubForEachTest()

/** Takes tasks with these titles and writes something in each. */
async function begin(titles: readonly string[]): Promise<Map<string, string>> {
  await world.hub.operator.importTasks(titles.map((title) => taskContent({ title })))
  const rows = await world.enrol(core.desk, titles.length)
  for (const { id } of rows) {
    await core.desk.tasks.take({ taskId: id })
    await write(core.desk, id, 'Clover, then wheat.')
  }
  await until(
    core.desk,
    'the hub knows',
    async () => (await core.desk.sync.overview({})).lanes.length === 0,
    world.time,
  )
  return new Map(rows.map((row) => [row.title, row.id]))
}

const formula = '=HYPERLINK("http://example.org"),"beans"'

describe('the reconciliation', () => {
  it('says of each submission whether the hub has proven to hold it, and where not, why [V6]', async () => {
    const { desk } = core
    const tasks = await begin(['Agrees', 'Held', 'Lost', formula])
    const id = (title: string): string => tasks.get(title) ?? ''
    const { submissionId } = await desk.work.send({ taskId: id('Agrees') })
    await untilState(desk, id('Agrees'), 'received', world.time)
    await world.hub.operator.review({ submissionId, decision: 'rejected', reason: 'Too thin.' })
    await untilState(desk, id('Agrees'), 'rejected', world.time)

    world.wire.answer('/v1/operations', async (request) => {
      const { operations } = (await request.json()) as { operations: { id: string; taskId: string }[] }
      if (operations.some(({ taskId }) => taskId === id('Lost'))) throw new TypeError('fetch failed')
      const results = operations.map((one) => ({
        id: one.id,
        outcome: 'refused',
        code: 'bad-content',
        message: 'too dry',
      }))
      return Response.json({ results })
    })
    await desk.work.send({ taskId: id('Held') })
    await until(desk, 'it is held', async () => (await desk.sync.overview({})).lanes[0]?.state === 'quarantined')
    await desk.work.send({ taskId: id('Lost') })
    await untilState(desk, id('Lost'), 'sent')
    await desk.sync.setOffline({ offline: true })
    await desk.work.send({ taskId: id(formula) })

    const page = await desk.sync.reconcile({})
    expect(page).toMatchObject({ total: 4, counts: { all: 4, disagreeing: 3 } })
    const byTitle = new Map(page.rows.map((row) => [row.title, row]))
    expect(byTitle.get('Agrees')).toMatchObject({
      agreement: 'agrees',
      hub: { late: false, verified: true },
      review: { decision: 'rejected' },
    })
    expect(byTitle.get('Agrees')).not.toHaveProperty('reason')
    expect(byTitle.get('Held')).toMatchObject({ agreement: 'held', reason: expect.stringContaining('too dry') })
    expect(byTitle.get('Lost')).toMatchObject({ agreement: 'no-answer' })
    expect(byTitle.get(formula)).toMatchObject({ agreement: 'not-sent', mine: { files: 0 } })
    expect(byTitle.get(formula)?.mine.bytes).toBeGreaterThan(100)

    const some = await desk.sync.reconcile({ show: 'disagreeing', limit: 2, offset: 1 })
    expect([some.total, some.rows.length]).toEqual([3, 2])
    expect(some.rows.every(({ agreement }) => agreement !== 'agrees')).toBe(true)

    const file = await desk.sync.reconcileCsv({})
    expect(file.fileName).toMatch(/^understudy-reconciliation-\d{4}-\d\d-\d\d\.csv$/)
    const lines = parse(file.text, { bom: true, columns: true, record_delimiter: '\r\n' }) as Record<string, string>[]
    expect(lines).toHaveLength(4)
    const of = (title: string) => lines.find((line) => line['Task'] === title)
    expect(of('Agrees')).toMatchObject({ Agrees: 'yes', Late: 'no', 'Receipt checked': 'yes', Decision: 'rejected' })
    expect(of('Held')).toMatchObject({ Agrees: 'no', 'Why not': expect.stringContaining('too dry') })
    // A spreadsheet must take a title for what it is.
    expect(of(`'${formula}`)).toMatchObject({ Agrees: 'no', Decision: '' })
    const only = await desk.sync.reconcileCsv({ show: 'disagreeing' })
    expect(parse(only.text, { bom: true, columns: true })).toHaveLength(3)
  })

  it('leaves out what was taken back before it left, and the sample, which has no hub [V6]', async () => {
    const { desk } = core
    const tasks = await begin(['Taken back'])
    await desk.sync.setOffline({ offline: true })
    const taskId = tasks.get('Taken back') ?? ''
    await desk.work.send({ taskId })
    expect((await desk.sync.reconcile({})).total).toBe(1)
    await desk.work.undoSend({ taskId })
    expect((await desk.sync.reconcile({})).counts).toEqual({ all: 0, disagreeing: 0 })
  })

  it('agrees only where a receipt proves it, whatever else is known [V6]', () => {
    const outboxes = ['waiting', 'sent', 'done', 'quarantined', 'undone', undefined] as const
    for (const outbox of outboxes) {
      for (const isKnownToHub of [true, false]) {
        expect(planAgreement({ isProven: true, isKnownToHub, outbox })).toBe('agrees')
        const without = planAgreement({ isProven: false, isKnownToHub, outbox })
        expect(without).not.toBe('agrees')
        expect(agreementToText(without, null)).toMatch(/\.$/)
      }
    }
  })
})
