import { expect, it } from 'vitest'
import { linesToPage } from '../../src/shared/rules/feed-lines.ts'
import { until } from '../support/core/until.ts'
import { createFaultyWire } from '../support/core/wire.ts'
import { contents, openDeskAndHub } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { pageToLines } from '../support/sync/page-to-lines.ts'

/** A hub that gives its work out as another one's: its operator is an expert there, and knows that one's batches. */

deskAndHubForEachTest()

it.each([
  ['a task in a batch of another hub', 'task', 'batchId'],
  ['a batch in a programme of another hub', 'batch', 'programmeId'],
] as const)('%s is kept aside, and nobody works on it as if that one paid for it [P4]', async (_, kind, member) => {
  await world.hub.operator.importTasks(contents(1))
  const [mine] = await world.enrol(core.desk, 1)
  const { batch } = await core.desk.tasks.get({ taskId: mine?.id ?? '' })
  const known = { batchId: batch.id, programmeId: batch.programmeId }
  const second = await openDeskAndHub()
  try {
    const hostile = createFaultyWire((request) => second.hub.fetch(request))
    hostile.answer('/v1/feed', async (request) => {
      const page = linesToPage(await (await second.hub.fetch(request)).text())
      if (!page.ok) throw new Error(page.error)
      const borrowed = (content: string): string => JSON.stringify({ ...JSON.parse(content), [member]: known[member] })
      const changes = page.value.changes.map((one) => ({
        ...one,
        content: one.kind === kind ? borrowed(one.content) : one.content,
      }))
      return new Response(pageToLines({ ...page.value, changes }))
    })
    world.wire.answer('/', (request) =>
      request.url.includes(':8118/') ? hostile.wire(request) : world.hub.fetch(request),
    )
    await second.hub.operator.importTasks(contents(1))
    await core.desk.setup.enrol({ address: 'http://127.0.0.1:8118/', code: second.code })
    const shown = async () => (await core.desk.tasks.list({})).rows.map(({ id }) => id)
    const isRead = async () => (await core.desk.sync.overview({})).refusedChanges > 0 || (await shown()).length > 1
    await until(core.desk, 'it was read', isRead)
    expect(await shown()).toEqual([mine?.id])
    expect((await core.desk.sync.overview({})).refusedChanges).toBe(1)
  } finally {
    await second.close()
  }
})
