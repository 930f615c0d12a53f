import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readSample } from '../../src/hub/operator/read-sample.ts'
import { bringSample } from '../../src/hub/operator/sample.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'
import { unwrap } from '../support/hub/test-hub.ts'

hubForFile()

it('comes in once where three hubs are started at the same moment on one new database', async () => {
  const folder = join(import.meta.dirname, '..', '..', 'resources', 'sample')
  const sample = unwrap(await readSample(hub.hub.context, hub.hub.files, folder))
  const brought = await Promise.all(
    [hub.hub, hub.another(), hub.another()].map(({ context }) => bringSample(context, sample)),
  )
  expect(new Set(brought.map((one) => unwrap(one).expertId)).size).toBe(1)
  const rows = await hub.db.query('select (select count(*) from programmes) as p, (select count(*) from experts) as e')
  expect(rows).toEqual([{ p: 1, e: 1 }])
})
