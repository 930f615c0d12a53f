import { ChangeSet } from '@codemirror/state'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createUploads } from '../../src/renderer/state/draft-uploads.ts'
import { testId } from '../support/core/tasks.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { openWithTask, taskId } from '../support/store/attached-files.ts'
import { failStatements, type FailingStatements } from '../support/store/failing-statements.ts'

let faults: FailingStatements
beforeEach(() => {
  faults = failStatements()
})
afterEach(() => faults.restore())
afterAll(removeTempFolders)

const session = testId('session')

describe('on a full disk', () => {
  it('only of words it is said that the window saves them by itself', async () => {
    const { desk, stop } = await openWithTask()
    const changes = ChangeSet.of({ from: 0, insert: 'Rye.' }, 0).toJSON()
    const edits = [{ change: { changes }, origin: 'typed' as const }]
    faults.arm(1, 'refused')
    await expect(desk.drafts.edit({ taskId, field: 'plan', version: 0, session, edits })).rejects.toMatchObject({
      code: 'DISK_FULL',
      data: { text: expect.stringMatching(/kept in this window and will be saved/) },
    })
    faults.arm(1, 'refused')
    const refused = await desk.tasks.decline({ taskId }).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'DISK_FULL',
      data: { text: expect.stringMatching(/Make room and try again/) },
    })
    expect(JSON.stringify(refused)).not.toContain('will be saved')
    await stop()
  })

  it('a file that found no room can be tried again, and is in the field then', async () => {
    const { desk, stop } = await openWithTask()
    const ended = Promise.withResolvers<void>()
    const uploads = createUploads(desk, session, () => ended.resolve())
    faults.arm(1, 'refused')
    uploads.add(taskId, 'plan', [new File(['Rye.'], 'plan.txt')])
    while (uploads.isAdding()) await new Promise((resolve) => setImmediate(resolve))
    const [upload] = uploads.store.getState().uploads
    expect(upload).toMatchObject({ problem: expect.stringMatching(/Make room and try again/), canRetry: true })
    uploads.retry(upload?.key ?? 0)
    await ended.promise
    expect((await desk.drafts.open({ taskId })).fields['plan']).toMatchObject({ value: [{ name: 'plan.txt' }] })
    await stop()
  })
})
