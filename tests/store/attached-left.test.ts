import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { filePathOf, incomingPathOf } from '../../src/core/store/file-store.ts'
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
