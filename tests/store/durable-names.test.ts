import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renameDurably } from '../../src/sealed/durable-rename.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { type FileSteps, installFileSteps } from '../sim/file-steps.ts'

/** What a power cut leaves of files and names, in the strictest reading of POSIX (tests/sim/unsynced.ts). */

let folder: string
let steps: FileSteps
beforeEach(() => {
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
