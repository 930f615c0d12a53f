import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createAttachments } from '../../src/core/drafts/attachments.ts'
import { FilesField } from '../../src/shared/domain/fields.ts'
import { filePathOf, incomingPathOf } from '../../src/core/store/file-store.ts'
import { testId } from '../support/core/tasks.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { attachFile, hashOf, noticeTexts, openWithTask } from '../support/store/attached-files.ts'

afterAll(removeTempFolders)

describe('an attached file that could not be put into its place', () => {
  it('leaves nothing on the disk, and can be added again', async () => {
    const { desk, folder, stop } = await openWithTask()
    const bytes = randomBytes(1_000)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const shelf = dirname(filePathOf(folder, sha256))
    mkdirSync(dirname(shelf), { recursive: true })
    writeFileSync(shelf, 'in the way')
    await expect(attachFile(desk, bytes)).rejects.toBeInstanceOf(Error)
    expect(readdirSync(incomingPathOf(folder, ''))).toEqual([])
    rmSync(shelf)
    expect(await attachFile(desk, bytes)).toBe(sha256)
    await stop()
  })

  it('is refused where the disk gives other bytes when they are read once more: it would count as here, and be gone', async () => {
    const store = openTestStore()
    const setMade: typeof store.files.setMade = (sha256, size) => {
      const [name = ''] = readdirSync(incomingPathOf(store.folder, ''))
      writeFileSync(incomingPathOf(store.folder, name), 'other bytes')
      store.files.setMade(sha256, size)
    }
    const attachments = createAttachments({ ...store, files: { ...store.files, setMade } }, () => testId('session', 7))
    const field = FilesField.parse({ kind: 'files', key: 'plan', label: 'The plan' })
    const target = { taskId: testId('task', 1), field, present: [], maxBytes: 1e9 }
    const bytes = randomBytes(1_000)
    const begun = await attachments.begin(target, { name: 'plan.pdf', size: bytes.length, mediaType: '' })
    if (!begun.ok) throw new Error(begun.error)
    attachments.part(begun.value, 0, bytes)
    const finished = await attachments.finish(begun.value)
    expect(finished).toEqual({ ok: false, error: expect.stringMatching(/^The disk did not give plan.pdf back/) })
    expect(store.files.get(hashOf(bytes))?.here).toBe(false)
    expect(readdirSync(incomingPathOf(store.folder, ''))).toEqual([])
    store.close()
  })

  it('is not told of as one that is lost: it never was there', async () => {
    const { desk, folder, stop } = await openWithTask()
    const bytes = randomBytes(1_000)
    const shelf = dirname(filePathOf(folder, hashOf(bytes)))
    mkdirSync(dirname(shelf), { recursive: true })
    writeFileSync(shelf, 'in the way')
    await expect(attachFile(desk, bytes)).rejects.toBeInstanceOf(Error)
    rmSync(shelf)
    await desk.backup.make({})
    expect(await noticeTexts(desk)).toEqual([])
    // One that was attached, and is gone since, is told of.
    const lost = await attachFile(desk, randomBytes(1_000))
    rmSync(filePathOf(folder, lost))
    await desk.backup.make({})
    expect(await noticeTexts(desk)).toEqual([expect.stringMatching(/“plan.pdf” of “Task with files” is missing/)])
    await stop()
  })
})
