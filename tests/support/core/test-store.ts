import { openStore, type Store } from '../../../src/core/store/open-store.ts'
import type { Task } from '../../../src/shared/domain/task.ts'
import { taskToEntry } from '../../../src/shared/rules/check-feed.ts'
import { putTask } from '../../../src/core/sync/apply-feed.ts'
import { testBatch, testId, testProgramme, testTask } from './tasks.ts'
import { makeTempFolder } from './test-core.ts'

export const AT = Date.UTC(2026, 10, 23, 8, 0, 0)

/** A store with one hub, programme and batch, and the tasks that are given, taken. */
export function openTestStore(folder = makeTempFolder('store'), tasks: readonly Task[] = [testTask()]): Store {
  const opened = openStore(folder, { now: () => AT })
  if (!opened.ok) throw new Error(opened.error.text)
  fillStore(opened.value, tasks)
  return opened.value
}

export function fillStore(store: Store, tasks: readonly Task[]): void {
  const hubId = testId('hub')
  store.transaction(() => {
    store.hubs.put({
      id: hubId,
      kind: 'hub',
      name: 'Test hub',
      address: 'http://127.0.0.1:1/',
      publicKey: 'A'.repeat(43),
      requestBytes: 8_000_000,
      fileBytes: 25_000_000,
      operations: 100,
      expertId: testId('expert'),
      expertName: 'Ada Fields',
      deviceId: testId('session', 999),
      signedIn: false,
    })
    store.feed.putProgramme(hubId, testProgramme())
    store.feed.putBatch(hubId, testBatch())
    for (const task of tasks)
      putTask(store, hubId, taskToEntry(task), JSON.stringify(task), { state: 'taken', offeredAt: AT }, AT)
  })
}
