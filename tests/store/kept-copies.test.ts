import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { filePathOf } from '../../src/core/store/file-store.ts'
import { type KeptFile, nextToReread } from '../../src/core/store/kept-files.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import {
  attachFile,
  flipByte,
  keptNames,
  keptPath,
  noticeTexts,
  openWithTask,
} from '../support/store/attached-files.ts'

afterEach(removeTempFolders)

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

describe('copies of attached files', () => {
  it('are read again with a later backup; a damaged one is copied anew while its file is sound [K6]', async () => {
    const core = await openWithTask()
    const bytes = randomBytes(200_000)
    const sha256 = await attachFile(core.desk, bytes)
    await core.desk.backup.make({})
    flipByte(keptPath(core.folder, sha256))
    await core.desk.backup.make({})
    expect(sha256Of(readFileSync(keptPath(core.folder, sha256)))).toBe(sha256)
    expect(keptNames(core.folder)).toEqual([sha256])
    expect(await noticeTexts(core.desk)).toEqual([])
    await core.stop()
  })

  it('are read again in their turn: how far that came outlasts the desk [K6]', async () => {
    const core = await openWithTask()
    const hashes = [await attachFile(core.desk, randomBytes(500)), await attachFile(core.desk, randomBytes(500))]
    await core.desk.backup.make({})
    await core.desk.backup.make({})
    await core.stop()
    const store = openTestStore(core.folder)
    expect(store.meta.get('kept-reread')).toBe(hashes.toSorted().at(-1))
    store.close()
  })

  it('are set aside where the file is damaged as well, and the expert is told [K6] [K7]', async () => {
    const core = await openWithTask()
    const sha256 = await attachFile(core.desk, randomBytes(200_000), 'hurt.pdf')
    await core.desk.backup.make({})
    flipByte(keptPath(core.folder, sha256))
    flipByte(filePathOf(core.folder, sha256))
    await core.desk.backup.make({})
    expect(existsSync(keptPath(core.folder, sha256))).toBe(false)
    expect(keptNames(core.folder)).toEqual([`${sha256}.damaged`])
    expect(await noticeTexts(core.desk)).toEqual([
      '“hurt.pdf” of “Task with files” is missing or damaged on this computer, and no backup has it. Open the work and add the file again.',
    ])
    await core.stop()
  })
})

describe('which copies a backup reads again', () => {
  const file = (name: string, bytes: number): KeptFile & { bytes: number } => ({ sha256: name, path: name, bytes })
  const files = [file('a', 40), file('b', 40), file('c', 40), file('d', 500), file('e', 10)]
  const names = (last: string | undefined): string =>
    nextToReread(files, last, 100)
      .map(({ sha256 }) => sha256)
      .join('')

  it('goes on behind the last one, as far as the share of a day reaches, and round again [K6]', () => {
    expect(names(undefined)).toBe('ab')
    expect(names('b')).toBe('c')
    // One that is larger than the share is read alone.
    expect(names('c')).toBe('d')
    expect(names('d')).toBe('eab')
    // The last one is gone meanwhile.
    expect(names('bb')).toBe('c')
  })

  it('is each of them once where they are few [K6]', () => {
    expect(nextToReread(files.slice(0, 2), 'a', 100).map(({ sha256 }) => sha256)).toEqual(['b', 'a'])
    expect(nextToReread([], 'a', 100)).toEqual([])
  })
})
