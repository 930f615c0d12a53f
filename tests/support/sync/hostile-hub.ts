import type { Change } from '../../../src/shared/contract/hub.ts'
import { linesToPage } from '../../../src/shared/rules/feed-lines.ts'
import type { TestCore } from '../core/test-core.ts'
import { createFaultyWire } from '../core/wire.ts'
import { contents, type DeskAndHub, openDeskAndHub } from './desk-and-hub.ts'
import { pageToLines } from './page-to-lines.ts'

/**
 * Signs the desk in with a second hub, which has a task for it and says of its work what it likes.
 * @param change what becomes of each change of its feed
 * @returns that hub, which is to be closed
 */
export async function enrolWithHostile(
  { desk }: TestCore,
  world: DeskAndHub,
  change: (one: Change) => Change,
): Promise<DeskAndHub> {
  const second = await openDeskAndHub()
  const hostile = createFaultyWire((request) => second.hub.fetch(request))
  hostile.answer('/v1/feed', async (request) => {
    const page = linesToPage(await (await second.hub.fetch(request)).text())
    if (!page.ok) throw new Error(page.error)
    return new Response(pageToLines({ ...page.value, changes: page.value.changes.map(change) }))
  })
  world.wire.answer('/', (request) =>
    request.url.includes(':8118/') ? hostile.wire(request) : world.hub.fetch(request),
  )
  await second.hub.operator.importTasks(contents(1))
  await desk.setup.enrol({ address: 'http://127.0.0.1:8118/', code: second.code })
  return second
}
