import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { insertFile } from '../../src/hub/store/files.ts'
import { linesToPage } from '../../src/shared/rules/feed-lines.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { core, deskAndHubForEachTest, world } from '../support/sync/for-each-test.ts'
import { pageToLines } from '../support/sync/page-to-lines.ts'

deskAndHubForEachTest()

it('a reference file is called what it is saved as, whatever its hub makes the name look like', async () => {
  const bytes = Buffer.from('lease')
  const file = { name: 'lease.pdf', size: bytes.length, mediaType: 'application/pdf', sha256: hashOf(bytes) }
  await insertFile(world.hub.db, file.sha256, file.size, 1)
  await world.hub.operator.importTasks([
    taskContent({ materials: [{ kind: 'file', key: 'lease', title: 'The lease', file }] }),
  ])
  // Right to left from the mark on: a window shows “Leaseexe.pdf”.
  const name = 'C:\\drafts\\Lease\u{202e}fdp.exe'
  world.wire.answer('/v1/feed', async (request) => {
    const page = linesToPage(await (await world.hub.fetch(request)).text())
    if (!page.ok) throw new Error(page.error)
    const changes = page.value.changes.map((change) => ({
      ...change,
      content: change.content.replaceAll('"lease.pdf"', JSON.stringify(name)),
    }))
    return new Response(pageToLines({ ...page.value, changes }))
  })
  const [row] = await world.enrol(core.desk, 1)
  const { task } = await core.desk.tasks.get({ taskId: row?.id ?? '' })
  expect(task.materials).toMatchObject([{ file: { ...file, name: 'Leasefdp.exe' } }])
})

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
