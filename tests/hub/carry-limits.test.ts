import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { exportBatch } from '../../src/hub/carriage/export-batch.ts'
import { insertFile } from '../../src/hub/store/files.ts'
import { openSealed } from '../../src/sealed/open-sealed.ts'
import { fitsSealed, usualSealedLimits } from '../../src/shared/sealed/check-entries.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { openTestHub } from '../support/hub/test-hub.ts'

it('seals no more than can be read in again, and says which files it had no room for [C1]', async () => {
  const hub = await openTestHub()
  const folder = await mkdtemp(join(tmpdir(), 'understudy-carry-'))
  onTestFinished(async () => {
    await hub.close()
    await rm(folder, { recursive: true, force: true })
  })
  const { context, files } = hub.hub
  const materials = []
  for (const size of [40_000, 10_000, 90_000]) {
    const bytes = randomBytes(size)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await files.put(sha256, Readable.from([bytes]), size)
    await insertFile(hub.db, sha256, size, 0)
    const file = { name: `${size}.bin`, sha256, size, mediaType: 'application/octet-stream' }
    materials.push({ kind: 'file', key: `file-${size}`, title: 'A file', file } as const)
  }
  const { expertId } = await hub.operator.enrolExpert()
  await hub.operator.importTasks([taskContent({ materials })])
  // With room for the feed and the two small ones.
  const { manifestBytes, signatureBytes } = usualSealedLimits
  const limits = { ...usualSealedLimits, totalBytes: manifestBytes + signatureBytes + 110_000 }
  const path = join(folder, 'ada.understudy')
  const made = await exportBatch(context, files, { expertId, path, after: 0 }, limits)
  const opened = await openSealed(path, { ...limits, totalBytes: 120_000 })
  if (!opened.ok) throw new Error(opened.error.text)
  opened.value.close()
  expect(made).toMatchObject({ ok: true, value: { tasks: 1, files: 2, missing: 0, leftOut: 1 } })
  expect(opened.value.manifest.entries.map(({ size }) => size).slice(1)).toEqual([10_000, 40_000])
})

it('counts parts and bytes as those who read do [C1]', () => {
  expect(fitsSealed({ entries: 20_000, bytes: 1 })).toBe(true)
  expect(fitsSealed({ entries: 20_001, bytes: 1 })).toBe(false)
  expect(fitsSealed({ entries: 2, bytes: 19_900_000_000 })).toBe(true)
  expect(fitsSealed({ entries: 2, bytes: 20_000_000_000 })).toBe(false)
})
