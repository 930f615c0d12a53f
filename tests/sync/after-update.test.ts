import { expect, it } from 'vitest'
import { linesToPage } from '../../src/shared/rules/feed-lines.ts'
import type { TestCore } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { pageToLines } from '../support/sync/page-to-lines.ts'
import { contents } from '../support/sync/desk-and-hub.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'

deskAndHubForEachTest()

it('what one version could not read is asked for again by the next one, once, and nothing else is [P4] [V5]', async () => {
  await world.hub.operator.importTasks(contents(3))
  const asked: string[] = []
  let canRead = false
  world.wire.answer('/v1/feed', async (request) => {
    asked.push(new URL(request.url).searchParams.get('after') ?? '')
    const page = linesToPage(await (await world.hub.fetch(request)).text())
    if (!page.ok) throw new Error(page.error)
    const changes = page.value.changes.map((change) =>
      canRead || !change.content.includes('Task 0002') ? change : { ...change, content: '{"kind":"juggle"}' },
    )
    return new Response(pageToLines({ ...page.value, changes }))
  })
  const refused = async ({ desk }: TestCore) => (await desk.sync.overview({})).refusedChanges
  const titles = async ({ desk }: TestCore) => (await desk.tasks.list({ sort: 'title' })).rows.map(({ title }) => title)
  await world.enrol(core.desk, 2)
  const end = asked.at(-1)
  let last = core
  const start = async (version: string): Promise<void> => {
    await last.stop()
    asked.length = 0
    last = await world.openDesk({ folder: core.folder, secrets: core.secrets, version })
    await until(last.desk, 'it has asked to the end', async () => asked.at(-1) === end, world.time)
  }

  await start('0.0.0-test')
  expect(asked[0]).toBe(end)
  await start('0.0.1')
  expect(Number(asked[0])).toBeLessThan(Number(end))
  expect(await refused(last)).toBe(1)
  canRead = true
  await start('0.0.1')
  expect(asked[0]).toBe(end)
  await start('0.0.2')
  expect(await titles(last)).toEqual(['Task 0001', 'Task 0002', 'Task 0003'])
  expect(await refused(last)).toBe(0)
  await start('0.0.3')
  expect(asked[0]).toBe(end)
})
