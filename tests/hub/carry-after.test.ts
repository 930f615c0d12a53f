import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { exportBatch } from '../../src/hub/carriage/export-batch.ts'
import { enrolledDesk } from '../support/hub/test-desk.ts'
import { openTestHub } from '../support/hub/test-hub.ts'

it('does not take a number that is too high for a new history, which would make all desks read anew', async () => {
  const hub = await openTestHub()
  const folder = await mkdtemp(join(tmpdir(), 'understudy-carry-'))
  const { code, expertId } = await hub.operator.enrolExpert()
  const desk = await enrolledDesk(hub.fetch, code)
  const { epoch, cursor } = await desk.feed()
  const carry = (after: number) =>
    exportBatch(hub.hub.context, hub.hub.files, { expertId, path: join(folder, 'ada.understudy'), after })
  expect(await carry(cursor + 1)).toMatchObject({
    ok: false,
    error: { text: `The feed of this expert ends at number ${cursor}. Nothing was written.` },
  })
  expect((await desk.feed()).epoch).toBe(epoch)
  expect(await readdir(folder)).toEqual([])
  expect(await carry(cursor)).toMatchObject({ ok: true, value: { feed: { epoch, after: cursor, cursor } } })
  await rm(folder, { recursive: true, force: true })
  await hub.close()
})
