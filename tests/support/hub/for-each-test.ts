import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { NewExpert } from '../../../src/hub/operator/experts.ts'
import type { BatchInput } from '../../../src/hub/operator/import-batch.ts'
import type { TaskContent } from '../../../src/shared/domain/task.ts'
import { enrolledDesk, type TestDesk } from './test-desk.ts'
import { openTestHub, type TestHub, type TestHubOptions } from './test-hub.ts'

/** Those of the test that runs, for a spec that has called one of the functions below. */
export let hub: TestHub
export let desk: TestDesk
export let expertId: string
export let folder: string

/** All tests of a file share one hub, which is closed and taken away after them. */
export function hubForFile(options: TestHubOptions = {}): void {
  beforeAll(async () => {
    hub = await openTestHub(options)
  })
  afterAll(() => hub.close())
}

/** They share a folder to write in, which is taken away after them. */
export function folderForFile(): void {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understudy-hub-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
}

async function enrol(input?: Partial<NewExpert>): Promise<void> {
  const enrolled = await hub.operator.enrolExpert(input)
  expertId = enrolled.expertId
  desk = await enrolledDesk(hub.fetch, enrolled.code)
}

/** They share one expert with one desk as well. */
export function expertForFile(): void {
  beforeAll(() => enrol())
}

/** Each test has an expert with one desk. */
export function expertForEachTest(): void {
  beforeEach(() => enrol())
}

/** Each test has an expert with one desk, to whom all offers go: nobody else has access to the hub any more. */
export function onlyExpertForEachTest(input?: Partial<NewExpert>): void {
  beforeEach(async () => {
    await hub.db.query('update experts set revoked_at = 1')
    await enrol(input)
  })
}

/** Imports a batch. @returns the ids of its tasks, in their order */
export async function importedTasks(
  contents: readonly TaskContent[],
  batch: Partial<BatchInput> = {},
): Promise<string[]> {
  const { batchId } = await hub.operator.importTasks(contents, batch)
  const rows = await hub.db.query<{ id: string }>('select id from tasks where batch_id = $1 order by position', [
    batchId,
  ])
  return rows.map(({ id }) => id)
}
