import { expect, it } from 'vitest'
import { importBatch } from '../../src/hub/operator/import-batch.ts'
import type { Queryable } from '../../src/hub/store/db.ts'
import { listBatches } from '../../src/hub/store/batches.ts'
import { taskContent } from '../support/hub/fixtures.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'

hubForFile()

it('keeps nothing of an import of which its operator hears that it failed, or it would be brought twice', async () => {
  const programmeId = await hub.operator.createProgramme()
  const { context } = hub.hub
  // The connection breaks while Postgres counts what has come in, the last thing that a large import asks of it.
  const breaking = (from: Queryable): Pick<Queryable, 'query'> => ({
    query: (sql, params) =>
      sql.startsWith('analyze') ? Promise.reject(new Error('broken off')) : from.query(sql, params),
  })
  const db: typeof context.db = {
    ...context.db,
    ...breaking(context.db),
    allOrNothing: (run) => context.db.allOrNothing((tx) => run({ ...tx, ...breaking(tx) })),
  }
  const lines = Array.from({ length: 1000 }, (_, at) => ({ line: at + 1, content: taskContent() }))
  await expect(importBatch({ ...context, db }, { programmeId, title: 'Large' }, lines)).rejects.toThrow('broken off')
  expect(await listBatches(hub.db)).toEqual([])
  expect(await importBatch(context, { programmeId, title: 'Large' }, lines)).toMatchObject({ value: { tasks: 1000 } })
})
