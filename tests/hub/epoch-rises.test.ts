import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { exportBatch } from '../../src/hub/carriage/export-batch.ts'
import { readFrom } from '../../src/hub/feed/feed-page.ts'
import { planSealedFeed } from '../../src/shared/sealed/plan-feed.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { enrolledDesk } from '../support/hub/test-desk.ts'

let now = 1_795_000_000_000
hubForFile({ clock: { now: () => now } })

it('a hub restored where the clock is behind seals a history that desks take for the younger one [C5] [P5]', async () => {
  const { code, expertId } = await hub.operator.enrolExpert()
  const desk = await enrolledDesk(hub.fetch, code)
  const own = await desk.feed()
  const folder = await mkdtemp(join(tmpdir(), 'understudy-epoch-'))
  // The computer that took the place of the broken one has lost its clock.
  now -= 400 * 86_400_000
  const restored = hub.another()
  // A desk, or the answer to its outbox, names a number that this database never gave out.
  await readFrom(restored.context, expertId, { after: own.cursor + 5, epoch: own.epoch, maxBytes: 1_000_000 })
  const carried = await exportBatch(restored.context, restored.files, {
    expertId,
    path: join(folder, 'ada.understudy'),
    after: 0,
  })
  await rm(folder, { recursive: true, force: true })
  if (!carried.ok) throw new Error(carried.error.text)
  expect(carried.value.feed.epoch).not.toBe(own.epoch)
  expect(planSealedFeed(own, carried.value.feed)).toEqual({ take: 'newer', from: 0 })
})
