import fs, { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renameDurably, settleSync } from '../../src/disk/durable-rename.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'
import { type FileSteps, installFileSteps } from '../support/file-steps.ts'

/** What a power cut leaves of files and names, in the strictest reading of POSIX (tests/support/unsynced.ts). */

let folder: string
let steps: FileSteps
beforeEach((context) => {
  if (process.platform === 'win32') skipAloud(context, 'folders are not flushed on Windows')
  folder = makeTempFolder('power')
  mkdirSync(join(folder, 'incoming'))
  writeFileSync(join(folder, 'incoming', 'new'), 'whole')
  steps = installFileSteps()
  steps.watch(folder, (_, run) => run())
})
afterEach(() => {
  steps.uninstall()
  removeTempFolders()
})

const place = () => join(folder, 'files', 'ab', 'abcd')

describe('a name that a file was given', () => {
  it('outlives a power cut, and so do the folders made for it [D1]', async () => {
    await renameDurably(join(folder, 'incoming', 'new'), place(), folder)
    steps.cutPower(folder)
    expect(readFileSync(place(), 'utf8')).toBe('whole')
  })

  it('is gone with a folder above it that was made a moment before, unless that is flushed as well', async () => {
    const { mkdir } = await import('node:fs/promises')
    await mkdir(join(folder, 'files'))
    await renameDurably(join(folder, 'incoming', 'new'), place())
    steps.cutPower(folder)
    expect(existsSync(place())).toBe(false)
  })
})

describe('a file system that cannot flush everything', () => {
  const { fsyncSync, fstatSync } = fs
  /** As some file systems of a network do it (fsync(2): EINVAL). */
  function refuseFlush(what: 'folders' | 'files'): void {
    fs.fsyncSync = (descriptor) => {
      if (fstatSync(descriptor).isDirectory() === (what === 'folders')) {
        throw Object.assign(new Error('EINVAL: invalid argument, fsync'), { code: 'EINVAL' })
      }
      fsyncSync(descriptor)
    }
    syncBuiltinESMExports()
  }
  afterEach(() => {
    fs.fsyncSync = fsyncSync
    syncBuiltinESMExports()
  })

  it('has the file under its name all the same, when it cannot flush folders [D1]', () => {
    refuseFlush('folders')
    settleSync(join(folder, 'incoming', 'new'), join(folder, 'there'))
    expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('whole')
  })

  it('gives no name to bytes that may not be on the disk', () => {
    refuseFlush('files')
    expect(() => settleSync(join(folder, 'incoming', 'new'), join(folder, 'there'))).toThrow('EINVAL')
    expect(existsSync(join(folder, 'there'))).toBe(false)
  })
})
